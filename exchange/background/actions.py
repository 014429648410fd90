"""Try again what failed, or leave it."""

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log

from exchange.background.queues import put_back


@transaction.atomic
def try_again(results, *, by=None) -> int:
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
    note(rows, "exchange.task.retry", by)
    rows.update(worker_ids=[])
    return put_back(rows)


@transaction.atomic
def leave(results, *, by=None) -> int:
    """Forget what failed for good and will not be tried again, and return how much it was."""
    rows = results.filter(status=TaskResultStatus.FAILED)
    note(rows, "exchange.task.forget", by)
    return rows.delete()[0]


def note(rows, action: str, by) -> None:
    """Write a line for each kind of task, with how many there were: neither for whom nor about what."""
    kinds = {}
    for row in rows.order_by("enqueued_at").only("pk", "task_path"):
        kinds.setdefault(row.task_path, []).append(row)
    for path, of_kind in kinds.items():
        log(instance=of_kind[0], action=action, user=by, title=path, data={"number": len(of_kind)})
