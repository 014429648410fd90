"""What one person may do to one practice in Wagtail's editor; everything else is an action of its own."""

from django.utils.functional import cached_property

from exchange.audiences import IN_REVIEW_STATES, State
from exchange.models.people import WRITERS
from exchange.policies import PageRights, participation
from practices.models import LifeTask, ReleaseTask
from practices.models.review import is_secretariat_of_another

CLOSED = frozenset({State.FROZEN, State.WITHDRAWN})


def waits_for_translations(practice) -> bool:
    """Say whether a published practice is open to translators: its organisation has begun no next version."""
    if not practice.is_published or practice.current_workflow_state:
        return False
    if not practice.has_unpublished_changes:
        return True
    later = practice.revisions.filter(pk__gt=practice.live_revision_id or 0).defer("content")
    people = {version.user for version in later.select_related("user")}
    return all(person and is_secretariat_of_another(practice, person) for person in people)


class PracticeRights(PageRights):
    """What one person may do to one sheet in the editor; everything else is an action of its own."""

    @cached_property
    def is_writer(self) -> bool:
        """Say whether this person writes sheets for the body that owns this one."""
        writes = "change" in self.permissions and self.is_of_own_body and self.user.has_role(*WRITERS)
        # A draft may still be offered in another network of its organisation.
        is_draft = self.specific.state == State.DRAFT and not self.specific.live
        return writes and (is_draft or participation(self.user).may_offer(self.specific))

    @cached_property
    def is_with_secretariat(self) -> bool:
        """Say whether the secretariat has the sheet before it: released, and not yet published."""
        if self.specific.state in IN_REVIEW_STATES:
            return True
        task = self.specific.current_workflow_task
        return self.specific.live and isinstance(task, LifeTask) and not isinstance(task, ReleaseTask)

    def can_edit(self):
        if not self.user.is_active or not self.sees or self.specific.state in CLOSED:
            return False
        if self.user.is_superuser or self.is_writer:
            return True
        if not is_secretariat_of_another(self.specific, self.user):
            return False
        if self.is_with_secretariat:
            return True
        return waits_for_translations(self.specific)

    def can_add_subpage(self):
        return False

    def can_publish(self):
        return False

    def can_unpublish(self):
        return False

    def can_publish_subpage(self):
        return False

    def can_submit_for_moderation(self):
        return False

    def can_delete(self, ignore_bulk=False):
        # What has a reference leaves a tombstone: it is withdrawn, never deleted.
        sheet = self.specific
        if sheet.reference or sheet.live or sheet.state != State.DRAFT or not self.can_edit():
            return False
        return self.user.is_superuser or sheet.owner_id == self.user.pk

    def can_move(self):
        return False

    def can_lock(self):
        return False
