"""The decisions on the way of a sheet: released, found admissible, reviewed."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState, WorkflowState

from exchange.models import Assignment, ReviewStep, Verdict
from practices.models import AdmissibilityTask, CompletionTask, Practice, ReleaseTask, ReviewTask
from practices.models.review import assign, current_verdict, eligible_reviewers, move
from practices.notifications import leads_of
from practices.policies import policy, why_not_release
from practices.rules import Problem
from practices.tasks import tell

from .refusal import NotReady, Refused, allow, locked, need
from .remarks import keep_remarks
from .submission import pass_over, return_to_desk, unanswered
from .telling import after, authors_of, who_corrects

# The five questions of admissibility: one no sends the sheet back.
ADMISSIBILITY = ("complete", "no_personal_data", "no_secret", "audience", "licence")
NOTHING: Mapping[str, str] = MappingProxyType({})


def deciding(practice, by, task_class) -> TaskState:
    """Return the step under way, if it is of this kind and this person decides it, about the latest version."""
    allow(policy.may_decide(by, practice) and isinstance(practice.current_workflow_task, task_class))
    return about_latest(practice)


def about_latest(practice) -> TaskState:
    """Return the step under way; what is decided is decided about the version that stands now."""
    step = practice.current_workflow_task_state
    step.revision = practice.get_latest_revision()
    return step


@transaction.atomic
def release(practice, *, by, comment: str = "") -> Practice:
    """Let a sheet go out in the name of its body."""
    practice = locked(practice)
    allow(not (why := why_not_release(by, practice)), why)
    step = deciding(practice, by, ReleaseTask)
    by_secretariat = by.organisation_id != practice.organisation_id
    log(instance=practice, action="practices.release", user=by, data={"by_secretariat": by_secretariat})
    step.approve(user=by, comment=comment)
    practice = after(practice, by)
    tell("released", practice, authors_of(practice))
    return practice


@transaction.atomic
def find_admissible(practice, *, by, answers: Mapping[str, bool], reason: str = "") -> Practice:
    """Answer the five questions: one no sends the sheet back.

    Five times yes opens the review of a full sheet; the author completes an express one first.
    """
    practice = locked(practice)
    step = deciding(practice, by, AdmissibilityTask)
    if set(answers) != set(ADMISSIBILITY):
        raise NotReady([Problem("answers", _("Answer each of the five questions."))])
    if not all(answers.values()):
        need(reason, "comment", _("Say why, so that the author can put it right."))
        log(instance=practice, action="practices.inadmissible", user=by, data={"answers": dict(answers)})
        return send_back(practice, step, by=by, comment=reason)
    log(instance=practice, action="practices.admissible", user=by)
    is_proposal = bool(unanswered(practice.get_latest_revision_as_object()))
    if not is_proposal:
        pass_over(step.workflow_state, CompletionTask)
    step.approve(user=by, comment=reason)
    practice = after(practice, by)
    if is_proposal:
        tell("to_complete", practice, who_corrects(practice))
    else:
        tell("admitted", practice, authors_of(practice))
    return practice


@transaction.atomic
def request_changes(practice, *, by, comment: str = "", remarks: Mapping[str, str] = NOTHING) -> Practice:
    """Send a sheet back to its author with comments; it comes back to whoever decided about it."""
    practice = locked(practice)
    allow(policy.may_decide(by, practice))
    need("".join([comment, *remarks.values()]), "comment", _("Say what should change."))
    keep_remarks(practice, remarks, by=by)
    return send_back(practice, about_latest(practice), by=by, comment=comment)


def send_back(practice, step, *, by, comment) -> Practice:
    task = step.task.specific
    step.reject(user=by, comment=comment)
    move(practice, task.returns_to)
    tell("changes_requested", practice, who_corrects(practice))
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
        need(comment, "comment", _("A practice is not declined without a reason."))
    else:
        confirm_evidence(practice, evidence_level, first=asked.step == ReviewStep.HOME)
    keep_remarks(practice, remarks, by=by)
    asked.verdict, asked.comment, asked.closed_at = verdict, comment, timezone.now()
    asked.save(update_fields=["verdict", "comment", "closed_at"])
    if verdict == Verdict.APPROVE:
        step.approve(user=by, comment=comment)
        practice = after(practice, by)
        tell("review_approved", practice, authors_of(practice))
        return practice
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
        raise NotReady([Problem("reviewer", _("This person may not review this practice."))])
    practice.assignments.open().filter(step=task.step).update(closed_at=timezone.now())
    assignment = assign(practice, task.step, reviewer)
    if state.status == WorkflowState.STATUS_IN_PROGRESS:
        move(practice, task.state)
        tell("to_review", practice, [reviewer])
    log(instance=practice, action="practices.reassign", user=by, data={"step": task.step})
    return assignment
