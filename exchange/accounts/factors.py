"""Second factors as the database and the session know them."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator

# What opens an account beside the password, or instead of it; recovery codes only stand in for these.
FACTORS = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


def factors_of(user) -> list[str]:
    """Return the kinds of what this person has set up, recovery codes among them."""
    return list(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True).distinct())


def has_factor(user) -> bool:
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def has_shown_factor(request) -> bool:
    """Say whether this session was opened with a second factor or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


def asks_for_factor(request) -> bool:
    return request.user.is_authenticated and has_factor(request.user)
