"""What the calendar does to sheets; nobody is asked, everything is logged."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState, get_page_models

from exchange.audiences import State
from exchange.clocks import today_everywhere, today_of
from exchange.dates import months_later
from exchange.models import Assignment, SharedPage
from practices import signals
from practices.models import AdmissibilityTask, Departure, Practice
from practices.policies import CLOSED
from practices.tasks import tell
from practices.timeline import working_days_later

from .keeping import answerable, set_archived, set_state
from .refusal import locked
from .steps import return_to_desk

REMINDER_DAYS = 7


@transaction.atomic
def mark_review_due(today: dt.date | None = None) -> int:
    """Ask the owners of sheets that were verified long ago to confirm, update or archive them."""
    today = today or today_everywhere()
    due = Practice.objects.filter(live=True, state=State.PUBLISHED, review_due_on__lte=today)
    due = due.exclude(organisation__in=gone(today))
    for practice in map(locked, due):
        set_state(practice, State.REVIEW_DUE, None, "practices.review_due", signals.practice_review_due)
        tell("review_due", practice, answerable(practice))
    return len(due)


def gone(today: dt.date):
    """Return the bodies that left: nobody there verifies, and their sheets have dates of their own."""
    return Departure.objects.of_network().effective(today).values("organisation")


@transaction.atomic
def archive_overdue(today: dt.date | None = None) -> int:
    """Archive what nobody confirmed within the months that follow."""
    today = today or today_everywhere()
    last = months_later(today, -settings.ARCHIVE_MONTHS)
    overdue = Practice.objects.filter(live=True, state=State.REVIEW_DUE, review_due_on__lte=last)
    overdue = overdue.exclude(organisation__in=gone(today))
    for practice in map(locked, overdue):
        set_archived(practice, None, "")
    return len(overdue)


@transaction.atomic
def return_uncorrected(now: dt.datetime | None = None) -> int:
    """Give back to their desk the sheets whose author did not answer in time."""
    limit = (now or timezone.now()) - dt.timedelta(days=settings.CORRECTION_DAYS)
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_NEEDS_CHANGES, current_task_state__finished_at__lt=limit
    )
    sheets = Practice.objects.filter(pk__in=[int(state.object_id) for state in waiting]).exclude(
        state__in=CLOSED
    )
    for practice in map(locked, sheets):
        return_to_desk(practice, None)
        log(instance=practice, action="practices.uncorrected")
        tell("uncorrected", practice, answerable(practice))
    return len(sheets)


def lapse_embargoes() -> int:
    """Open what was kept until today."""
    lapsed = 0
    for model in get_page_models():
        if not issubclass(model, SharedPage):
            continue
        for page in model.objects.filter(live=True, embargo_until__isnull=False):
            if sorted(set(page.opening_tokens())) != page.tokens:
                page.save(update_fields=["tokens"], clean=False)
                lapsed += 1
    return lapsed


def remind(today: dt.date | None = None) -> int:
    """Remind reviewers a week before their date and each week after, and the secretariat of its own."""
    today = today or today_everywhere()
    told = 0
    for assignment in Assignment.objects.open().select_related("page", "reviewer"):
        practice = assignment.page.specific
        late = (today - assignment.due_on).days
        if late >= -REMINDER_DAYS and late % REMINDER_DAYS == 0 and practice.workflow_in_progress:
            tell("review_reminder", practice, [assignment.reviewer])
            told += 1
    waiting = TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, task__in=AdmissibilityTask.objects.values("task_ptr")
    )
    for step in waiting.select_related("workflow_state"):
        due_on = working_days_later(today_of(at=step.started_at), settings.ADMISSIBILITY_WORKING_DAYS)
        late = (today - due_on).days
        if late >= 0 and late % REMINDER_DAYS == 0:
            practice = step.workflow_state.content_object.specific
            tell("admissibility_reminder", practice, step.task.specific.deciders(practice))
            told += 1
    return told
