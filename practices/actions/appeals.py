"""The appeal of a body against the refusal of its sheet, and the decision of the committee."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from practices.comparison import reviewed_changes
from practices.models import Appeal, Practice, PublicationTask
from practices.models.appeals import committee_for, refused_review, refused_version
from practices.models.review import tasks_of
from practices.policies import policy
from practices.rules import Problem
from practices.tasks import tell

from .refusal import NotReady, allow, locked, need
from .submission import skip
from .telling import after, answerable


@transaction.atomic
def appeal(practice, *, by, reason: str) -> Appeal:
    """Ask the committee to look at a refusal; the text stays as it was refused until it has decided."""
    practice = locked(practice)
    allow(policy.may_appeal(by, practice))
    need(reason, "reason", _("Say why the refusal is not justified."))
    review = refused_review(practice)
    if reviewed_changes(practice, refused_version(review)):
        # What the committee lets through goes on to its publication: nobody else would read it.
        text = _(
            "The text was changed after it was refused: submit it again, so that it is released and read."
        )
        raise NotReady([Problem("", text)])
    made = Appeal.objects.create(practice=practice, review=review, made_by=by, reason=reason.strip())
    hold(practice, True)
    log(instance=practice, action="practices.appeal", user=by, data={"reason": made.reason})
    tell("appealed", practice, committee_for(practice))
    return made


@transaction.atomic
def decide_appeal(practice, *, by, is_upheld: bool, decision: str) -> Practice:
    """Let the refusal stand, or send the sheet on to its publication in place of the reviewers."""
    practice = locked(practice)
    allow(policy.may_decide_appeal(by, practice))
    need(decision, "decision", _("Say why: the organisation reads it."))
    made = practice.appeals.open().get()
    made.is_upheld, made.decision, made.decided_at = is_upheld, decision.strip(), timezone.now()
    made.save(update_fields=["is_upheld", "decision", "decided_at"])
    hold(practice, False)
    action = "practices.uphold_appeal" if is_upheld else "practices.dismiss_appeal"
    log(instance=practice, action=action, user=by, data={"reason": made.decision})
    if is_upheld:
        go_on_to_publication(practice, made.review.workflow, by)
        practice = after(practice, by)
    tell("appeal_decided", practice, answerable(practice))
    return practice


def hold(practice, is_held: bool) -> None:
    """Let nobody write while the committee reads; Wagtail's own lock says so in the editor."""
    practice.locked, practice.locked_at = is_held, timezone.now() if is_held else None
    practice.save(update_fields=["locked", "locked_at", "tokens"], clean=False)


def go_on_to_publication(practice, workflow, by) -> None:
    state = WorkflowState.objects.create(
        content_type=practice.get_content_type(),
        base_content_type=practice.get_base_content_type(),
        object_id=str(practice.pk),
        workflow=workflow,
        requested_by=by,
    )
    skip(state, workflow.tasks.exclude(pk__in=tasks_of(PublicationTask)))
    state.update(user=by)
