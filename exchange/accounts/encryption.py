"""Secrets of second factors are kept encrypted, with keys that do not stand in the database.

Each is under a key of its person and its kind: what somebody who can write to the database puts from one row
into another opens nothing there.
"""

import base64
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction
from django.db.models.signals import post_init, pre_save
from django.dispatch import receiver

# Where each kind of factor keeps what must not be read; keys and passkeys hold nothing but public keys.
SECRETS = {Authenticator.Type.TOTP: "secret", Authenticator.Type.RECOVERY_CODES: "seed"}


class UnreadableSecretError(Exception):
    """None of the keys opens it.

    SECRET_KEY was changed without keeping the one before in SECRET_KEY_FALLBACKS, or it was made for somebody else.
    """


class OwnedToken(str):
    """An encrypted secret that knows in whose row it stands: the library hands on the text alone."""

    owner = ""

    def __new__(cls, text: str, owner: str):
        token = super().__new__(cls, text)
        token.owner = owner
        return token

    def __getnewargs__(self):
        return str(self), self.owner


def encrypt(text: str, owner: str = "") -> str:
    """Return the text under the first key; without an owner for as long as it stands in no row."""
    return keys(owner).encrypt(text.encode()).decode()


def decrypt(token: str, owner: str | None = None) -> str:
    """Return the text, whichever of the keys it was encrypted with."""
    owner = getattr(token, "owner", "") if owner is None else owner
    try:
        return keys(owner).decrypt(token.encode()).decode()
    except InvalidToken as error:
        raise UnreadableSecretError from error


def keys(owner: str) -> MultiFernet:
    return keys_of((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), owner)


@lru_cache(maxsize=64)
def keys_of(secrets: tuple[str, ...], owner: str) -> MultiFernet:
    """Return a key made of each secret for this owner: the first encrypts, all decrypt."""
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key_of(secret, owner))) for secret in secrets])


def key_of(secret: str, owner: str) -> bytes:
    info = f"exchange second factor {owner}".strip().encode()
    return HKDF(SHA256(), length=32, salt=None, info=info).derive(secret.encode())


def owner_of(factor) -> str:
    return f"{factor.type} of {factor.user_id}"


@receiver(post_init, sender=Authenticator)
def say_whose_it_is(sender, instance, **kwargs):
    name = SECRETS.get(instance.type) if {"type", "data", "user_id"} <= vars(instance).keys() else None
    if name and isinstance(instance.data, dict) and isinstance(instance.data.get(name), str):
        instance.data[name] = OwnedToken(instance.data[name], owner_of(instance))


@receiver(pre_save, sender=Authenticator)
def give_to_its_person(sender, instance, **kwargs):
    """Put the secret of a new factor under the key of its person; what stands in a row already is let be."""
    name = SECRETS.get(instance.type)
    if not (name and instance._state.adding and isinstance(instance.data.get(name), str)):
        return
    try:
        secret = decrypt(instance.data[name], owner="")
    except UnreadableSecretError:
        return
    instance.data[name] = OwnedToken(encrypt(secret, owner_of(instance)), owner_of(instance))


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
                factor.data[name] = keys(owner_of(factor)).rotate(factor.data[name].encode()).decode()
            except InvalidToken:
                unreadable.append(factor)
                continue
            factor.save(update_fields=["data"])
            done += 1
    return done, unreadable
