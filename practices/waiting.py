"""What waits for a person: the first thing the dashboard says."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, WorkflowState

from exchange.audiences import PUBLISHED_STATES, State
from exchange.models.people import GOVERNORS, SECRETARIAT
from exchange.viewers import one_look
from practices.models import (
    AdmissibilityTask,
    Practice,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
)
from practices.models.release import SAVED_VERSIONS
from practices.policies import policy
from practices.timeline import present

TITLES = (
    (ReleaseTask, _("To release")),
    (AdmissibilityTask, _("To find admissible")),
    (ReviewTask, _("To review")),
    (PublicationTask, _("To publish")),
)
# What its authors are asked to write further, before anybody else acts.
RETURNED = {State.TO_COMPLETE, State.CHANGES_REQUESTED}
# What the rules and the list read of each sheet: asked for all sheets at once.
READ = (
    "co_owners",
    "appeals",
    "organisation__people__roles",
    "assignments__reviewer__organisation",
)


@dataclass(frozen=True)
class Waiting:
    """A list of sheets under one heading, each with the moment at which it stands."""

    title: str | Promise
    sheets: list


def waiting_for(user) -> list[Waiting]:
    """Return what this person is asked to do, then what became of their own sheets."""
    with one_look():
        under_way = sheets_under_way(user)
        found = decisions(user, under_way)
        groups = [
            Waiting(title, [sheet for sheet in found if isinstance(sheet.current_workflow_task, task_class)])
            for task_class, title in TITLES
        ]
        groups.append(Waiting(_("Appeals to decide"), appeals(user)))
        groups.append(Waiting(_("Without a reviewer"), without_reviewer(user, under_way)))
        own = own_sheets(user)
        groups.append(
            Waiting(_("To complete or change"), [sheet for sheet in own if sheet.state in RETURNED])
        )
        groups.append(
            Waiting(_("Of your organisation"), [sheet for sheet in own if sheet.state not in RETURNED])
        )
        groups = [group for group in groups if group.sheets]
        # A sheet may stand in two groups, read twice: each of its rows tells the moment.
        moments = {}
        for sheet in (sheet for group in groups for sheet in group.sheets):
            if sheet.pk not in moments:
                moments[sheet.pk] = next(iter(present(sheet)), None)
            sheet.moment = moments[sheet.pk]
        return groups


def read_at_once(sheets) -> list[Practice]:
    """Fetch sheets with all that is asked about them, in as many queries for many as for few."""
    # As Wagtail's prefetch_workflow_states, which finds those of bare pages only.
    active = WorkflowState.objects.active().select_related("current_task_state__task")
    states = Prefetch("_specific_workflow_states", active, to_attr="_current_workflow_states")
    sheets = list(
        sheets.select_related("organisation", "protocol").prefetch_related(*READ, states, SAVED_VERSIONS)
    )
    tasks = {task.pk: task for task in Task.objects.specific()} if sheets else {}
    for sheet in sheets:
        state = sheet.current_workflow_state
        if state and state.current_task_state:
            state.current_task_state.task = tasks[state.current_task_state.task_id]
    return sheets


def sheets_under_way(user) -> list[Practice]:
    """Return the sheets at a step that this person might decide, those that wait longest first."""
    active = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    sheets = Practice.objects.filter(pk__in=[int(pk) for pk in active.values_list("object_id", flat=True)])
    if not user.has_role(*SECRETARIAT):
        asked = Practice.objects.filter(assignments__reviewer=user, assignments__closed_at__isnull=True)
        sheets = sheets.filter(Q(organisation=user.organisation_id) | Q(pk__in=asked))
    return sorted(read_at_once(sheets), key=lambda sheet: since(sheet.current_workflow_task_state))


def since(step) -> tuple:
    return step.started_at, step.pk


def decisions(user, under_way) -> list[Practice]:
    """Return the sheets about which this person decides now."""
    return [sheet for sheet in under_way if policy.may_decide(user, sheet)]


def appeals(user) -> list[Practice]:
    """Return the sheets whose refusal this person is asked to look at, oldest appeal first."""
    if not user.has_role(*GOVERNORS):
        return []
    sheets = Practice.objects.filter(appeals__decided_at__isnull=True, appeals__isnull=False)
    sheets = read_at_once(sheets.order_by("appeals__made_at"))
    return [sheet for sheet in sheets if policy.may_decide_appeal(user, sheet)]


def without_reviewer(user, under_way) -> list[Practice]:
    """Return the sheets for which the secretariat has to find somebody."""
    if not user.has_role(*SECRETARIAT):
        return []
    return [sheet for sheet in under_way if lacks_reviewer(sheet) and may_find_one(user, sheet)]


def lacks_reviewer(sheet) -> bool:
    task = sheet.current_workflow_task
    return isinstance(task, ReviewTask) and task.assignment(sheet) is None


def may_find_one(user, sheet) -> bool:
    return policy.may_reassign(user, sheet) and policy.may_read(user, sheet)


def own_sheets(user) -> list[Practice]:
    """Return the sheets of this person's body that are not simply published."""
    if not policy.writes_anywhere(user):
        return []
    at_rest = Q(state__in=PUBLISHED_STATES - {State.REVIEW_DUE}, has_unpublished_changes=False)
    sheets = Practice.objects.of_organisation(user.organisation_id).exclude(at_rest)
    return read_at_once(sheets.order_by("-latest_revision_created_at", "-pk"))
