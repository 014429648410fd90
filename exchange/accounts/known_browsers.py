"""Browsers in which somebody has signed in: there a stranger's guesses from elsewhere lock nobody out."""

import secrets

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

KNOWN = "known_browser"
LIFE = 180 * 24 * 3600
# Service computers are shared; whoever came longest ago goes first.
MOST_PEOPLE = 20


def remember(request, response, user) -> None:
    """Keep in this browser that a person has shown here who they are; neither name nor number stands in it."""
    device, people = read(request)
    one = sign_of(user.email)
    response.set_cookie(
        KNOWN,
        signing.dumps(
            [device, [one, *(other for other in people if other != one)][:MOST_PEOPLE]], salt=KNOWN
        ),
        max_age=LIFE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def device_of(request, account: str) -> str | None:
    """Return what tells this browser from others, if this person has signed in with it."""
    device, people = read(request)
    return device if sign_of(account) in people else None


def read(request) -> tuple[str, list[str]]:
    try:
        device, people = signing.loads(request.COOKIES.get(KNOWN, ""), salt=KNOWN, max_age=LIFE)
    except signing.BadSignature:
        return secrets.token_urlsafe(12), []
    return device, people


def sign_of(account: str) -> str:
    return salted_hmac("exchange.known_browser", account.strip().lower()).hexdigest()[:24]
