"""Try again what failed, or leave it."""

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exchange.background.queues import put_back


def try_again(results) -> int:
    """Run now what failed for good and what waits for its next attempt; all attempts are given anew."""
    failed = results.filter(status=TaskResultStatus.FAILED)
    waiting = results.filter(status=TaskResultStatus.READY, run_after__gt=timezone.now()).exclude(
        worker_ids=[]
    )
    pks = [*failed.values_list("pk", flat=True), *waiting.values_list("pk", flat=True)]
    # Asked again in the statement that writes: a worker may have taken one meanwhile.
    rows = DBTaskResult.objects.filter(
        pk__in=pks, status__in=[TaskResultStatus.FAILED, TaskResultStatus.READY]
    )
    rows.update(worker_ids=[])
    return put_back(rows)


def leave(results) -> int:
    """Forget what failed for good and will not be tried again, and return how much it was."""
    return results.filter(status=TaskResultStatus.FAILED).delete()[0]
