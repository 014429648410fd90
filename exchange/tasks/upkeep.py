"""What the exchange does by itself at intervals, whatever the app."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from exchange.models import FailedSignIn, Submission
from exchange.schedule import LONGEST_INTERVAL, every, recurrences

KEEP_FAILED = timedelta(days=60)
KEEP_OFTEN = timedelta(hours=12)


@every(days=1)
@task()
def prune_finished_tasks() -> int:
    """Forget what is done; what failed is kept longer, for whoever looks into it."""
    now = timezone.now()
    prune_what_recurs(now)
    # Twice the longest interval: the last row of what recurs must outlive it.
    done = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - 2 * LONGEST_INTERVAL
    )
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    return done.delete()[0] + failed.delete()[0]


def prune_what_recurs(now) -> int:
    """Forget the runs of what comes back often after a day: its last row is all that is asked for."""
    often = [one for one in recurrences() if one.interval < KEEP_OFTEN]
    done = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL,
        task_path__in=[one.task.module_path for one in often],
        finished_at__lt=now - 2 * KEEP_OFTEN,
    )
    return done.delete()[0]


@every(days=1)
@task()
def clear_expired_sessions() -> None:
    """Remove the sessions of people who left long ago."""
    call_command("clearsessions")


@every(days=1)
@task()
def forget_failed_sign_ins() -> int:
    """Remove the attempts of other days: their digests mean nothing any more."""
    return FailedSignIn.objects.before(timezone.now() - timedelta(days=1)).delete()[0]


@every(days=1)
@task()
def forget_submissions() -> int:
    """Remove the traces of forms that nobody sends again."""
    return Submission.objects.before(timezone.now() - timedelta(days=1)).delete()[0]


@every(days=1)
@task()
def mind_unused_accounts() -> None:
    """Warn who has not signed in for eleven months, and close an account after twelve."""
    call_command("close_unused_accounts", verbosity=0)
