"""Secrets of second factors are kept encrypted, with a key that does not stand in the database."""

import base64
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

# Where each kind of factor keeps what must not be read; keys and passkeys hold nothing but public keys.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class UnreadableSecretError(Exception):
    """None of the keys opens it: SECRET_KEY was changed without keeping the one before in SECRET_KEY_FALLBACKS."""


def encrypt(text: str) -> str:
    """Return the text under the first key."""
    return keys().encrypt(text.encode()).decode()


def decrypt(token: str) -> str:
    """Return the text, whichever of the keys it was encrypted with."""
    try:
        return keys().decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error


def keys() -> MultiFernet:
    return keys_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@lru_cache(maxsize=4)
def keys_of(secrets: tuple[str, ...]) -> MultiFernet:
    """Return a key made of each secret: the first encrypts, all decrypt."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key_of(secret))) for secret in secrets])


def key_of(secret: str) -> bytes:
    return HKDF(SHA256(), length=32, salt=None, info=b"exchange second factor").derive(secret.encode())


def encrypt_again() -> tuple[int, list[Authenticator]]:
    """Put every secret under the first key; return how many there are, and those that no key opens."""
    done, unreadable = 0, []
    for pk in Authenticator.objects.filter(type__in=SECRETS).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            # Whoever uses a recovery code at this moment changes the same row.
            factor = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if factor is None:
                continue
            name = SECRETS[factor.type]
            try:
                factor.data[name] = keys().rotate(factor.data[name].encode()).decode()
            except InvalidToken:
                unreadable.append(factor)
                continue
            factor.save(update_fields=["data"])
            done += 1
    return done, unreadable
