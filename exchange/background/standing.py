"""How the background stands: its parts, its queues, what recurs, and what fails."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import inf

from django.conf import settings
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from exchange import schedule
from exchange.background.queues import attempts_of
from exchange.models import Heartbeat

TIMEKEEPER = "worker"  # the part that gives back what is lost and enqueues what is due
LONGEST_SILENCE = timedelta(minutes=1)
LABELS = {TIMEKEEPER: _("Timetable"), "default": _("Ordinary tasks"), "mail": _("E-mails")}


@dataclass(frozen=True)
class Part:
    """A part of the worker, and since when it gave no sign of life."""

    name: str
    seconds: float

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name)

    @property
    def is_silent(self) -> bool:
        """Say whether it is dead or hangs: a queue may be at one task for as long as its lease."""
        bound = LONGEST_SILENCE if self.name == TIMEKEEPER else settings.TASK_LEASE + LONGEST_SILENCE
        return self.seconds > bound.total_seconds()


def parts() -> list[Part]:
    """Return every part that a worker has, whether or not one was ever seen."""
    now, seen = timezone.now(), Heartbeat.objects.latest_by_part()
    return [
        Part(name, max(0.0, (now - seen[name]).total_seconds()) if name in seen else inf)
        for name in (TIMEKEEPER, *settings.TASK_ATTEMPTS)
    ]


@dataclass(frozen=True)
class Queue:
    """What a queue holds. `retrying` waits for its next attempt; `oldest_seconds` is of what is unfinished."""

    name: str
    ready: int = 0
    retrying: int = 0
    running: int = 0
    failed: int = 0
    oldest_at: datetime | None = None
    succeeded_at: datetime | None = None

    @property
    def label(self) -> str:
        return LABELS.get(self.name, self.name)

    @property
    def oldest_seconds(self) -> float:
        return seconds_since(self.oldest_at)


def seconds_since(moment: datetime | None) -> float:
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0


def queues() -> list[Queue]:
    """Return what stands in each queue; what is meant for later is not counted before its time."""
    now = timezone.now()
    ready = Q(status=TaskResultStatus.READY)
    due = ready & (Q(run_after__lte=now) | Q(run_after=get_date_max()))  # how « at once » is stored
    retrying = ready & Q(run_after__gt=now) & ~Q(worker_ids=[])
    running = Q(status=TaskResultStatus.RUNNING)
    rows = DBTaskResult.objects.order_by().values("queue_name")
    counts = rows.annotate(
        ready=Count("pk", filter=due),
        retrying=Count("pk", filter=retrying),
        running=Count("pk", filter=running),
        oldest_at=Min("enqueued_at", filter=due | retrying | running),
        succeeded_at=Max("finished_at", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
    )
    found = {row.pop("queue_name"): row for row in counts}
    failed = dict(failures().order_by().values_list("queue_name").annotate(number=Count("pk")))
    return [Queue(name, failed=failed.get(name, 0), **found.get(name, {})) for name in settings.TASK_ATTEMPTS]


@dataclass(frozen=True)
class Job:
    """What recurs, and when it last ran."""

    path: str
    interval: timedelta
    ran_at: datetime | None = None
    succeeded_at: datetime | None = None
    known_since: datetime | None = None

    @property
    def late_seconds(self) -> float:
        """Return how long ago it should have succeeded; 0 where it has, or no worker ever enqueued it."""
        since = self.succeeded_at or self.known_since
        return max(0.0, seconds_since(since) - self.interval.total_seconds())


def jobs() -> list[Job]:
    known = {recurrence.task.module_path: recurrence.interval for recurrence in schedule.recurrences()}
    rows = DBTaskResult.objects.filter(task_path__in=known).order_by().values("task_path")
    found = {
        row.pop("task_path"): row
        for row in rows.annotate(
            ran_at=Max("started_at"),
            succeeded_at=Max("finished_at", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
            known_since=Min("enqueued_at"),
        )
    }
    return [Job(path, interval, **found.get(path, {})) for path, interval in sorted(known.items())]


def failures():
    """Return what failed for good and was done neither again nor by its next run."""
    recurring = [recurrence.task.module_path for recurrence in schedule.recurrences()]
    failed = DBTaskResult.objects.failed()
    made_up_for = Q(pk__in=[])
    for job in jobs_that_failed(failed, recurring):
        made_up_for |= job
    return failed.exclude(made_up_for).order_by("-finished_at")


def jobs_that_failed(failed, recurring):
    """Yield what to leave out: failures of a job that has succeeded since."""
    rows = DBTaskResult.objects.filter(task_path__in=recurring, status=TaskResultStatus.SUCCESSFUL)
    latest = rows.filter(task_path__in=failed.values("task_path")).order_by().values("task_path")
    for row in latest.annotate(at=Max("finished_at")):
        yield Q(task_path=row["task_path"], finished_at__lt=row["at"])


def retrying():
    """Return what waits for its next attempt, the oldest first."""
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, run_after__gt=timezone.now())
    return waiting.exclude(worker_ids=[]).order_by("enqueued_at", F("run_after"))


@dataclass(frozen=True)
class Trouble:
    """A task that failed, told without what it was about: its arguments may hold an address."""

    pk: str
    path: str
    queue: str
    enqueued_at: datetime
    attempts: int
    of: int
    next_at: datetime | None
    error: str


def trouble(result: DBTaskResult) -> Trouble:
    return Trouble(
        pk=str(result.pk),
        path=result.task_path,
        queue=result.queue_name,
        enqueued_at=result.enqueued_at,
        attempts=len(result.worker_ids),
        of=attempts_of(result.queue_name),
        next_at=None if result.status == TaskResultStatus.FAILED else result.run_after,
        error=result.exception_class_path,
    )
