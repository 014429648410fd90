"""What the calendar does to sheets; nobody is asked, everything is logged."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, Q
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import WorkflowState, get_page_models

from exchange.audiences import State
from exchange.clocks import today_everywhere
from exchange.dates import months_later
from exchange.models import Assignment, SharedPage
from practices import signals
from practices.models import CompletionTask, Departure, Practice, PublicationTask
from practices.models.review import owner_contributes, tasks_of
from practices.policies import CLOSED
from practices.tasks import call_deciders, tell
from practices.timeline import present

from .keeping import set_archived, set_state
from .refusal import locked
from .submission import return_to_desk
from .telling import answerable

REMINDER_DAYS = 7


@transaction.atomic
def mark_review_due(today: dt.date | None = None) -> int:
    """Ask the owners of sheets that were verified long ago to confirm, update or archive them."""
    today = today or today_everywhere()
    due = Practice.objects.filter(live=True, state=State.PUBLISHED, review_due_on__lte=today)
    due = due.filter(~gone(today))
    for practice in map(locked, due):
        set_state(practice, State.REVIEW_DUE, None, "practices.review_due", signals.practice_review_due)
        tell("review_due", practice, answerable(practice))
    return len(due)


def gone(today: dt.date):
    """Return whether the owner left the network of a sheet: it verifies nothing there, and its dates are others."""
    return Exists(Departure.objects.of_network().effective(today).of_page())


@transaction.atomic
def archive_overdue(today: dt.date | None = None) -> int:
    """Archive what nobody confirmed within the months that follow."""
    today = today or today_everywhere()
    last = months_later(today, -settings.ARCHIVE_MONTHS)
    overdue = Practice.objects.filter(live=True, state=State.REVIEW_DUE, review_due_on__lte=last)
    overdue = overdue.filter(~gone(today))
    for practice in map(locked, overdue):
        set_archived(practice, None, "")
    return len(overdue)


@transaction.atomic
def return_uncorrected(now: dt.datetime | None = None) -> int:
    """Give back to their desk the sheets whose author did not answer in time."""
    now = now or timezone.now()
    sent_back = Q(
        status=WorkflowState.STATUS_NEEDS_CHANGES,
        current_task_state__finished_at__lt=now - dt.timedelta(days=settings.CORRECTION_DAYS),
    )
    incomplete = Q(
        status=WorkflowState.STATUS_IN_PROGRESS,
        current_task_state__task__in=tasks_of(CompletionTask),
        current_task_state__started_at__lt=now - dt.timedelta(days=settings.COMPLETION_DAYS),
    )
    waiting = WorkflowState.objects.filter(sent_back | incomplete)
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
    """Remind reviewers a week before their date and each week after, and whoever else is waited for."""
    today = today or today_everywhere()
    told = 0
    for assignment in Assignment.objects.open().select_related("page", "reviewer"):
        practice = assignment.page.specific
        late = (today - assignment.due_on).days
        if late >= -REMINDER_DAYS and late % REMINDER_DAYS == 0 and practice.workflow_in_progress:
            tell("review_reminder", practice, [assignment.reviewer])
            told += 1
    for practice in sheets_under_way():
        now = next(iter(present(practice)), None)
        told += bool(now and now.due_on and remind_of(practice, now, today))
    return told


def call_for_publication(sender, membership, **news) -> None:
    """Tell whoever publishes that what was held can go on, or that it is held from now on."""
    waiting = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task__in=tasks_of(PublicationTask)
    )
    pks = [int(pk) for pk in waiting.values_list("object_id", flat=True)]
    sheets = Practice.objects.filter(pk__in=pks, organisation=membership.organisation_id)
    for practice in sheets.exclude(state__in=CLOSED):
        call_deciders(practice)


REMINDERS = {
    "release": "release_reminder",
    "admissibility": "admissibility_reminder",
    "publication": "publication_reminder",
}


def sheets_under_way():
    """Return the sheets that wait for somebody, and are not put away."""
    pks = [int(pk) for pk in WorkflowState.objects.active().values_list("object_id", flat=True)]
    return Practice.objects.filter(pk__in=pks).exclude(state__in=CLOSED).select_related("organisation")


def remind_of(practice, now, today) -> bool:
    """Remind the author a week before the date, and whoever decides from the date on, each week."""
    late = (today - now.due_on).days
    if now.event in ("changes", "completion") and late == -REMINDER_DAYS:
        tell("changes_reminder", practice, answerable(practice))
        return True
    if now.event == "publication" and not owner_contributes(practice):
        return False
    if now.event in REMINDERS and late >= 0 and late % REMINDER_DAYS == 0:
        step = practice.current_workflow_task
        tell(REMINDERS[now.event], practice, step.deciders(practice))
        return True
    return False
