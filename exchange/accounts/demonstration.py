"""Second factors of the demonstration accounts: set up by `run`, shown by the sign-in page of that machine."""

import json
import time

from allauth.mfa import app_settings as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings

from exchange.accounts.factors import has_factor
from exchange.accounts.second_factor import needs_second_factor
from exchange.models import User

CONTENT = settings.BASE_DIR / "exchange" / "content"
ASKING_FOR_CODES = frozenset({"mfa_authenticate", "mfa_reauthenticate"})


def demonstration_people() -> list[dict]:
    """Return the accounts to try, as the demonstration content names them."""
    path = CONTENT / "people.json"
    return json.loads(path.read_text())["people"] if path.exists() else []


def set_up_demonstration_factors() -> None:
    """Give a second factor to each demonstration account whose roles ask for one."""
    emails = [person["email"] for person in demonstration_people()]
    for user in User.objects.filter(email__in=emails):
        if needs_second_factor(user) and not has_factor(user):
            TOTP.activate(user, generate_totp_secret())


def demonstration_code(request) -> dict:
    """Show the code of a demonstration account on the page that asks for it (development settings only)."""
    match = request.resolver_match
    if not settings.DEBUG or match is None or match.url_name not in ASKING_FOR_CODES:
        return {}
    stage = getattr(request, "_login_stage", None)
    code = code_of(stage.login.user if stage else request.user)
    return {"demonstration_code": code} if code else {}


def code_of(user) -> str:
    """Return what the app of a demonstration account would show now; of any other account, nothing."""
    known = {person["email"] for person in demonstration_people()}
    return current_code(user) if user.email in known else ""


def current_code(user) -> str:
    """Return what the app of an account shows at this moment; nothing where there is none."""
    factor = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    if factor is None:
        return ""
    return format_hotp_value(hotp_value(decrypt(factor.data["secret"]), int(time.time()) // mfa.TOTP_PERIOD))
