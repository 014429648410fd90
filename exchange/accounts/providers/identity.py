"""What a provider says of the person who comes back from it, believed only after every check."""

import hashlib
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from exchange.accounts.providers.session import is_inside

# Entra ID says `xms_edov` where the standard says `email_verified`; some say it as a word or a number.
CLAIM_OF_VERIFIED = "email_verified"
YES = (True, "true", "1")
# What the site itself asks; the browser of the person is sent to the rest.
ASKED = ("token_endpoint", "jwks_uri", "userinfo_endpoint")


class Unbelievable(Exception):
    """The provider did not answer, or not as the standard asks; the message is for the log of the server."""


@dataclass(frozen=True)
class Identity:
    """A person at a provider: known by issuer and subject, never by the address alone."""

    uid: str
    email: str
    is_verified: bool


class OneAddress(OpenIDConnectOAuth2Adapter):
    """Comes back to one address, whatever the language: that is what an organisation registers."""

    def get_provider(self):
        return provider_of(self.request, self.provider_id)

    @property
    def openid_config(self):
        """Return what the provider publishes of itself, if it is the one that was declared."""
        if not hasattr(self, "_believed"):
            self._believed = super().openid_config
            self.refuse_others(self._believed)
        return self._believed

    def refuse_others(self, config: dict) -> None:
        """Refuse a provider that calls itself otherwise, or leads where it should not."""
        settings_of_app = self.get_provider().app.settings
        declared = settings_of_app["server_url"]
        named_here = settings_of_app.get("openid_configuration_overrides", {})
        if "/.well-known/" not in declared and config["issuer"].rstrip("/") != declared.rstrip("/"):
            raise Unbelievable("it calls itself otherwise than it was declared (issuer)")
        for name in ("authorization_endpoint", *ASKED):
            address = config.get(name, declared) if name == "userinfo_endpoint" else config[name]
            if declared.startswith("https:") and not address.startswith("https:"):
                raise Unbelievable(f"it is asked without encryption ({name})")
            # A provider must not have the site ask, from where it stands, what stands beside it.
            is_elsewhere = place_of(address) != place_of(declared) and name not in named_here
            if name in ASKED and is_elsewhere and is_inside(address):
                raise Unbelievable(f"it leads to a network that is not public ({name})")

    def get_callback_url(self, request, app):
        return build_absolute_uri(request, reverse("provider_callback", args=[self.provider_id]))


def place_of(address: str) -> tuple:
    parts = urlsplit(address)
    return parts.scheme, parts.hostname, parts.port


class Provider(OpenIDConnectProvider):
    """One provider of the configuration; the library knows none, and so opens no door of its own to any."""

    oauth2_adapter_class = OneAddress
    pkce_enabled_default = True


def provider_of(request, provider_id: str) -> Provider:
    declared = next(entry for entry in settings.OIDC_PROVIDERS if entry["provider_id"] == provider_id)
    return Provider(request, app=SocialApp(provider=Provider.id, **declared))


def leave_for(request, provider_id: str, *, process: str, **remembered):
    """Send a browser to a provider; what is remembered waits in the session for its return."""
    provider = provider_of(request, provider_id)
    nonce = secrets.token_urlsafe(16)
    try:
        return provider.redirect(
            request,
            process,
            auth_params={**provider.get_auth_params(), "nonce": nonce},
            nonce=nonce,
            **remembered,
        )
    except (requests.RequestException, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unbelievable(f"its configuration can not be read: {type(error).__name__}") from error


def identity_from(request, provider_id: str, state: dict) -> Identity:
    """Fetch and check what the provider says; nothing of it reaches the exchange otherwise."""
    provider = provider_of(request, provider_id)
    adapter = OneAddress(request, provider_id)
    try:
        answer = adapter.get_access_token_data(
            request, provider.app, adapter.get_client(request, provider.app), state["pkce_code_verifier"]
        )
        claims = jwtkit.verify_and_decode(
            credential=answer["id_token"],
            keys_url=adapter.openid_config["jwks_uri"],
            issuer=adapter.openid_config["issuer"],
            audience=provider.app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        if not constant_time_compare(claims.get("nonce") or "", state["nonce"]):
            raise Unbelievable("its answer is to another question (nonce)")
        if "email" not in claims:
            more = adapter._fetch_user_info(answer["access_token"])
            if more.get("sub") != claims["sub"]:
                raise Unbelievable("it speaks of two people (sub)")
            claims = {**more, **claims}
        claim = provider.app.settings.get("email_verified_claim", CLAIM_OF_VERIFIED)
        return identity_of(claims, verified=claims.get(claim))
    except (
        OAuth2Error,
        requests.RequestException,
        AttributeError,
        KeyError,
        TypeError,
        ValueError,
    ) as error:
        # What it said may hold secrets, and stays out of the log.
        raise Unbelievable(type(error).__name__) from error


def uid_of(issuer: str, subject: str) -> str:
    """Return what is kept of a person at a provider: it finds the account again, and names nobody."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def identity_of(claims: dict, *, verified) -> Identity:
    issuer, subject = claims["iss"], claims["sub"]
    if not (isinstance(subject, str) and subject):
        raise Unbelievable("it names nobody (sub)")
    email = claims.get("email")
    # Of two addresses that differ only in how a letter is drawn, the one is not the other.
    is_plain = isinstance(email, str) and email.isascii()
    return Identity(
        uid=uid_of(issuer, subject),
        email=email.strip().lower() if is_plain else "",
        is_verified=verified in YES,
    )
