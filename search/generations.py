"""The life of an index: made, filled beside the one that answers, checked, answering, kept a while, removed.

Readers are led from one to the next by one call to the cluster; the table of generations says which one it
should be. Whatever is killed meanwhile, the next look finds where it was and goes on.
"""

import logging
import re
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from search import delivery, documents, gate
from search.elasticsearch import indices, mapping
from search.models import Entry, Generation, GenerationState, Outbox

logger = logging.getLogger(__name__)

LOCK = 0x5EA2C4  # any number that no other lock of the project has
# Requests under way while the next batch is read.
AHEAD = 2
# How often a batch that the cluster is too busy for is sent again, later each time.
PATIENCE = 6
# An index that no row knows, or that failed, is kept so long for whoever wonders.
KEPT = timedelta(days=1)
MADE_AT = re.compile(r"-g(\d{14})-")


class Busy(Exception):
    """Somebody else is at work on the indices."""


class Stopped(Exception):
    """The filling ended before its end: told to, or because the generation is not wanted any more."""


class NothingToReturnTo(Exception):
    """No generation before this one is kept, or it was made by other code."""


@contextmanager
def alone(*, wait: float = 0.0):
    """Keep everybody else, in any process, from changing which indices there are."""
    deadline = time.monotonic() + wait
    while not _lock("pg_try_advisory_lock"):
        if time.monotonic() >= deadline:
            raise Busy
        time.sleep(0.2)
    try:
        yield
    finally:
        # A connection that was cut has let go by itself.
        if connection.connection is not None and not connection.connection.closed:
            _lock("pg_advisory_unlock")


def _lock(function: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [LOCK])
        return cursor.fetchone()[0]


def start() -> Generation:
    """Make an empty index that is told of every change from now on."""
    while (name := indices.new_name()) in indices.names():
        time.sleep(0.2)  # names tell the second
    # The index comes first: a row without index would be taken for lost by whoever delivers.
    indices.create(name)
    with transaction.atomic():
        # Code that is not this one's may go on reading; it is not told of what changes.
        Generation.objects.active().exclude(fingerprint=mapping.fingerprint()).update(in_doubt=True)
        return Generation.objects.create(
            name=name,
            fingerprint=mapping.fingerprint(),
            uuid=indices.meta(name)["uuid"],
            total=Entry.objects.count(),
        )


def build(
    generation: Generation,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
    progress: Callable[[Generation], None] = lambda generation: None,
    hold: bool = False,
) -> bool:
    """Fill a generation from where it was, check it and let it answer; False where the gate stays shut.

    hold: leave it ready, for somebody to promote.
    """
    fill(generation, is_stopping=is_stopping, progress=progress)
    indices.merge(generation.name)
    indices.set_settings(generation.name, **mapping.SERVING)
    indices.refresh(generation.name)
    if trouble := gate.trouble(generation, is_stopping=is_stopping):
        end(generation, GenerationState.FAILED, trouble)
        return False
    if hold:
        _change(generation, from_states=[GenerationState.BUILDING], state=GenerationState.READY)
    else:
        promote(generation)
    return True


def fill(generation, *, is_stopping=lambda: False, progress=lambda generation: None) -> None:
    """Send every entry, in the order of keys: what changes behind it is delivered like any change."""
    under_way: deque = deque()
    last = generation.cursor
    with ThreadPoolExecutor(max_workers=AHEAD) as pool:
        while batch := documents.after(last):
            last = batch[-1].entry
            under_way.append((batch, pool.submit(_send, generation.name, batch, is_stopping)))
            del batch
            if len(under_way) > AHEAD:
                _settle(generation, *under_way.popleft())
                progress(generation)
            if is_stopping():
                raise Stopped(generation.name)
        while under_way:
            _settle(generation, *under_way.popleft())
            progress(generation)


