"""What one person may do to seminars and talks in Wagtail's editor; the steps of a talk are actions of their own."""

from exchange.audiences import State
from exchange.models import Provenance
from exchange.policies import PageRights
from practices.rights import waits_for_translations

CLOSED = frozenset({State.FROZEN, State.WITHDRAWN})


class SeminarRights(PageRights):
    def can_publish_subpage(self):
        # Below a seminar stand its talks: whose they are is known once they are saved, and who agrees, later.
        return False


class TalkRights(PageRights):
    """The secretariat writes what it enters, and translates what is published; it publishes no words of others."""

    @property
    def is_of_member(self) -> bool:
        """Say whether its organisation answers for the words; what documents a past seminar, the secretariat keeps."""
        return self.specific.provenance == Provenance.MEMBER

    def can_edit(self):
        talk = self.specific
        if not super().can_edit() or talk.state in CLOSED or talk.workflow_in_progress:
            return False
        # A next version that its organisation has begun is not for others yet.
        return not talk.live or not self.is_of_member or waits_for_translations(talk)

    def can_publish(self):
        return not self.is_of_member and super().can_publish()

    def can_unpublish(self):
        return self.page.live and not self.page_locked() and super().can_publish()

    def can_submit_for_moderation(self):
        return False

    def can_move(self):
        return False
