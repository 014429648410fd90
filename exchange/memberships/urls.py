"""A body's own membership, and the charter that everybody may read."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.memberships import views

urlpatterns = [
    path(_("charter/"), views.CharterView.as_view(), name="charter"),
    path(_("charter/<str:version>/"), views.CharterView.as_view(), name="charter_version"),
    path(_("membership/"), views.MembershipView.as_view(), name="membership"),
    path(_("membership/application/"), views.ApplicationView.as_view(), name="membership_application"),
    path(
        _("membership/application/<int:pk>/withdraw/"),
        views.WithdrawApplicationView.as_view(),
        name="membership_application_withdraw",
    ),
    path(_("membership/sponsoring/<int:pk>/"), views.SponsorView.as_view(), name="membership_sponsoring"),
    path(_("membership/<int:pk>/charter/"), views.AcceptCharterView.as_view(), name="membership_charter"),
    path(_("membership/<int:pk>/reply/"), views.ReplyView.as_view(), name="membership_reply"),
    path(_("membership/<int:pk>/functions/"), views.AddressesView.as_view(), name="membership_addresses"),
    path(_("membership/<int:pk>/withdrawal/"), views.WithdrawalView.as_view(), name="membership_withdrawal"),
]