def _send(name, batch, is_stopping) -> list[indices.Outcome]:
    """Send a batch, in a thread that has no database; what the cluster is too busy for is sent again."""
    outcomes, left = [], [indices.Delivery(document.id, document.rev, document.source) for document in batch]
    for attempt in range(PATIENCE):
        answered = indices.put([name], left)
        outcomes += [outcome for outcome in answered if outcome.state != indices.State.AWAY]
        again = {outcome.id: outcome for outcome in answered if outcome.state == indices.State.AWAY}
        if not again:
            return outcomes
        left = [sent for sent in left if sent.id in again]
        if is_stopping():
            break
        time.sleep(0.2 * 2**attempt)
    raise delivery.Later(next(iter(again.values())).reason)


def _settle(generation, batch, future) -> None:
    """Write down that a batch has arrived: from here the filling goes on if it is cut short."""
    outcomes = future.result()
    if any(outcome.state == indices.State.MISSING for outcome in outcomes):
        delivery.lost(generation.name)
        raise Stopped(generation.name)
    if refused := {outcome.id for outcome in outcomes if outcome.state == indices.State.REFUSED}:
        _deliver_apart([document for document in batch if document.id in refused])
    generation.done += len(batch)
    _change(
        generation,
        from_states=[GenerationState.BUILDING],
        done=generation.done,
        cursor=batch[-1].entry,
        total=max(generation.total, generation.done),
    )


def _deliver_apart(refused) -> None:
    """Leave what is refused to delivery, where it can be seen, and tried again by hand."""
    Outbox.objects.bulk_create(
        [Outbox(kind=document.kind, object_id=document.object_id, rev=document.rev) for document in refused],
        ignore_conflicts=True,
    )


def promote(generation: Generation) -> None:
    """Let a checked generation answer; the one before is kept, and told of every change, for a return."""
    indices.swap(indices.alias(), add=generation.name)
    with transaction.atomic():
        Generation.objects.live().exclude(pk=generation.pk).update(
            state=GenerationState.RETIRING, retired_at=Now()
        )
        _change(
            generation,
            from_states=[GenerationState.BUILDING, GenerationState.READY, GenerationState.RETIRING],
            state=GenerationState.LIVE,
            promoted_at=timezone.now(),
            retired_at=None,
        )


def rollback() -> Generation:
    """Let the generation before answer again, and return it."""
    kept = Generation.objects.active().filter(
        state=GenerationState.RETIRING, fingerprint=mapping.fingerprint(), in_doubt=False
    )
    before = kept.order_by("-retired_at").first()
    if before is None:
        raise NothingToReturnTo
    promote(before)
    return before


def drop_expired() -> None:
    """Remove what nobody can go back to any more."""
    for generation in Generation.objects.expired():
        end(generation, GenerationState.DROPPED)


def sweep() -> list[str]:
    """Remove indices that no generation owns any more, and return their names."""
    now, names = timezone.now(), indices.names()
    rows = {row.name: row for row in Generation.objects.filter(name__in=names)}
    removed = []
    for name in names:
        row = rows.get(name)
        if row is None:
            is_due = _made_at(name) < now - KEPT
        else:
            is_due = row.state == GenerationState.DROPPED or (
                row.state == GenerationState.FAILED and row.ended_at < now - KEPT
            )
        if is_due:
            indices.delete(name)
            removed.append(name)
    return removed


def _made_at(name: str) -> datetime:
    """Return when an index was made; one whose name does not say so is nobody's to remove."""
    told = MADE_AT.search(name)
    return datetime.strptime(f"{told[1]}+0000", "%Y%m%d%H%M%S%z") if told else timezone.now()


def end(generation, state, note="") -> None:
    generation.state, generation.note, generation.ended_at = state, note, timezone.now()
    generation.save(update_fields=["state", "note", "ended_at"])
    if note:
        logger.error("%s: %s", generation.name, note)


def _change(generation, *, from_states, **values) -> None:
    """Change a generation unless somebody else has ended it meanwhile."""
    if not Generation.objects.filter(pk=generation.pk, state__in=from_states).update(**values):
        raise Stopped(generation.name)
    for name, value in values.items():
        setattr(generation, name, value)
