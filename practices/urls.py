from django.urls import path
from django.utils.translation import gettext_lazy as _

from practices import views

app_name = "practices"

urlpatterns = [
    path(_("practices/"), views.PracticeListView.as_view(), name="list"),
    path(_("practices/<int:pk>-<slug:slug>/"), views.PracticeDetailView.as_view(), name="detail"),
    path(_("practices/<int:pk>/adoption/"), views.AdoptionView.as_view(), name="adoption"),
]
