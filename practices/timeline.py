"""Where a sheet stands in its life: what was done, who acts now, what comes next."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import PageLogEntry, TaskState, WorkflowState

from exchange.clocks import today_of
from exchange.models import Organisation
from practices.models import (
    AdmissibilityTask,
    CompletionTask,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
    ThirdReviewTask,
)
from practices.models.appeals import open_appeal
from practices.models.release import leads_who_may_release
from practices.models.review import owes_opinion

DONE, NOW, LATER = "done", "now", "later"

# Steps that most sheets pass by themselves.
NOT_ALWAYS = (CompletionTask, ThirdReviewTask)
OUTCOMES = {
    TaskState.STATUS_APPROVED: _("approved"),
    TaskState.STATUS_REJECTED: _("changes requested"),
    TaskState.STATUS_SKIPPED: _("declined"),
    TaskState.STATUS_CANCELLED: _("stopped"),
}
# What is no step of a workflow, but belongs to the story.
EVENTS = {
    "practices.submit": _("Submitted"),
    "practices.take_back": _("Withdrawn by the organisation that raised it"),
    "practices.uncorrected": _("A draft again: the changes did not come in time"),
    "practices.send_to_review": _("More than a small correction: sent to review"),
    "practices.publish": _("Published"),
    "practices.translate": _("Translations published"),
    "practices.appeal": _("Appeal to the committee"),
    "practices.uphold_appeal": _("The committee upheld the appeal"),
    "practices.dismiss_appeal": _("The committee let the refusal stand"),
    "practices.review_due": _("Due for verification"),
    "practices.confirm": _("Confirmed"),
    "practices.freeze": _("Frozen"),
    "practices.unfreeze": _("No longer frozen"),
    "practices.unfreeze_settled": _("No longer frozen: the dispute is over"),
    "practices.confirm_freeze": _("Confirmed: it stays frozen"),
    "practices.lapse_freeze": _("No longer frozen: nobody confirmed it in time"),
    "practices.archive": _("Archived"),
    "practices.withdraw": _("Withdrawn"),
}
# Who decides may hold other roles, too.
BY_COMMITTEE = {"practices.uphold_appeal", "practices.dismiss_appeal"}
# Those whose reason is told to whoever reads the timeline.
REASONED = {
    "practices.freeze",
    "practices.send_to_review",
    "practices.appeal",
    "practices.uphold_appeal",
    "practices.dismiss_appeal",
}


@dataclass(frozen=True)
class Moment:
    """One thing that happened, happens or will happen to a sheet."""

    label: str | Promise
    status: str
    outcome: str | Promise = ""
    at: dt.datetime | None = None
    by: str | Promise = ""
    comment: str = ""
    due_on: dt.date | None = None
    # The organisation whose midnight ends that day; the exchange's own, if none.
    due_at: Organisation | None = None
    # Of what happens now: which step it is, and since when.
    event: str = ""
    since: dt.datetime | None = None


def body_of(user) -> str | Promise:
    """Return in whose name somebody acted: a body, or the secretariat; people are not named."""
    if user is None:
        return _("the exchange itself")
    return str(user.organisation) if user.organisation else _("the secretariat")


def timeline(practice, reader=None) -> list[Moment]:
    """Return the moments of a sheet in order: past, present, to come.

    Whoever owes an opinion reads that others gave theirs, and not which.
    """
    blind = reader if reader and owes_opinion(practice, reader) else None
    past = sorted([*steps_done(practice, blind), *events(practice, blind)], key=lambda moment: moment.at)
    return [*past, *present(practice), *to_come(practice)]


def steps_done(practice, blind=None) -> list[Moment]:
    told = list(logged(practice).order_by("timestamp").values_list("timestamp", "action"))
    states = TaskState.objects.filter(workflow_state__in=practice.workflow_states, finished_at__isnull=False)
    return [
        Moment(
            label=state.task.specific.get_verbose_name(),
            status=DONE,
            outcome=_("opinion given") if is_hidden(state, blind) else outcome_of(state, told),
            at=state.finished_at,
            by=body_of(state.finished_by),
            comment="" if is_hidden(state, blind) else state.comment,
        )
        for state in states.select_related("task", "finished_by__organisation")
        # A third opinion that nobody needed is no moment.
        if state.finished_by or state.status != TaskState.STATUS_SKIPPED
    ]


def is_hidden(state: TaskState, blind) -> bool:
    """Say whether this is the opinion of another reviewer, before one's own is given."""
    return (
        blind is not None and state.finished_by_id != blind.pk and isinstance(state.task.specific, ReviewTask)
    )


