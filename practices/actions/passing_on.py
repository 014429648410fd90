"""A review whose reviewer lost the right to it is asked of somebody else at once."""

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import WorkflowState

from exchange.audiences import State
from exchange.models import Assignment, RoleName, User
from practices.models import Practice, ReviewTask
from practices.models.review import assign, move, stands_apart
from practices.policies import CLOSED
from practices.tasks import call_deciders, tell

from .refusal import locked


def pass_on_reviews() -> int:
    """Ask others where whoever was asked may not review any more; return how many reviews that were."""
    return sum(pass_on(asked.pk) for asked in lost_reviews())


def lost_reviews() -> list[Assignment]:
    """Return the open assignments of people who may not be asked any more, or are a party now."""
    may = set(Assignment.objects.effective().values_list("pk", flat=True))
    found = Assignment.objects.open().select_related("page", "reviewer__organisation")
    return [asked for asked in found if asked.pk not in may or is_party(asked)]


def is_party(asked: Assignment) -> bool:
    practice = asked.page.specific
    return isinstance(practice, Practice) and not stands_apart(practice, asked.step, asked.reviewer)


@transaction.atomic
def pass_on(pk: int) -> bool:
    """Close one assignment and ask the next reviewer; without one the secretariat finds somebody."""
    asked = Assignment.objects.open().select_for_update().filter(pk=pk).first()
    practice = Practice.objects.filter(pk=asked.page_id).first() if asked else None
    if practice is None:
        return False
    practice = locked(practice)
    asked.closed_at = timezone.now()
    asked.save(update_fields=["closed_at"])
    log(instance=practice, action="practices.pass_on_review", data={"step": asked.step})
    state = practice.current_workflow_state
    task = practice.current_workflow_task
    under_way = state is not None and state.status == WorkflowState.STATUS_IN_PROGRESS
    if (
        under_way
        and isinstance(task, ReviewTask)
        and task.step == asked.step
        and practice.state not in CLOSED
    ):
        found = assign(practice, asked.step)
        move(practice, task.state if found else State.ADMISSIBLE)
        if found:
            call_deciders(Practice.objects.get(pk=practice.pk))
    tell("review_passed_on", practice, desk_of(practice))
    return True


def desk_of(practice):
    """Return the editors who keep a sheet on its way."""
    editors = User.objects.filter(is_active=True, roles__name=RoleName.EDITOR).distinct()
    return editors.exclude(organisation__in=practice.owner_ids())


def person_changed(sender, instance, **kwargs) -> None:
    """Look after the reviews of somebody whose account, organisation or roles were changed."""
    user = instance if isinstance(instance, User) else None
    fields = kwargs.get("update_fields")
    if user and (kwargs.get("created") or (fields and not {"is_active", "organisation"} & set(fields))):
        return
    pk = user.pk if user else instance.user_id
    if Assignment.objects.open().filter(reviewer=pk).exists():
        transaction.on_commit(pass_on_reviews)


def membership_changed(sender, membership, **news) -> None:
    """Look after the reviews of the people of an organisation whose membership was changed."""
    if Assignment.objects.open().filter(reviewer__organisation=membership.organisation_id).exists():
        pass_on_reviews()
