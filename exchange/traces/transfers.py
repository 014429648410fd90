"""The register of transfers: which body has established a basis for names to cross the ocean."""

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.languages import in_language
from exchange.models import Membership, Organisation, RoleName, TransferBasis, User
from exchange.refusal import Refused


def bodies_of_register():
    """Return the bodies that are members of a network or have people here, each with its basis if there is one."""
    members = Membership.objects.active().values("organisation")
    with_people = User.objects.filter(is_active=True, organisation__isnull=False).values("organisation")
    bodies = Organisation.objects.filter(pk__in=members.union(with_people))
    return bodies.select_related("transfer_basis", "type").order_by(in_language("name", get_language()), "pk")


def may_set_basis(user, organisation) -> bool:
    """Say whether a person may say this: an administrator, or the privacy delegate of that very body."""
    if not user.is_authenticated:
        return False
    if user.is_superuser or user.has_role(RoleName.ADMINISTRATOR):
        return True
    return organisation.pk == user.organisation_id and user.has_role(RoleName.PRIVACY_DELEGATE)


@transaction.atomic
def set_basis(organisation, *, established_on, instrument: str, note: str, by: User) -> TransferBasis:
    """Say on which basis the names of a body's people cross the ocean, or that there is none any more."""
    if not may_set_basis(by, organisation):
        raise Refused(_("Only an administrator or the privacy delegate of the organisation can state this."))
    if established_on and not instrument:
        raise Refused(_("Say on which basis."))
    basis, _created = TransferBasis.objects.select_for_update().get_or_create(organisation=organisation)
    basis.established_on, basis.instrument, basis.note = established_on, instrument, note
    basis.save()
    log(
        instance=basis,
        action="exchange.data.transfer",
        user=by,
        data={"established_on": established_on, "instrument": instrument},
    )
    return basis
