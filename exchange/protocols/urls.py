from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from . import views

addresses = [
    path("", views.ProtocolListView.as_view(), name="protocols"),
    path(_("rules/"), views.RulesView.as_view(), name="protocol_rules"),
    path("<int:pk>-<slug:slug>/", views.ProtocolView.as_view(), name="protocol"),
    path("<int:pk>/", views.ProtocolView.as_view(), name="protocol_short"),
    path("<int:pk>-<slug:slug>/text.pdf", views.ProtocolPdfView.as_view(), name="protocol_pdf"),
]

urlpatterns = [path(_("protocols/"), include(addresses))]
