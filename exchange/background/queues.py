"""Run the tasks of a queue, try failed ones again, and give back those that nobody comes to the end of."""

import logging
import smtplib
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DateTimeField
from django.db.models.expressions import Value
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)


class PatientWorker(QueueWorker):
    """Runs a batch of tasks and puts a failed one back, later each time, until its attempts are used up."""

    def run_task(self, db_task_result: DBTaskResult) -> None:
        met: list[BaseException] = []
        note = db_task_result.set_failed

        def set_failed(error):
            met.append(error)
            note(error)

        db_task_result.set_failed = set_failed
        super().run_task(db_task_result)
        attempts = len(db_task_result.worker_ids)
        if db_task_result.status == TaskResultStatus.FAILED:
            path = db_task_result.task_path
            if any(map(is_refused_for_good, met)):
                # The answer of the server names the address.
                logger.error("%s failed for good: the mail server refuses this e-mail.", path)
            elif attempts < attempts_of(db_task_result.queue_name):
                logger.warning(
                    "%s failed, attempt %s: it comes back later (%s)",
                    path,
                    attempts,
                    db_task_result.exception_class_path,
                )
                put_back(DBTaskResult.objects.filter(pk=db_task_result.pk), delay=backoff(attempts))
            else:
                logger.error("%s failed for good:\n%s", path, db_task_result.traceback)


def is_refused_for_good(error: BaseException) -> bool:
    """Say whether a mail server will not take this very e-mail, whenever it is asked: its address, or its content.

    What it says of the site itself, its password or its sender, is put right by whoever keeps the site, and the
    e-mail goes out then.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = [code for code, _words in error.recipients.values()]
        return bool(answers) and all(500 <= code < 600 for code in answers)
    return isinstance(error, smtplib.SMTPDataError) and 500 <= error.smtp_code < 600


def attempts_of(queue: str) -> int:
    """Return how often a task of a queue is tried."""
    return settings.TASK_ATTEMPTS.get(queue, settings.TASK_ATTEMPTS["default"])


def backoff(attempts: int) -> timedelta:
    """Return the pause after so many attempts: half a minute, then four times as long, up to two hours."""
    return min(LONGEST_PAUSE, FIRST_PAUSE * 4 ** min(attempts - 1, 10))


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
    used_up = [pk for pk, result in lost.items() if len(result.worker_ids) >= attempts_of(result.queue_name)]
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


@transaction.atomic
def give_back(worker: str, *, as_failed: bool = False) -> int:
    """Let others do what a worker that ends has not finished, and return how much it is.

    The attempt does not count: nothing says that the task is at fault, unless it ran for too long.
    """
    held = DBTaskResult.objects.running().filter(worker_ids__contains=[worker])
    held = [result for result in held.select_for_update() if result.worker_ids[-1] == worker]
    if not as_failed:
        for result in held:
            result.worker_ids.pop()
            result.save(update_fields=["worker_ids"])
    for result in held:
        logger.warning("%s was given back unfinished", result.task_path)
    return put_back(DBTaskResult.objects.filter(pk__in=[result.pk for result in held]))
