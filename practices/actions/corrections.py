"""What was submitted as a small correction goes to review because whoever reads it says that it is more."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from practices.models import Practice, ReleaseTask
from practices.policies import policy
from practices.tasks import tell

from .refusal import allow, locked, need
from .submission import pass_over, workflow_for
from .telling import after, answerable


@transaction.atomic
def send_to_review(practice, *, by, reason: str) -> Practice:
    """Begin the way of a whole new version; what the organisation released stays released."""
    practice = locked(practice)
    allow(policy.may_send_to_review(by, practice))
    need(reason, "reason", _("Say what is more than a small correction: the author reads it."))
    before = practice.current_workflow_state
    is_released = not isinstance(practice.current_workflow_task, ReleaseTask)
    before.cancel(user=by)
    if is_released:
        state = WorkflowState.objects.create(
            content_type=practice.get_content_type(),
            base_content_type=practice.get_base_content_type(),
            object_id=str(practice.pk),
            workflow=workflow_for(correction=False),
            requested_by=before.requested_by,
        )
        pass_over(state, ReleaseTask)
        state.update(user=by)
    else:
        workflow_for(correction=False).start(practice, before.requested_by)
    log(instance=practice, action="practices.send_to_review", user=by, data={"reason": reason.strip()})
    practice = after(practice, by)
    tell("sent_to_review", practice, answerable(practice))
    return practice
