"""From draft to publication."""

from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from wagtail.log_actions import log
from wagtail.models import TaskState, Workflow, WorkflowState

from exchange.audiences import Audience, State
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.models import Assignment, Licence, Provenance, ReviewStep, Verdict
from practices import signals
from practices.completeness import missing_to_publish, missing_to_submit
from practices.models import (
    AdmissibilityTask,
    HomeReviewTask,
    Practice,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
)
from practices.models.references import next_reference
from practices.models.review import assign, current_verdict, eligible_reviewers, move
from practices.notifications import leads_of, leads_of_bodies
from practices.policies import policy
from practices.rules import Problem, missing_translations, problems_of
from practices.tasks import call_deciders, tell

from .audience import log_audience
from .refusal import NotReady, Refused, allow, locked, need
from .remarks import keep_remarks

# The five questions of admissibility: one no sends the sheet back.
ADMISSIBILITY = ("complete", "no_personal_data", "no_secret", "audience", "licence")
NOTHING: Mapping[str, str] = MappingProxyType({})
ADDRESSED_BY_NETWORK = (Provenance.IMPORTED, Provenance.DEMO_DOCUMENTED, Provenance.DEMO_ILLUSTRATIVE)


@transaction.atomic
def submit(practice, *, by, correction: bool = False) -> Practice:
    """Send a sheet on its way, or back to whoever asked for changes.

    correction: a published sheet that changes little goes to its body and the secretariat only.
    """
    practice = locked(practice)
    allow(policy.may_submit(by, practice) and (practice.live or not correction))
    draft = prepared(practice)
    if problems := why_not_submit(draft):
        raise NotReady(problems)
    if not practice.reference:
        draft.reference = next_reference(practice.organisation)
        Practice.objects.filter(pk=practice.pk).update(reference=draft.reference)
    keep(draft, by)
    practice = locked(practice)
    workflow_state = practice.current_workflow_state
    if workflow_state:
        workflow_state.resume(user=by)
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
    if workflow_state:
        # The lead let an earlier wording out in the body's name, and knows that it changed.
        tell("resubmitted", practice, leads_of(practice).exclude(pk=by.pk))
    return practice


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


def tasks_of(task_class):
    return task_class.objects.values("task_ptr")


def is_reviewed(workflow_state: WorkflowState) -> bool:
    return workflow_state.workflow.workflow_tasks.filter(task__in=tasks_of(HomeReviewTask)).exists()


def why_not_submit(draft) -> list[Problem]:
    """Return what keeps a prepared version from being submitted."""
    missing = [Problem(question.field, str(question.text)) for question in missing_to_submit(draft)]
    return missing + unread_by_secretariat(draft) + problems_of(draft)


def unread_by_secretariat(draft) -> list[Problem]:
    """Return why nobody could check a sheet that the parties keep from the secretariat."""
    if draft.audience != Audience.PARTIES or not draft.protocol or draft.protocol.secretariat_mandated:
        return []
    text = _("The parties have not let the secretariat read what they share: it could not publish this.")
    return [Problem("audience", text)]


def why_not_publish(draft) -> list[Problem]:
    """Return what keeps a sheet from being published; what was imported need not be complete."""
    missing = [] if draft.provenance in ADDRESSED_BY_NETWORK else missing_to_publish(draft)
    asked = [Problem(question.field, str(question.text)) for question in missing]
    return missing_translations(draft) + asked + unread_by_secretariat(draft) + problems_of(draft)


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


def deciding(practice, by, task_class) -> TaskState:
    """Return the step under way, if it is of this kind and this person decides it."""
    allow(policy.may_decide(by, practice) and isinstance(practice.current_workflow_task, task_class))
    return practice.current_workflow_task_state


def after(practice, by, signal=None) -> Practice:
    """Tell whoever acts next and return the sheet as it stands now."""
    practice = Practice.objects.get(pk=practice.pk)
    call_deciders(practice)
    if signal:
        transaction.on_commit(partial(signal.send, sender=Practice, instance=practice))
    return practice


