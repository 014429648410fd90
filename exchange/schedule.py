"""What comes back at intervals: apps declare it beside the task, the worker enqueues it when it is due.

    @every(days=1)
    @task(queue_name="mail")
    def remind_reviewers(): ...

The last run is the task's own last row in the queue, so nothing else needs keeping.

What can wait neither for the task at hand nor for a look at the queue goes on beside the tasks:

    @continually(seconds=2, woken=True)
    def deliver(is_stopping): ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

# A row older than this is pruned, and with it the memory of the last run.
LONGEST_INTERVAL = timedelta(days=7)
ADVISORY_LOCK = 0x5E4ED  # any number that no other lock of the project has

_recurrences: dict[str, "Recurrence"] = {}
_loops: dict[str, "Loop"] = {}


@dataclass(frozen=True)
class Recurrence:
    """A task that comes back."""

    task: Task
    interval: timedelta


@dataclass(frozen=True)
class Loop:
    """What goes on beside the tasks: it does what is ready, is left in peace a moment, and is called again.

    It is told how to ask whether the worker is stopping, so that nobody waits for its end.
    """

    step: Callable[[Callable[[], bool]], None]
    seconds: float
    # Called as soon as a change is committed, too.
    woken: bool
    is_needed: Callable[[], bool]


def every(**interval: float):
    """Declare that a task without arguments comes back; the words are timedelta's."""
    spacing = timedelta(**interval)
    if not timedelta(0) < spacing <= LONGEST_INTERVAL:
        raise ImproperlyConfigured(f"An interval lies between nothing and {LONGEST_INTERVAL.days} days.")

    def declare(task: Task) -> Task:
        _recurrences[task.module_path] = Recurrence(task, spacing)
        return task

    return declare


def recurrences() -> list[Recurrence]:
    """Return what the `tasks` modules of all apps declare."""
    autodiscover_modules("tasks")
    return list(_recurrences.values())


def continually(*, seconds: float, woken: bool = False, when: Callable[[], bool] = lambda: True):
    """Declare what the worker keeps doing in a thread of its own, where it is needed at all."""

    def declare(step):
        _loops[f"{step.__module__}.{step.__qualname__}"] = Loop(step, seconds, woken, when)
        return step

    return declare


def loops() -> list[Loop]:
    """Return what the `tasks` modules of all apps declare, and this installation needs."""
    autodiscover_modules("tasks")
    return [loop for loop in _loops.values() if loop.is_needed()]


@transaction.atomic
def enqueue_due() -> list[str]:
    """Enqueue what is due, once however many workers ask, and return the paths."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        (locked,) = cursor.fetchone()
    if not locked:
        return []
    known = recurrences()
    last = last_runs(known)
    due = [recurrence for recurrence in known if is_due(recurrence, last.get(recurrence.task.module_path))]
    for recurrence in due:
        recurrence.task.enqueue()
    return [recurrence.task.module_path for recurrence in due]


def last_runs(known: list[Recurrence]) -> dict[str, DBTaskResult]:
    """Return the last row of each task by its path, in one query: it is asked every second."""
    rows = DBTaskResult.objects.filter(task_path__in=[recurrence.task.module_path for recurrence in known])
    latest = rows.order_by("task_path", "-enqueued_at").distinct("task_path")
    return {row.task_path: row for row in latest.only("task_path", "status", "enqueued_at")}


def is_due(recurrence: Recurrence, last: DBTaskResult | None) -> bool:
    """Say whether the last run lies far enough behind and nothing of it is left to do."""
    if last is None:
        return True
    if last.status in (TaskResultStatus.READY, TaskResultStatus.RUNNING):
        return False
    return last.enqueued_at + recurrence.interval <= timezone.now()
