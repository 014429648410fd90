"""The people of bodies that were replaced: offered to follow, one of them as administrator of the successor."""

from django.utils.translation import gettext as _

from exchange.invitations import invite
from exchange.models import Organisation, Role, RoleName, User
from exchange.moves.actions import offer_succession
from exchange.people import log_changes
from exchange.refusal import Refused

ADMINISTRATOR = RoleName.ORGANISATION_ADMINISTRATOR


def has_administrator(organisation) -> bool:
    people = User.objects.filter(is_active=True, organisation=organisation)
    return people.filter(roles__name=ADMINISTRATOR).exists()


def refuse_without_administrator(successor, address: str, *, by) -> None:
    """Refuse a succession after which nobody could let people in; the console of the server may do without."""
    if by is not None and not address and not has_administrator(successor):
        raise Refused(
            _("Name who administers the successor: nobody does, and nobody else could let people in there.")
        )


def bring_people(bodies, successor, *, administrator: str, by) -> None:
    """Offer everybody with an open account to follow with their roles; the administrator is whom the decision names.

    Nobody administers the successor because they administered a body that it replaces.
    """
    address = administrator.strip().lower()
    people = User.objects.filter(is_active=True, organisation__in=bodies).order_by("pk")
    named = False
    for person in people.prefetch_related("roles"):
        roles = {role.name for role in person.roles.all()} - {ADMINISTRATOR}
        if person.email.lower() == address:
            roles.add(ADMINISTRATOR)
            named = True
        offer_succession(person, successor=successor, roles=roles, by=by)
    if address and not named:
        name_administrator(address, successor, by=by)


def name_administrator(address: str, successor: Organisation, *, by) -> None:
    """Give the role to a person of the successor, or invite whoever has no account yet."""
    person = User.objects.filter(email__iexact=address).first()
    if person is None:
        # The committee has decided it: the invitation holds whoever loses which role meanwhile.
        invite(address, organisation=successor, roles=[ADMINISTRATOR], by=None)
        return
    if person.organisation_id != successor.pk or not person.is_active:
        raise Refused(
            _("%(address)s belongs to neither the successor nor the organisations that it replaces.")
            % {"address": address}
        )
    before = frozenset(person.roles.values_list("name", flat=True))
    if ADMINISTRATOR not in before:
        Role.objects.create(user=person, name=ADMINISTRATOR)
        log_changes(person, roles=before | {ADMINISTRATOR}, before=before, was_active=True, by=by)