@transaction.atomic
def release(practice, *, by, comment: str = "") -> Practice:
    """Let a sheet go out in the name of its body."""
    practice = locked(practice)
    step = deciding(practice, by, ReleaseTask)
    by_secretariat = by.organisation_id != practice.organisation_id
    log(instance=practice, action="practices.release", user=by, data={"by_secretariat": by_secretariat})
    step.approve(user=by, comment=comment)
    return after(practice, by)


@transaction.atomic
def find_admissible(practice, *, by, answers: Mapping[str, bool], reason: str = "") -> Practice:
    """Answer the five questions: five times yes opens the review, one no sends the sheet back."""
    practice = locked(practice)
    step = deciding(practice, by, AdmissibilityTask)
    if set(answers) != set(ADMISSIBILITY):
        raise NotReady([Problem("answers", _("Answer each of the five questions."))])
    if not all(answers.values()):
        need(reason, "comment", _("Say why, so that the author can put it right."))
        log(instance=practice, action="practices.inadmissible", user=by, data={"answers": dict(answers)})
        return send_back(practice, step, by=by, comment=reason)
    log(instance=practice, action="practices.admissible", user=by)
    step.approve(user=by, comment=reason)
    return after(practice, by)


@transaction.atomic
def request_changes(practice, *, by, comment: str = "", remarks: Mapping[str, str] = NOTHING) -> Practice:
    """Send a sheet back to its author with comments; it will come back to this very step."""
    practice = locked(practice)
    allow(policy.may_decide(by, practice))
    need("".join([comment, *remarks.values()]), "comment", _("Say what should change."))
    keep_remarks(practice, remarks, by=by)
    return send_back(practice, practice.current_workflow_task_state, by=by, comment=comment)


def send_back(practice, step, *, by, comment) -> Practice:
    task = step.task.specific
    step.reject(user=by, comment=comment)
    move(practice, task.returns_to)
    if practice.owner:
        tell("changes_requested", practice, [practice.owner])
    return Practice.objects.get(pk=practice.pk)


@transaction.atomic
def review(
    practice,
    *,
    verdict: str,
    by,
    comment: str = "",
    evidence_level=None,
    remarks: Mapping[str, str] = NOTHING,
) -> Practice:
    """Give the opinion that was asked for: approve, ask for changes, or decline with a reason."""
    if verdict == Verdict.REQUEST_CHANGES:
        return request_changes(practice, by=by, comment=comment, remarks=remarks)
    practice = locked(practice)
    step = deciding(practice, by, ReviewTask)
    asked = step.task.specific.assignment(practice)
    if verdict == Verdict.DECLINE:
        need(comment, "comment", _("A sheet is not declined without a reason."))
    else:
        confirm_evidence(practice, evidence_level, first=asked.step == ReviewStep.HOME)
    keep_remarks(practice, remarks, by=by)
    asked.verdict, asked.comment, asked.closed_at = verdict, comment, timezone.now()
    asked.save(update_fields=["verdict", "comment", "closed_at"])
    if verdict == Verdict.APPROVE:
        step.approve(user=by, comment=comment)
        return after(practice, by)
    return decline(practice, step, asked, by=by, comment=comment)


def confirm_evidence(practice, level, *, first: bool) -> None:
    """Fix the evidence level that readers see: reviewers may lower what the author proposes."""
    proposed = practice.get_latest_revision_as_object().evidence_level
    level = level or proposed
    if proposed and level.level > proposed.level:
        text = _("A reviewer may lower the evidence level; only the author raises it.")
        raise NotReady([Problem("evidence_level", text)])
    known = practice.evidence_level_confirmed
    if first or known is None or level.level < known.level:
        practice.evidence_level_confirmed = level
        practice.save(update_fields=["evidence_level_confirmed", "tokens"], clean=False)


