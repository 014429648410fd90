"""How search stands: for whatever watches the site, and for those who look after it in the editor."""

import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Min, Q
from django.utils import timezone

from search.breaker import State, breaker
from search.elasticsearch import client, indices
from search.fallback import Reason, reason_in_the_index, told_to_the_breaker
from search.models import Generation, Outbox
from search.models.changes import ATTEMPTS
from search.moment import present

ELASTICSEARCH, POSTGRES = "elasticsearch", "postgres"
# One process asks the engine how it is so often at most, however often it is asked itself.
PULSE_SECONDS = 5.0


@dataclass(frozen=True)
class Lag:
    """What the engine has yet to be told."""

    rows: int = 0
    oldest_at: datetime | None = None
    poison: int = 0

    @property
    def seconds(self) -> float:
        return max(0.0, (timezone.now() - self.oldest_at).total_seconds()) if self.oldest_at else 0.0


@dataclass(frozen=True)
class Standing:
    """Which engine answers, and how far Elasticsearch is behind; the breaker is that of one process."""

    is_configured: bool
    generation: Generation | None = None
    # Why PostgreSQL answers in the place of Elasticsearch.
    reason: Reason | None = None
    breaker: State = State.CLOSED
    lag: Lag = Lag()

    @property
    def engine(self) -> str:
        return ELASTICSEARCH if self.is_configured and self.reason is None else POSTGRES

    @property
    def is_degraded(self) -> bool:
        return self.reason is not None


def standing() -> Standing:
    """Return how search stands now; the engine itself is asked now and then."""
    if not client.is_configured():
        # Whatever answers, answers from the database.
        with connection.cursor() as cursor:
            cursor.execute("select 1")
        return Standing(is_configured=False)
    reason = reason_in_the_index(present()) or feel_pulse()
    return Standing(
        is_configured=True,
        generation=Generation.objects.live().first(),
        reason=reason,
        breaker=breaker.state,
        lag=lag(),
    )


def lag() -> Lag:
    waiting = Q(attempts__lt=ATTEMPTS)
    found = Outbox.objects.aggregate(
        rows=Count("pk", filter=waiting),
        oldest_at=Min("enqueued_at", filter=waiting),
        poison=Count("pk", filter=~waiting),
    )
    return Lag(**found)


@dataclass
class Pulse:
    """When the engine was last asked how it is."""

    due: float = 0.0

    def is_due(self) -> bool:
        now = time.monotonic()
        if now < self.due:
            return False
        self.due = now + PULSE_SECONDS
        return True


pulse = Pulse()


def feel_pulse() -> Reason | None:
    """Ask the engine for a sign of life if it is time, and say why it is not asked by readers."""
    if breaker.state != State.CLOSED or pulse.is_due():
        if not breaker.lets_through():
            return Reason.AWAY
        try:
            indices.look()
        except client.ElasticsearchError as error:
            return told_to_the_breaker(error)
        breaker.answered()
    return None
