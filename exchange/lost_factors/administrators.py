"""Who administers the exchange, with which second factors."""

from collections import defaultdict
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.accounts.factors import FACTORS
from exchange.models import RoleName, User

# Below this many, one who loses a factor finds no two others to take it away.
ENOUGH = 3
WORDS = {
    Authenticator.Type.TOTP: _("authenticator app"),
    Authenticator.Type.WEBAUTHN: _("passkey or key"),
}


@dataclass(frozen=True)
class Administrator:
    person: User
    kinds: list[str]  # of the factors that they have set up

    @property
    def factors(self) -> list[str]:
        return [str(WORDS[kind]) for kind in self.kinds]


def administrators() -> list[Administrator]:
    """Return whoever administers the exchange and whose account is open, by name."""
    administering = Q(roles__name=RoleName.ADMINISTRATOR) | Q(is_superuser=True)
    people = User.objects.filter(administering, is_active=True).distinct().order_by("name", "pk")
    kinds = defaultdict(set)
    for user, kind in Authenticator.objects.filter(user__in=people, type__in=FACTORS).values_list(
        "user", "type"
    ):
        kinds[user].add(kind)
    return [Administrator(person, sorted(kinds[person.pk])) for person in people]


def are_too_few(rows: list[Administrator]) -> bool:
    return sum(bool(row.kinds) for row in rows) < ENOUGH
