"""One's account; what a library offers beside it and the exchange does not is closed."""

from allauth.account import views as allauth_views
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from exchange.accounts import traces, views

urlpatterns = [
    path(_("sign-in/"), views.SignInView.as_view(), name="login"),
    path(_("sign-in/"), views.SignInView.as_view(), name="account_login"),
    path(_("sign-out/"), allauth_views.logout, name="logout"),
    path(_("sign-out/"), allauth_views.logout, name="account_logout"),
    path(_("account/"), views.AccountView.as_view(), name="account"),
    path(_("account/invitation/<str:token>/"), views.InvitationView.as_view(), name="invitation"),
    path(
        _("account/"),
        include([path("sessions/", traces.SessionsView.as_view(), name="usersessions_list")]),
    ),
    # Addresses belong to bodies: nobody signs up, changes one or confirms one.
    path(_("account/signup/"), views.closed),
    path(_("account/email/"), views.closed),
    path(_("account/confirm-email/"), views.closed),
    path(_("account/confirm-email/<str:key>/"), views.closed),
    path(_("account/3rdparty/signup/"), views.closed),
    # A provider is tied to an account by its verified address, never by hand.
    path(_("account/"), include([path("3rdparty/", views.closed), path("", include("allauth.urls"))])),
]
