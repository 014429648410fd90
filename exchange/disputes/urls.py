from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.disputes import views

urlpatterns = [
    path(_("account/disputes/"), views.DisputeListView.as_view(), name="disputes"),
    path(_("account/disputes/new/"), views.RaiseView.as_view(), name="dispute_raise"),
    path(_("account/disputes/<int:pk>/"), views.DisputeView.as_view(), name="dispute"),
]
