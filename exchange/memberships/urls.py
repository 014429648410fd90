"""A body's own membership, and the charter that everybody may read."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.memberships import head_views, people_views, views

urlpatterns = [
    path(_("charter/"), views.CharterView.as_view(), name="charter"),
    path(_("charter/<str:version>/"), views.CharterView.as_view(), name="charter_version"),
    path(_("membership/"), views.MembershipView.as_view(), name="membership"),
    path(_("membership/people/"), people_views.PeopleView.as_view(), name="membership_people"),
    path(_("membership/head/<str:token>/"), head_views.HeadView.as_view(), name="membership_head"),
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
    path(
        _("membership/<int:pk>/withdrawal/back/"),
        views.RetractionView.as_view(),
        name="membership_retraction",
    ),
]
