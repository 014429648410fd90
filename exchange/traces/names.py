"""People as the log and registers name them; the rule about names across the ocean is User.shown_to()."""

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from exchange.models import Role, User


def people_with_names():
    """Return the people with all that is asked to name them, in two queries however many they are."""
    roles = Prefetch("roles", Role.objects.order_by("name"))
    return User.objects.select_related("organisation__transfer_basis").prefetch_related(roles)


def account_number(pk) -> str:
    """Return what stands for somebody whose account is gone."""
    return _("closed account #%(number)s") % {"number": pk}
