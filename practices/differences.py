"""What changed between two versions, as whoever decides again reads it on the desk."""

from wagtail.models import Revision, TaskState

from exchange.fields import number_of
from practices.comparison import changed_fields

# They name other sheets, which the person may not open.
NAMES_OTHERS = frozenset({"relations", "inspired_by", "practice_links"})


def decided_before(practice, user) -> Revision | None:
    """Return the version to which the one at hand is compared for whoever decides now.

    It is the last one about which this person, or somebody else at this step, decided; of a next version
    about which nobody decided yet, it is what is published.
    """
    task = practice.current_workflow_task
    taken = TaskState.objects.filter(workflow_state__in=practice.workflow_states, revision__isnull=False)
    taken = taken.filter(finished_by__isnull=False, revision__gt=practice.live_revision_id or 0)
    taken = taken.select_related("revision").order_by("-finished_at", "-pk")
    last = taken.filter(finished_by=user).first() or (task and taken.filter(task=task).first())
    return last.revision if last else practice.live_revision


def version_seen(practice, user, sign: str) -> Revision | None:
    """Return the earlier version that a form carried, if this person may have read it.

    sign: what `Deed.version` wrote. People of other organisations read nothing before it was submitted.
    """
    pk = number_of(sign.partition(".")[0])
    seen = practice.revisions.filter(pk=pk, pk__lt=practice.latest_revision_id or 0).first() if pk else None
    if user.organisation_id == practice.organisation_id:
        return seen
    state = practice.current_workflow_state
    submitted = state and state.task_states.order_by("pk").first()
    return seen if seen and submitted and seen.pk >= (submitted.revision_id or 0) else None


def differences(practice, before: Revision, request) -> list:
    """Return the comparisons, field by field, of an earlier version with the latest one."""
    after = practice.get_latest_revision()
    if after is None or before.pk == after.pk:
        return []
    old, new = before.as_object(), after.as_object()
    panel = type(practice).get_edit_handler().get_bound_panel(instance=new, request=request)
    changed = changed_fields(before.content, after.content, type(practice)) - NAMES_OTHERS
    compared = (comparison(old, new) for comparison in panel.get_comparison())
    return [one for one in compared if name_of(one) in changed and one.has_changed()]


def name_of(comparison) -> str:
    name = comparison.field.name if comparison.is_field else comparison.field.related_name
    return "keyword_items" if name == "keywords" else name
