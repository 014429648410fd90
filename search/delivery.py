"""Delivers what changed to every index that follows, confirming thing by thing.

Nothing is locked while the network is waited for: rows are claimed for a moment and come back by themselves
if whoever claimed them dies. Delivering twice, or late, does no harm: an index keeps the newest revision.
"""

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import connection
from django.db.models import Exists
from django.db.models.functions import Now

from exchange.caching import forget_pages
from search import documents
from search.elasticsearch import indices
from search.elasticsearch.client import Away, Refused
from search.elasticsearch.mapping import fingerprint
from search.models import Generation, GenerationState, Outbox
from search.models.changes import ATTEMPTS

logger = logging.getLogger(__name__)

CLAIMED = 500
LEASE_SECONDS = 30
# So few are looked for at once by whoever published them; many may wait for the next refresh.
SMALL = 50
LONGEST_PAUSE = 15.0
# Without an address of Elasticsearch for so long, it is taken for given up.
UNFOLLOWED = timedelta(days=1)

CLAIM = f"""
with due as materialized (
  select id from search_outbox where next_at <= clock_timestamp() and attempts < {ATTEMPTS}
  order by narrows desc, next_at, id limit %(number)s for update skip locked
)
update search_outbox o set next_at = clock_timestamp() + make_interval(secs => %(lease)s)
from due where o.id = due.id
returning kind, object_id
"""  # noqa: S608 -- constants
# Every row up to the revision that arrived, whoever claimed it; rows that another confirms are left to him.
TOLD = """
select o.id from search_outbox o
join unnest(%(kinds)s::text[], %(object_ids)s::bigint[], %(revs)s::bigint[]) as told (kind, object_id, rev)
  on o.kind = told.kind and o.object_id = told.object_id and o.rev <= told.rev
order by o.id for update of o skip locked
"""
CONFIRM = f"delete from search_outbox where id in ({TOLD})"  # noqa: S608 -- constants
# What was refused as old, and is the newest that there is.
NEWEST = """
select l.id from search_ledger l
join unnest(%(kinds)s::text[], %(object_ids)s::bigint[], %(revs)s::bigint[]) as told (kind, object_id, rev)
  on l.kind = told.kind and l.object_id = told.object_id and l.rev = told.rev
"""
RELEASE = f"update search_outbox set next_at = clock_timestamp() where id in ({TOLD})"  # noqa: S608
REFUSE = f"""
update search_outbox set
  attempts = attempts + 1,
  last_error = %(error)s,
  next_at = clock_timestamp() + make_interval(secs => least(3600, 5 * 2 ^ attempts) * (0.8 + 0.4 * random()))
where id in ({TOLD})
returning attempts
"""  # noqa: S608 -- constants


class Later(Away):
    """The cluster is there and takes some documents not now: too busy, too full."""


class OtherCode(Exception):
    """The newest index was made by other code: it delivers, and this one must not."""


