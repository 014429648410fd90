"""From the desk of a body on its way: submitted, changed and submitted again, taken back."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, Workflow, WorkflowState

from exchange.audiences import Audience, State
from exchange.clocks import today_of
from exchange.models import Licence, Provenance
from practices import signals
from practices.comparison import changed_since
from practices.completeness import missing_to_publish, missing_to_submit
from practices.corrections import why_not_small
from practices.models import (
    AdmissibilityTask,
    CompletionTask,
    HomeReviewTask,
    Practice,
    PublicationTask,
)
from practices.models.references import next_reference
from practices.models.review import move, owner_contributes, tasks_of
from practices.notifications import leads_of_bodies
from practices.policies import policy
from practices.rules import Problem, problems_of
from practices.tasks import tell

from .refusal import NotReady, allow, locked
from .telling import after, authors_of

ADDRESSED_BY_NETWORK = (Provenance.IMPORTED, Provenance.DEMO_DOCUMENTED, Provenance.DEMO_ILLUSTRATIVE)
PASSED = (TaskState.STATUS_APPROVED, TaskState.STATUS_SKIPPED)


@transaction.atomic
def submit(practice, *, by, correction: bool = False) -> Practice:
    """Send a sheet on its way; what was sent back begins anew with the body's release, for whoever decided.

    correction: a published sheet that changes little goes to its body and the secretariat only; how little
    is asked each time.
    """
    practice = locked(practice)
    allow(policy.may_submit(by, practice) and (practice.live or not correction))
    draft = prepared(practice)
    problems = [*why_not_submit(draft), *why_not_again(practice)]
    if problems := [*problems, *(why_not_small(practice, draft) if correction else [])]:
        raise NotReady(problems)
    if not practice.reference:
        draft.reference = next_reference(practice.organisation)
        Practice.objects.filter(pk=practice.pk).update(reference=draft.reference)
    keep(draft, by)
    practice = locked(practice)
    if before := practice.current_workflow_state:
        start_again(practice, before, workflow_for(correction), by)
    else:
        workflow_for(correction).start(practice, by)
    log(
        instance=practice,
        action="practices.submit",
        user=by,
        data={
            "reference": practice.reference,
            "licence": draft.licence.code,
            "grant": {
                "version": settings.LICENCE_GRANT_VERSION,
                "date": today_of(practice.organisation).isoformat(),
            },
        },
    )
    practice = after(practice, by, signals.practice_submitted)
    asked = practice.co_owners.filter(accepted_at__isnull=True).values("organisation")
    tell("co_ownership", practice, leads_of_bodies(asked))
    tell("submitted", practice, authors_of(practice))
    return practice


def start_again(practice, before: WorkflowState, workflow: Workflow, by) -> None:
    """Begin a new round: whoever decided about the earlier text decides about this one.

    That the sheet was found admissible holds.
    """
    was_admitted = is_admitted(before)
    before.cancel(user=by)
    state = workflow.start(practice, by)
    if was_admitted:
        pass_over(state, AdmissibilityTask, CompletionTask)


def is_admitted(workflow_state: WorkflowState) -> bool:
    admissibility = tasks_of(AdmissibilityTask)
    return workflow_state.task_states.filter(task__in=admissibility, status__in=PASSED).exists()


def pass_over(workflow_state: WorkflowState, *task_classes) -> None:
    """Note that steps of these kinds need not be taken in this round."""
    keys = [key for task_class in task_classes for key in tasks_of(task_class)]
    skip(workflow_state, workflow_state.workflow.tasks.filter(pk__in=keys))


def skip(workflow_state: WorkflowState, tasks) -> None:
    """Note that these steps of a workflow need not be taken."""
    revision = workflow_state.content_object.get_latest_revision()
    for task in tasks:
        TaskState.objects.create(
            workflow_state=workflow_state,
            task=task,
            revision=revision,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )


def prepared(practice) -> Practice:
    """Return the latest version with what the system fills in: licence and main theme."""
    draft = practice.get_latest_revision_as_object()
    if draft.licence is None:
        draft.licence = Licence.objects.filter(default_for=draft.audience).first()
    if draft.main_theme is None:
        draft.main_theme = draft.themes.first()
    return draft


def keep(draft, by):
    """Save a version; what is not published yet is one with its row."""
    if not draft.live:
        draft.save(clean=False)
    return draft.save_revision(user=by, clean=False)


def workflow_for(correction: bool) -> Workflow:
    ways = Workflow.objects.active().filter(workflow_tasks__task__in=tasks_of(PublicationTask))
    reviewed = {"workflow_tasks__task__in": tasks_of(HomeReviewTask)}
    return (ways.exclude(**reviewed) if correction else ways.filter(**reviewed)).earliest("pk")


def why_not_submit(draft) -> list[Problem]:
    """Return what keeps a prepared version from being submitted.

    What was found admissible as a proposal is complete before anybody reviews it.
    """
    under_way = draft.current_workflow_state
    questions = missing_to_submit(draft)
    if under_way and is_admitted(under_way):
        questions = unanswered(draft)
    missing = [Problem(question.field, str(question.text)) for question in questions]
    return missing + closed_to_owner(draft) + unread_by_secretariat(draft) + problems_of(draft)


def closed_to_owner(draft) -> list[Problem]:
    """Return why nothing is submitted in a network in which the organisation may offer nothing today."""
    if owner_contributes(draft):
        return []
    if draft.protocol_id and (place := draft.protocol.closed_by(draft.organisation_id)):
        text = _("This protocol is closed to your organisation as long as it is suspended in %(network)s.")
        return [Problem("protocol", text % {"network": place.network})]
    text = _(
        "Your organisation offers nothing in %(network)s today: choose another of your networks, or wait."
    )
    return [Problem("network", text % {"network": draft.network})]


def unanswered(draft) -> list:
    """Return what publication still needs; what was imported need not be complete."""
    return [] if draft.provenance in ADDRESSED_BY_NETWORK else missing_to_publish(draft)


def why_not_again(practice) -> list[Problem]:
    """Return why a sheet that was sent back cannot be sent again: nothing changed in it."""
    state = practice.current_workflow_state
    sent_back = state.current_task_state if state else None
    if sent_back is None or sent_back.revision is None or isinstance(sent_back.task.specific, CompletionTask):
        return []
    if changed_since(practice, sent_back.revision):
        return []
    text = _(
        "Nothing has changed since the comments you received: change the practice, or withdraw it from review."
    )
    return [Problem("", text)]


def unread_by_secretariat(draft) -> list[Problem]:
    """Return why nobody could check a sheet that the parties keep from the secretariat."""
    if draft.audience != Audience.PARTIES or not draft.protocol or draft.protocol.secretariat_mandated:
        return []
    text = _("The parties have not let the secretariat read what they share: it could not publish this.")
    return [Problem("audience", text)]


@transaction.atomic
def take_back(practice, *, by) -> Practice:
    """Let the body take its sheet out of review: it is a draft again, and keeps its reference."""
    practice = locked(practice)
    allow(policy.may_take_back(by, practice))
    return_to_desk(practice, by)
    log(instance=practice, action="practices.take_back", user=by)
    return Practice.objects.get(pk=practice.pk)


def return_to_desk(practice, by) -> None:
    """End what is under way: the sheet is a draft of its body again."""
    if workflow_state := practice.current_workflow_state:
        workflow_state.cancel(user=by)
    practice.assignments.open().update(closed_at=timezone.now())
    move(practice, State.DRAFT)
