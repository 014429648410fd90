"""The providers of sign-in that the environment declares; what one lacks is said at the start."""

import re

from django.core.exceptions import ImproperlyConfigured

NEEDED = ("provider_id", "name", "client_id", "secret")
NAME = re.compile(r"[-a-zA-Z0-9_]{1,100}")  # stands in addresses


def checked(providers: list[dict]) -> list[dict]:
    for provider in providers:
        name = provider.get("provider_id", "")
        missing = [key for key in NEEDED if not provider.get(key)]
        if not provider.get("settings", {}).get("server_url"):
            missing.append("settings.server_url")
        if missing:
            raise ImproperlyConfigured(f"OIDC_PROVIDERS: {name or 'a provider'} lacks {', '.join(missing)}.")
        if not NAME.fullmatch(name):
            raise ImproperlyConfigured(f"OIDC_PROVIDERS: {name!r} may hold letters, figures, - and _ only.")
    names = [provider["provider_id"] for provider in providers]
    if len(names) != len(set(names)):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: a provider_id stands twice in {', '.join(names)}.")
    return providers
