from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.moves import views

urlpatterns = [path(_("account/move/<str:token>/"), views.MoveView.as_view(), name="move")]