def drain(is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Deliver everything that is due and return how many things arrived."""
    delivered, unseen = 0, False
    while not is_stopping() and (things := claim()):
        # What narrows must be found as it is now by the time its row is gone.
        at_once = len(things) <= SMALL or Outbox.objects.narrowing().exists()
        delivered += deliver(things, at_once=at_once)
        unseen = not at_once
    if unseen:
        show()
    return delivered


def show() -> None:
    """Let what was delivered in great number be found, also where a page was kept a moment before."""
    for generation in Generation.objects.live():
        indices.refresh(generation.name)
    forget_pages()


def claim(number: int = CLAIMED) -> set[tuple[str, int]]:
    """Take things whose changes are due, for a while; what narrows comes first."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"number": number, "lease": LEASE_SECONDS})
        return set(cursor.fetchall())


def deliver(things, *, at_once: bool = False) -> int:
    """Deliver things as they are now, and return how many arrived; at_once: let them be found at once."""
    delivered, waiting = 0, set(things)
    try:
        for batch in documents.of_things(things):
            delivered += send(batch, at_once=at_once)
            waiting -= {document.thing for document in batch}
    except (Away, OtherCode):
        release(waiting)
        raise
    return delivered


def send(batch: list[documents.Document], *, at_once: bool) -> int:
    # Asked after the documents were read: an index that is made from now on reads what they say, or newer.
    names = [generation.name for generation in destinations()]
    try:
        outcomes = indices.put(
            names,
            [indices.Delivery(document.id, document.rev, document.source) for document in batch],
            refresh=at_once,
        )
    except Refused as error:
        if len(batch) > 1:  # one of them spoils the request: which one?
            half = len(batch) // 2
            return send(batch[:half], at_once=at_once) + send(batch[half:], at_once=at_once)
        outcomes = [indices.Outcome("", batch[0].id, batch[0].rev, indices.State.REFUSED, str(error))]
    return note(batch, outcomes)


def note(batch, outcomes) -> int:
    """Write down what became of each document; one that arrived everywhere is done."""
    troubles: dict[str, indices.Outcome] = {}
    for name in {outcome.index for outcome in outcomes if outcome.state == indices.State.MISSING}:
        lost(name)
    for outcome in outcomes:
        if outcome.state == indices.State.REFUSED:
            troubles[outcome.id] = outcome
        elif outcome.state == indices.State.AWAY:
            troubles.setdefault(outcome.id, outcome)
    newer = {outcome.id for outcome in outcomes if outcome.state == indices.State.DONE and outcome.reason}
    arrived = [document for document in batch if document.id not in troubles]
    _doubt_the_future([document for document in arrived if document.id in newer])
    _write(CONFIRM, arrived)
    later = []
    for document in batch:
        if trouble := troubles.get(document.id):
            if trouble.state == indices.State.AWAY:
                later.append(document)
                continue
            attempts = _write(REFUSE, [document], error=trouble.reason[:2000])
            if any(number >= ATTEMPTS for (number,) in attempts):
                logger.error("%s is refused for good: %s", document.id, trouble.reason)
    if later:
        _write(RELEASE, later)
        raise Later(troubles[later[0].id].reason)
    return len(arrived)


def _doubt_the_future(batch) -> None:
    """Doubt indices that know more than the ledger does: the database was restored from an older copy."""
    if _write(NEWEST, batch):
        logger.error("An index holds revisions that the database never had.")
        doubt()


def destinations() -> list[Generation]:
    """Return the indices that follow; the newest one says whose code writes."""
    active = list(Generation.objects.active().order_by("created_at", "pk"))
    if active and active[-1].fingerprint != fingerprint():
        raise OtherCode(active[-1].name)
    return [generation for generation in active if generation.fingerprint == fingerprint()]


def lost(name: str) -> None:
    """Give up an index that the cluster does not have any more."""
    if (
        Generation.objects.active()
        .filter(name=name)
        .update(state=GenerationState.DROPPED, ended_at=Now(), note="The cluster does not have it any more.")
    ):
        logger.error("%s is gone from the cluster.", name)


def doubt() -> None:
    """Note that the cluster was away: what it holds is compared before anybody relies on it."""
    Generation.objects.active().filter(in_doubt=False).update(in_doubt=True)


def forget() -> int:
    """Give up the indices once nobody has followed for a day, and what they were to be told.

    A new index is made from the entries: it needs no row from before its own beginning.
    """
    if Outbox.objects.filter(enqueued_at__lt=Now() - UNFOLLOWED).exists():
        Generation.objects.active().update(
            state=GenerationState.FAILED, ended_at=Now(), note="Elasticsearch is not used any more."
        )
    return Outbox.objects.filter(~Exists(Generation.objects.active())).delete()[0]


def release(things) -> None:
    """Let claimed things be delivered by whoever comes next."""
    _write(RELEASE, [documents.Document(kind, object_id, 2**62) for kind, object_id in things])


def retry(rows) -> int:
    """Try again what was refused, as an editor asks for."""
    things = set(rows.values_list("kind", "object_id"))
    number = rows.update(attempts=0, last_error="")
    release(things)
    return number


def _write(statement, batch, **parameters) -> list[tuple]:
    if not batch:
        return []
    told = {
        "kinds": [document.kind for document in batch],
        "object_ids": [document.object_id for document in batch],
        "revs": [document.rev for document in batch],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**told, **parameters})
        return cursor.fetchall() if cursor.description else []


@dataclass
class Courier:
    """Delivers again and again, and leaves a cluster that is away alone for longer each time."""

    failures: int = 0
    rests_until: float = 0.0
    clock: Callable[[], float] = field(default=time.monotonic)

    def work(self, is_stopping: Callable[[], bool]) -> None:
        if self.clock() < self.rests_until:
            return
        try:
            drain(is_stopping)
        except Away as error:
            if not self.failures:
                logger.warning("Delivery to Elasticsearch waits: %s", error)
            if not isinstance(error, Later):
                doubt()
            self.failures += 1
            pause = min(LONGEST_PAUSE, 0.5 * 2**self.failures)
            self.rests_until = self.clock() + pause * random.uniform(0.7, 1.3)  # noqa: S311 -- no secret
        except OtherCode as error:
            logger.info("Other code delivers, to %s.", error)
            self.rests_until = self.clock() + LONGEST_PAUSE
        else:
            if self.failures:
                logger.warning("Delivery to Elasticsearch goes on.")
            self.failures = 0
