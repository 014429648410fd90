"""The one process of the background: runs tasks, gives back those of a dead worker, starts what recurs.

What can not wait for a task goes on in threads beside it, woken by PostgreSQL when there is work.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection, connections, transaction
from django.db.models import DateTimeField
from django.db.models.expressions import Value
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from exchange import schedule

logger = logging.getLogger(__name__)

BATCH = 50  # tasks between two looks at what is lost or due
CHANNEL = "exchange_work"  # told by triggers of the database
LONGEST_WAIT = 0.5  # seconds before somebody who waits asks whether to stop
LONGEST_END = 5.0  # seconds that the end of a loop is waited for


class PatientWorker(QueueWorker):
    """Runs a batch of tasks and puts a failed one back, later each time, until its attempts are used up."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        attempts = len(db_task_result.worker_ids)
        if db_task_result.status == TaskResultStatus.FAILED:
            path = db_task_result.task_path
            if attempts < settings.TASK_ATTEMPTS:
                logger.warning("%s failed, attempt %s: it comes back later", path, attempts)
                put_back(DBTaskResult.objects.filter(pk=db_task_result.pk), delay=backoff(attempts))
            else:
                logger.error("%s failed for good:\n%s", path, db_task_result.traceback)


def backoff(attempts: int) -> timedelta:
    """Return the pause after so many attempts: half a minute, then four times as long each time."""
    return timedelta(seconds=30 * 4 ** (attempts - 1))


def put_back(results, *, delay: timedelta = timedelta(0)) -> int:
    """Make tasks ready again and return how many."""
    return results.update(
        status=TaskResultStatus.READY,
        run_after=Value(timezone.now() + delay, output_field=DateTimeField()),
        finished_at=None,
    )


class Lost(Exception):
    """Written beside a task that no worker came to the end of."""


@transaction.atomic
def recover() -> int:
    """Put back what a dead worker left running; give up on what was tried too often."""
    expired = DBTaskResult.objects.running().filter(started_at__lt=timezone.now() - settings.TASK_LEASE)
    lost = {result.pk: result for result in expired.select_for_update(skip_locked=True)}
    used_up = [pk for pk, result in lost.items() if len(result.worker_ids) >= settings.TASK_ATTEMPTS]
    DBTaskResult.objects.filter(pk__in=used_up).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=f"{Lost.__module__}.{Lost.__qualname__}",
        traceback="No worker came to the end of this task.",
    )
    count = put_back(DBTaskResult.objects.filter(pk__in=lost.keys() - set(used_up)))
    if lost:
        logger.warning("%s tasks were left by a dead worker: %s put back", len(lost), count)
    return count


class BackgroundWork:
    """A loop that can run as a process of its own or as a thread beside the site."""

    def __init__(self, *, interval: float = 1.0):
        self.interval = interval
        self.name = get_random_string(16)
        self.stopping = threading.Event()
        self.batch: PatientWorker | None = None

    def stop(self) -> None:
        """Finish the task at hand and end."""
        self.stopping.set()
        if self.batch:
            self.batch.running = False

    def run(self) -> None:
        """Work until told to stop, whatever happens to the database meanwhile."""
        threads = [
            threading.Thread(target=self.keep, args=[loop], name=loop.step.__name__, daemon=True)
            for loop in schedule.loops()
        ]
        for thread in threads:
            thread.start()
        self.persist("The worker", self.work_once, partial(self.stopping.wait, self.interval))
        # Whoever waits for the network may be cut off: what is not confirmed comes back.
        deadline = time.monotonic() + LONGEST_END
        for thread in threads:
            thread.join(timeout=max(0.0, deadline - time.monotonic()))

    def keep(self, loop: schedule.Loop) -> None:
        """Call a loop again and again; its own faults are told, and do not end it."""

        def step():
            if loop.woken:
                listen()
            try:
                loop.step(self.stopping.is_set)
            except DatabaseError:
                raise
            except Exception:
                logger.exception("%s failed, and goes on", loop.step.__name__)
                self.stopping.wait(loop.seconds)

        wait = partial(wait_for_work, self.stopping, loop.seconds)
        rest = partial(self.stopping.wait, loop.seconds)
        self.persist(loop.step.__name__, step, wait if loop.woken else rest)

    def persist(self, name: str, step: Callable[[], None], wait: Callable[[], object]) -> None:
        """Do one step after the other until told to stop; wait while the database is away."""
        in_trouble = False
        while not self.stopping.is_set():
            try:
                step()
                if in_trouble:
                    logger.warning("%s goes on.", name)
                in_trouble = False
                wait()
            except DatabaseError as error:
                if not in_trouble:
                    logger.warning("%s waits for the database: %s", name, str(error).strip().split("\n")[0])
                in_trouble = True
                close_old_connections()
                self.stopping.wait(5 * self.interval)
        connections.close_all()

    def step_once(self) -> None:
        """Do what is ready now: tasks, and what goes on beside them."""
        self.work_once()
        for loop in schedule.loops():
            loop.step(self.stopping.is_set)

    def work_once(self) -> None:
        """Give back what was lost, enqueue what is due, run what is ready."""
        recover()
        schedule.enqueue_due()
        self.batch = PatientWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=BATCH,
            worker_id=self.name,
        )
        if not self.stopping.is_set():
            self.batch.run()


def listen() -> None:
    """Have this connection told of changes from now on."""
    with connection.cursor() as cursor:
        cursor.execute(f"listen {CHANNEL}")


def wait_for_work(stopping: threading.Event, seconds: float) -> None:
    """Return when a change was committed since `listen`, or after so many seconds."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        while seconds > 0 and not stopping.is_set():
            pause = min(LONGEST_WAIT, seconds)
            seconds -= pause
            if any(True for _ in connection.connection.notifies(timeout=pause, stop_after=1)):
                # A hundred changes wake once.
                list(connection.connection.notifies(timeout=0))
                return
