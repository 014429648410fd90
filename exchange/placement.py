"""Who may be given an account where, and whether an invitation to one still stands."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.domains import is_public
from exchange.models import Invitation, RoleName, User
from exchange.models.people import BODY_ROLES, PLATFORM_ROLES
from exchange.refusal import Refused, require


class Lapse(models.TextChoices):
    """Why an invitation that nobody withdrew holds no longer: what it stood on is gone."""

    INVITER = "inviter", gettext_lazy("No longer valid: the person who sent it may no longer invite")
    ORGANISATION = "organisation", gettext_lazy("No longer valid: the organisation accepts nobody new now")
    ADDRESS = "address", gettext_lazy("No longer valid: the address is no longer one of the organisation's")
    ACCOUNT = "account", gettext_lazy("No longer valid: the address has an account")


def lapse_of(invitation: Invitation) -> Lapse | None:
    """Return why an open invitation may not be used today, or nothing.

    Asked whenever it is opened and used: people lose roles, organisations lose memberships and domains.
    """
    organisation, inviter = invitation.organisation, invitation.invited_by
    if organisation is not None and not organisation.takes_in_people():
        return Lapse.ORGANISATION
    # Without anybody it was sent from the console of the server.
    if inviter is not None:
        try:
            refuse_placement(inviter, organisation, frozenset(invitation.roles))
        except Refused:
            return Lapse.INVITER
        if not inviter.is_active:
            return Lapse.INVITER
    if organisation is not None and not is_service_address(invitation.email, organisation):
        return Lapse.ADDRESS
    if User.objects.filter(email__iexact=invitation.email).exists():
        return Lapse.ACCOUNT
    return None


def refuse_placement(by, organisation, roles) -> None:
    if not roles <= frozenset(RoleName):
        raise ValueError(f"unknown roles: {sorted(roles - frozenset(RoleName))}")
    if organisation is None and roles & BODY_ROLES:
        raise Refused(_("For a role in an organisation, choose the organisation."))
    if by is None or by.is_superuser or by.has_role(RoleName.ADMINISTRATOR):
        return
    require(by, RoleName.ORGANISATION_ADMINISTRATOR)
    if roles & PLATFORM_ROLES or organisation is None or organisation.pk != by.organisation_id:
        raise Refused(
            _("You give roles to people of your own organisation only, and only roles of that organisation.")
        )


def is_service_address(email: str, organisation) -> bool:
    domain = email.rpartition("@")[2].lower()
    return domain in organisation.email_domains and not is_public(domain)
