"""Who asks, from the command line."""

from django.core.management.base import CommandError

from exchange.models import User
from exchange.viewers import VISITOR, Viewer, viewer_of


def viewer_named(email: str | None) -> Viewer:
    """Return the viewer of an e-mail address; without one, a visitor."""
    if not email:
        return VISITOR
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        raise CommandError(f"Nobody here has the address {email}.")
    return viewer_of(user)