def outcome_of(state: TaskState, told) -> str | Promise:
    """Return how a step ended: what the body completed begins a new round, and was not stopped."""
    if state.status == TaskState.STATUS_CANCELLED and isinstance(state.task.specific, CompletionTask):
        after = next((action for at, action in told if at >= state.finished_at), "")
        if after == "practices.submit":
            return _("given")
    return OUTCOMES[state.status]


def logged(practice):
    return PageLogEntry.objects.filter(page=practice.pk, action__in=EVENTS)


def events(practice, blind=None) -> list[Moment]:
    entries = logged(practice).select_related("user__organisation")
    return [
        Moment(
            label=EVENTS[entry.action],
            status=DONE,
            at=entry.timestamp,
            by=_("the committee") if entry.action in BY_COMMITTEE else body_of(entry.user),
            comment=entry.data.get("reason", "") if entry.action in REASONED and not blind else "",
        )
        for entry in entries
    ]


def present(practice) -> list[Moment]:
    if made := open_appeal(practice):
        due_on = today_of(at=made.made_at) + dt.timedelta(days=settings.APPEAL_DAYS)
        return [Moment(_("Appeal"), NOW, by=_("the committee"), due_on=due_on)]
    state = practice.current_workflow_state
    if state is None or state.current_task_state is None:
        return []
    step = state.current_task_state
    task = step.task.specific
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return [
            Moment(
                _("Changes by the author"),
                NOW,
                by=str(practice.organisation),
                due_on=today_of(practice.organisation, at=step.finished_at)
                + dt.timedelta(days=settings.CORRECTION_DAYS),
                due_at=practice.organisation,
                event="changes",
                since=step.finished_at,
            )
        ]
    asked = task.assignment(practice) if isinstance(task, ReviewTask) else None
    clock = asked.reviewer.organisation if asked else None
    if isinstance(task, ReleaseTask | CompletionTask):
        clock = practice.organisation
    return [
        Moment(
            task.get_verbose_name(),
            NOW,
            by=waits_for(practice, task, asked),
            due_on=asked.due_on if asked else due_date(step, clock),
            due_at=clock,
            event=EVENT_OF.get(type(task), "review"),
            since=step.started_at,
        )
    ]


def standing(practice) -> Moment | None:
    """Return what an unpublished sheet waits for now, and since when."""
    return None if practice.live else next((now for now in present(practice) if now.since), None)


EVENT_OF = {
    ReleaseTask: "release",
    AdmissibilityTask: "admissibility",
    CompletionTask: "completion",
    PublicationTask: "publication",
}


def due_date(step: TaskState, clock) -> dt.date | None:
    """Return the day before which a step that nobody was asked for by name is to be taken."""
    started_on = today_of(clock, at=step.started_at) if clock else today_of(at=step.started_at)
    task = step.task.specific
    if isinstance(task, CompletionTask):
        return started_on + dt.timedelta(days=settings.COMPLETION_DAYS)
    days = {
        ReleaseTask: settings.RELEASE_WORKING_DAYS,
        AdmissibilityTask: settings.ADMISSIBILITY_WORKING_DAYS,
        PublicationTask: settings.PUBLICATION_WORKING_DAYS,
    }.get(type(task))
    return working_days_later(started_on, days) if days else None


def waits_for(practice, task, asked) -> str | Promise:
    """Return whose turn it is."""
    if isinstance(task, ReleaseTask) and leads_who_may_release(practice):
        return _("the content lead of %(body)s") % {"body": practice.organisation}
    if isinstance(task, CompletionTask):
        return str(practice.organisation)
    if asked:
        return _("a reviewer of %(body)s") % {"body": asked.reviewer.organisation}
    return _("the secretariat")


def to_come(practice) -> list[Moment]:
    state = practice.current_workflow_state
    if state is None or state.current_task_state is None:
        return []
    tasks = list(state.workflow.tasks.specific())
    passed = set(
        state.task_states.filter(status=TaskState.STATUS_SKIPPED, finished_by=None).values_list(
            "task", flat=True
        )
    )
    current = next((n for n, task in enumerate(tasks) if task.pk == state.current_task_state.task_id), -1)
    return [
        Moment(task.get_verbose_name(), LATER)
        for task in tasks[current + 1 :]
        if not isinstance(task, NOT_ALWAYS) and task.pk not in passed
    ]


def working_days_later(day: dt.date, days: int) -> dt.date:
    while days:
        day += dt.timedelta(days=1)
        days -= day.weekday() < 5
    return day


def withdrawal(practice) -> tuple[dt.datetime, str] | None:
    """Return when a sheet was withdrawn and the class of reason, for its tombstone."""
    entry = PageLogEntry.objects.filter(page=practice.pk, action="practices.withdraw").last()
    return (entry.timestamp, entry.data.get("reason", "")) if entry else None
