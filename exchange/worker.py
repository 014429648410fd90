"""The one process of the background: runs tasks, gives back those of a dead worker, starts what recurs."""

import logging
import threading
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connections, transaction
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
        in_trouble = False
        while not self.stopping.is_set():
            try:
                self.work_once()
                if in_trouble:
                    logger.warning("The worker goes on.")
                in_trouble = False
            except DatabaseError as error:
                if not in_trouble:
                    logger.warning("The worker waits for the database: %s", str(error).strip().split("\n")[0])
                in_trouble = True
                close_old_connections()
            self.stopping.wait(5 * self.interval if in_trouble else self.interval)
        connections.close_all()

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
