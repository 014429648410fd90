from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.duties import views

urlpatterns = [
    path(_("account/duties/"), views.OurDutiesView.as_view(), name="duties"),
]