def decline(practice, step, asked, *, by, comment) -> Practice:
    """Go on to the next opinion; the second refusal brings the sheet back to its author."""
    # To Wagtail a refusal is a step that was passed without being approved.
    step.status, step.finished_at = TaskState.STATUS_SKIPPED, timezone.now()
    step.finished_by, step.comment = by, comment
    step.save()
    log(instance=practice, action="practices.decline", user=by, data={"comment": comment})
    home_declined = current_verdict(practice, ReviewStep.HOME) == Verdict.DECLINE
    if asked.step == ReviewStep.THIRD or (asked.step == ReviewStep.FAR and home_declined):
        return_to_desk(practice, by)
        if practice.owner:
            tell("declined", practice, [practice.owner, *leads_of(practice)])
        return Practice.objects.get(pk=practice.pk)
    step.workflow_state.update(user=by)
    return after(practice, by)


@transaction.atomic
def reassign(practice, *, reviewer, by) -> Assignment:
    """Ask another eligible reviewer for the opinion under way."""
    practice = locked(practice)
    allow(policy.may_reassign(by, practice))
    state = practice.current_workflow_state
    task = state.current_task_state.task.specific if state and state.current_task_state else None
    if not isinstance(task, ReviewTask):
        raise Refused
    if not eligible_reviewers(practice, task.step).filter(pk=reviewer.pk).exists():
        raise NotReady([Problem("reviewer", _("This person may not review this sheet."))])
    practice.assignments.open().filter(step=task.step).update(closed_at=timezone.now())
    assignment = assign(practice, task.step, reviewer)
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        move(practice, task.state)
        tell("to_review", practice, [reviewer])
    log(instance=practice, action="practices.reassign", user=by, data={"step": task.step})
    return assignment


@transaction.atomic
def publish(practice, *, by) -> Practice:
    """Publish what was approved, in the languages that readers need."""
    practice = locked(practice)
    step = deciding(practice, by, PublicationTask)
    if problems := why_not_publish(practice.get_latest_revision_as_object()):
        raise NotReady(problems)
    read_by = practice.effective_audience() if practice.live else ""
    number_and_date(practice, is_reviewed(step.workflow_state))
    draft = practice.get_latest_revision_as_object()
    complete_for_readers(draft)
    try:
        draft.save_revision(user=by)
    except ValidationError as error:
        faults = error.message_dict.items()
        raise NotReady([Problem(field, " ".join(messages)) for field, messages in faults]) from error
    step.approve(user=by)
    log(instance=practice, action="practices.publish", user=by, data={"version": practice.version})
    practice = after(practice, by, signals.practice_published)
    if read_by and practice.effective_audience() != read_by:
        log_audience(practice, read_by, by=by, reason="publication")
    tell("published", practice, {*leads_of(practice), *([practice.owner] if practice.owner else [])})
    return practice


def number_and_date(practice, reviewed: bool) -> None:
    """Set version, dates and state: the page as a whole keeps them, whatever its text becomes."""
    if practice.live:
        major, minor = practice.version_major, practice.version_minor
        practice.version_major, practice.version_minor = (major + 1, 0) if reviewed else (major, minor + 1)
    if reviewed or practice.last_verified_on is None:
        practice.last_verified_on = today_of(practice.organisation)
        practice.review_due_on = months_later(practice.last_verified_on, settings.VERIFICATION_MONTHS)
        practice.state = State.PUBLISHED
    practice.save(
        update_fields=[
            "version_major",
            "version_minor",
            "last_verified_on",
            "review_due_on",
            "state",
            "tokens",
        ],
        clean=False,
    )


def complete_for_readers(draft) -> None:
    """Write the source to cite, and note that the secretariat read the translations."""
    if not draft.attribution:
        with override(draft.original_language):
            sheet = pgettext("citation", "sheet %(reference)s") % {"reference": draft.reference}
            source = f"{draft.organisation}, {sheet}, {settings.SITE_NAME}"
        draft.attribution = source[: draft._meta.get_field("attribution").max_length]
    for language in draft.available_languages:
        if draft.translation_status(language) == "draft" and not draft.translation_state.get(
            language, {}
        ).get("machine"):
            draft.mark_translation(language, "reviewed")
