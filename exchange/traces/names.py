"""Whose name is shown to whom: across the ocean only where a basis for it is established (R-D4).

Every screen that names the people of other bodies asks here. Speakers of a public programme and
signatories of a protocol are public facts, told as such; they are no accounts, and stand elsewhere.
"""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from exchange.models import Organisation, Role, User


def people_with_names():
    """Return the people with all that is asked to name them, in three queries however many they are."""
    roles = Prefetch("roles", Role.objects.order_by("name"))
    return User.objects.select_related("organisation__transfer_basis").prefetch_related(roles)


def shows_names(body: Organisation | None, to) -> bool:
    """Say whether a person, or nobody in particular, may read the names of the people of a body.

    Within one body or one shore names travel nowhere; the secretariat, which is of no body, keeps the accounts.
    """
    reader = getattr(to, "organisation", None)
    if body is None or reader is None or body.pk == reader.pk or body.shore == reader.shore:
        return True
    basis = getattr(body, "transfer_basis", None)
    return bool(basis and basis.established_on)


def shown_name(person: User | None, *, to: User | None) -> str:
    """Return how a person is called in front of another: by name, else by function and body."""
    if person is None:
        return _("the exchange itself")
    if person.is_erased:
        return account_number(person.pk)
    if (to is not None and person.pk == to.pk) or shows_names(person.organisation, to):
        return str(person)
    functions = ", ".join(role.get_name_display() for role in person.roles.all())
    return _("%(function)s of %(body)s") % {
        "function": functions or _("a person"),
        "body": person.organisation,
    }


def account_number(pk) -> str:
    """Return what stands for somebody whose account is gone."""
    return _("closed account #%(number)s") % {"number": pk}
