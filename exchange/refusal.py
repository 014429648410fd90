"""What an action of the exchange answers to whoever may not do it."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from exchange.models import User


class Refused(PermissionDenied):
    """This person may not do this; the message says why."""


def require(by: User | None, *roles: str) -> None:
    """Refuse whoever holds none of these roles; no person at all is the command line of the server."""
    if by is not None and not by.is_superuser and not by.has_role(*roles):
        raise Refused(_("Your roles do not allow this."))
