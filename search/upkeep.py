"""Keeps an index answering: makes the first one, and a new one for new code or after a loss."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max
from django.utils import timezone

from search import delivery, generations, reconcile
from search.elasticsearch import contents, indices, mapping
from search.elasticsearch.client import Away, Refused
from search.models import Generation, GenerationState

logger = logging.getLogger(__name__)

SWEPT_EVERY = 3600.0
LONGEST_PAUSE = timedelta(hours=1)


@dataclass
class Upkeep:
    """Looks every few seconds at what there is and what there should be."""

    began_at: datetime = field(default_factory=timezone.now)
    sweep_due: float = 0.0
    in_trouble: bool = False
    session: tuple | None = None  # the connection with which the indices were last compared

    def work(self, is_stopping: Callable[[], bool]) -> None:
        try:
            with generations.alone():
                self.look(is_stopping)
        except (generations.Busy, generations.Stopped, delivery.OtherCode) as error:
            logger.info("The indices are left alone: %r", error)
        except delivery.Later as error:
            self._say_once(logging.WARNING, "An index is not filled now: %s", error)
        except Away as error:
            delivery.doubt()
            self._say_once(logging.WARNING, "Elasticsearch is away, PostgreSQL answers: %s", error)
        except Refused as error:
            self._say_once(logging.ERROR, "Elasticsearch refuses what an index needs: %s", error)
        else:
            if self.in_trouble:
                logger.warning("Elasticsearch is back.")
            self.in_trouble = False

    def _say_once(self, level: int, message: str, error: Exception) -> None:
        """Log what is wrong when it begins, not every few seconds."""
        if not self.in_trouble:
            logger.log(level, message, error)
        self.in_trouble = True

    def look(self, is_stopping: Callable[[], bool] = lambda: False) -> None:
        """Do whatever is needed for an index of this code to answer."""
        drop_what_is_lost()
        if not self.leads():
            return
        mine = Generation.objects.active().filter(fingerprint=mapping.fingerprint())
        # What was cut short goes on where it was.
        for generation in mine.filter(state=GenerationState.BUILDING):
            generations.build(generation, is_stopping=is_stopping)
        self.doubt_another_past(mine)
        for generation in mine.filter(in_doubt=True):
            trust_again(generation, is_stopping)
        live = mine.live().first()
        if live is None:
            if may_try():
                generations.build(generations.start(), is_stopping=is_stopping)
        elif indices.alias_target() != live.name:
            indices.swap(indices.alias(), add=live.name)
        generations.drop_expired()
        if time.monotonic() >= self.sweep_due:
            generations.sweep()
            self.sweep_due = time.monotonic() + SWEPT_EVERY

    def doubt_another_past(self, generations) -> None:
        """Doubt an index that outlived its database: asked with each new connection, as a restoration cuts it."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_backend_pid(), pg_postmaster_start_time()")
            session = cursor.fetchone()
        if session == self.session:
            return
        for generation in generations.exclude(state=GenerationState.BUILDING).filter(in_doubt=False):
            if not reconcile.is_of_this_past(generation.name):
                Generation.objects.filter(pk=generation.pk).update(in_doubt=True)
                logger.error(
                    "%s holds what the database does not say. Was it restored? PostgreSQL answers until both agree.",
                    generation.name,
                )
        self.session = session

    def leads(self) -> bool:
        """Say whether it is for this code to decide: not when a newer release has begun since."""
        others = Generation.objects.active().exclude(fingerprint=mapping.fingerprint())
        if others.filter(created_at__gt=self.began_at).exists():
            return False
        # What another release had begun before this process started is not for anybody any more.
        others.filter(state__in=[GenerationState.BUILDING, GenerationState.READY]).update(
            state=GenerationState.FAILED, ended_at=timezone.now(), note="Other code runs now."
        )
        return True


def drop_what_is_lost() -> None:
    """Give up generations that the cluster lost, has no copy of, or holds another index in the place of."""
    # In this order: an index is made before its row.
    known = list(Generation.objects.active())
    standing, kept = contents.inventory(), {}
    for generation in known:
        index = standing.get(generation.name)
        if index and index.uuid == generation.uuid:
            kept[generation.name] = generation
        else:
            delivery.lost(generation.name)
    for name in contents.unheld(list(kept)):
        generations.end(kept[name], GenerationState.FAILED, "No node of the cluster has a copy of it.")


def trust_again(generation: Generation, is_stopping: Callable[[], bool] = lambda: False) -> int:
    """Compare an index with the ledger after the cluster was away, and let it answer again."""
    differences = reconcile.repair(generation)
    delivery.drain(is_stopping)
    if differences:
        logger.warning("%s came back with %s differences: put right.", generation.name, differences)
    Generation.objects.filter(pk=generation.pk).update(in_doubt=False)
    return differences


def may_try() -> bool:
    """Say whether to fill an index: after one that failed only later, and later each time."""
    mine = Generation.objects.filter(fingerprint=mapping.fingerprint())
    worked_at = mine.aggregate(at=Max("promoted_at"))["at"]
    failed = mine.filter(state=GenerationState.FAILED, promoted_at=None)
    if worked_at:
        failed = failed.filter(created_at__gt=worked_at)
    last = failed.aggregate(at=Max("ended_at"))["at"]
    if last is None:
        return True
    pause = min(LONGEST_PAUSE, timedelta(minutes=1) * 2 ** min(10, failed.count() - 1))
    return timezone.now() >= last + pause
