"""What waits for a person: the first thing the dashboard says."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import TaskState

from exchange.audiences import PUBLISHED_STATES, State
from exchange.models.people import GOVERNORS, SECRETARIAT
from practices.models import (
    AdmissibilityTask,
    LifeTask,
    Practice,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
)
from practices.policies import policy
from practices.timeline import present

TITLES = (
    (ReleaseTask, _("To release")),
    (AdmissibilityTask, _("To find admissible")),
    (ReviewTask, _("To review")),
    (PublicationTask, _("To publish")),
)


@dataclass(frozen=True)
class Waiting:
    """A list of sheets under one heading, each with the moment at which it stands."""

    title: str | Promise
    sheets: list


def waiting_for(user) -> list[Waiting]:
    """Return what this person is asked to do, then what became of their own sheets."""
    found = decisions(user)
    groups = [
        Waiting(title, [sheet for task, sheet in found if isinstance(task, task_class)])
        for task_class, title in TITLES
    ]
    groups.append(Waiting(_("Appeals to decide"), appeals(user)))
    groups.append(Waiting(_("Without a reviewer"), without_reviewer(user)))
    groups.append(Waiting(_("Of your body"), own_sheets(user)))
    return [group for group in groups if group.sheets]


def decisions(user):
    """Return the steps under way that this person decides, oldest first."""
    steps = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by("started_at", "pk")
    found = []
    for step in steps.select_related("task", "workflow_state"):
        task, sheet = step.task.specific, sheet_of(step)
        if isinstance(task, LifeTask) and sheet and policy.may_decide(user, sheet):
            found.append((task, with_moment(sheet)))
    return found


def sheet_of(step):
    return Practice.objects.filter(pk=int(step.workflow_state.object_id)).first()


def with_moment(sheet):
    sheet.moment = next(iter(present(sheet)), None)
    return sheet


def appeals(user):
    """Return the sheets whose refusal this person is asked to look at, oldest appeal first."""
    if not user.has_role(*GOVERNORS):
        return []
    sheets = Practice.objects.filter(appeals__decided_at__isnull=True, appeals__isnull=False)
    return [with_moment(s) for s in sheets.order_by("appeals__made_at") if policy.may_decide_appeal(user, s)]


def without_reviewer(user):
    if not user.has_role(*SECRETARIAT):
        return []
    steps = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).select_related(
        "task", "workflow_state"
    )
    reviews = [(step.task.specific, sheet_of(step)) for step in steps]
    return [
        with_moment(sheet)
        for task, sheet in reviews
        if isinstance(task, ReviewTask)
        and sheet
        and task.assignment(sheet) is None
        and policy.may_reassign(user, sheet)
        and policy.may_read(user, sheet)
    ]


def own_sheets(user):
    """Return the sheets of this person's body that are not simply published."""
    if not policy.writes_anywhere(user):
        return []
    sheets = Practice.objects.of_organisation(user.organisation_id)
    at_rest = PUBLISHED_STATES - {State.REVIEW_DUE}
    return [
        with_moment(sheet)
        for sheet in sheets.order_by("-latest_revision_created_at", "-pk")
        if sheet.state not in at_rest or sheet.has_unpublished_changes
    ]
