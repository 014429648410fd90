"""Domains of service addresses: whoever has an address in one may be invited to its organisation."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from exchange.models import Organisation

LONGEST = 100
LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
DOMAIN = re.compile(rf"(?:{LABEL}\.)+(?!\d+$){LABEL}", re.ASCII)
# Anybody gets an address there: an organisation that names one would take in anybody.
PUBLIC_FAMILIES = frozenset(["gmail", "googlemail", "hotmail", "live", "msn", "outlook", "yahoo", "ymail"])
PUBLIC = frozenset(
    [
        "aol.com",
        "bell.net",
        "cogeco.ca",
        "duck.com",
        "fastmail.com",
        "free.fr",
        "gmx.be",
        "gmx.com",
        "gmx.de",
        "gmx.fr",
        "gmx.net",
        "hey.com",
        "icloud.com",
        "laposte.net",
        "mac.com",
        "mail.be",
        "mail.com",
        "mail.ru",
        "me.com",
        "orange.fr",
        "pandora.be",
        "pm.me",
        "proton.me",
        "protonmail.ch",
        "protonmail.com",
        "proximus.be",
        "rocketmail.com",
        "rogers.com",
        "scarlet.be",
        "sfr.fr",
        "shaw.ca",
        "skynet.be",
        "sympatico.ca",
        "telenet.be",
        "telus.net",
        "tuta.com",
        "tutanota.com",
        "videotron.ca",
        "voo.be",
        "wanadoo.fr",
        "yandex.com",
        "zoho.com",
        "zohomail.com",
    ]
)


def plain(domain: str) -> str:
    """Return a domain as it is kept: in small letters, without the sign before it, signs of a language encoded."""
    domain = domain.strip().lstrip("@").rstrip(".").lower()
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def is_public(domain: str) -> bool:
    """Say whether addresses there are given to whoever asks for one."""
    domain = plain(domain)
    return domain in PUBLIC or domain.partition(".")[0] in PUBLIC_FAMILIES


def refuse_domain(domain: str, organisation: Organisation | None) -> None:
    """Raise ValidationError for what is no domain, what anybody has an address in, and what another one names."""
    if len(domain) > LONGEST or not DOMAIN.fullmatch(domain):
        raise ValidationError(
            _("“%(domain)s” is no domain: write what stands after the @, for example brunord.example."),
            params={"domain": domain[:LONGEST]},
        )
    if is_public(domain):
        raise ValidationError(
            _(
                "Anybody can have an address at %(domain)s: write a domain where the organisation gives the addresses."
            ),
            params={"domain": domain},
        )
    if domain in settings.SHARED_EMAIL_DOMAINS:
        return
    for other in Organisation.objects.filter(email_domains__contains=[domain]).select_related("successor"):
        if organisation is None or not are_one(organisation, other):
            raise ValidationError(
                _(
                    "%(domain)s is a domain of %(organisation)s already: an address says which organisation somebody is of."
                ),
                params={"domain": domain, "organisation": other},
            )


def are_one(one: Organisation, other: Organisation) -> bool:
    """Say whether two organisations are the same, or one has taken the place of the other."""
    if one.pk is not None and one.pk == other.pk:
        return True
    return other in successors_of(one) or (one.pk is not None and one in successors_of(other))


def successors_of(organisation: Organisation) -> list[Organisation]:
    found, following = [], organisation.successor
    while following is not None and following not in found:
        found.append(following)
        following = following.successor
    return found
