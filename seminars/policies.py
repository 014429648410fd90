"""Who may do what to a talk, written to be read aloud."""

from django.utils.translation import gettext as _

from exchange.audiences import PUBLISHED_STATES, State, desk_token
from exchange.models import Provenance, RoleName
from exchange.models.people import SECRETARIAT, SPEAKERS, WRITERS
from exchange.policies import PagePolicy, contributes
from exchange.viewers import viewer_of
from practices.models import LifeTask
from practices.models.release import leads_who_may_release
from practices.models.review import is_secretariat_of_another
from practices.policies import why_others_release
from practices.rights import waits_for_translations
from seminars.models import HostsTask, Seminar, Talk, TalkReleaseTask
from seminars.models.life import is_entered_for_its_body, who_may_confirm
from seminars.rights import CLOSED, SeminarRights, TalkRights


class SeminarPolicy(PagePolicy):
    rights = SeminarRights


class TalkPolicy(PagePolicy):
    """Answers may-this-person questions about talks, for actions and for what a view offers."""

    rights = TalkRights

    def writes_anywhere(self, user) -> bool:
        return user.is_active and user.has_role(*WRITERS) and contributes(user)

    def writes_for_owner(self, user, talk) -> bool:
        return user.organisation_id == talk.organisation_id and self.writes_anywhere(user)

    def may_propose(self, user, seminar) -> bool:
        """Let authors and content leads of a contributing organisation propose while the call is open."""
        return self.writes_anywhere(user) and seminar.takes_talks_of(user.organisation)

    def may_write(self, user, talk) -> bool:
        """Let them change their talk while nobody decides about it; what is published gets a next version."""
        at_rest = talk.state in {State.DRAFT, *PUBLISHED_STATES} and not talk.workflow_in_progress
        return at_rest and not talk.locked and self.writes_for_owner(user, talk)

    def may_enter(self, user, talk) -> bool:
        """Let the secretariat ask an organisation to agree to what it entered in its name."""
        if not is_secretariat_of_another(talk, user) or talk.provenance != Provenance.MEMBER:
            return False
        if talk.workflow_in_progress or talk.locked or not viewer_of(user).opens(talk.tokens):
            return False
        if talk.live:
            return talk.state not in CLOSED and talk.has_unpublished_changes and waits_for_translations(talk)
        return talk.state == State.DRAFT

    def may_submit(self, user, talk) -> bool:
        return self.may_write(user, talk) or self.may_enter(user, talk)

    def may_take_back(self, user, talk) -> bool:
        state = talk.current_workflow_state
        if talk.state in CLOSED or state is None:
            return False
        return self.writes_for_owner(user, talk) or (
            state.requested_by_id == user.pk and is_secretariat_of_another(talk, user)
        )

    def may_decide(self, user, talk) -> bool:
        """Each step says itself who decides; nothing is decided about what is withdrawn."""
        task = talk.current_workflow_task
        return (
            talk.state not in CLOSED
            and isinstance(task, LifeTask)
            and user.is_active
            and task.may_act(talk, user)
        )

    def may_read(self, user, talk) -> bool:
        """Whoever holds a token of what is not published, or decides about it as a host, reads the latest version.

        A release confirmed by the secretariat is confirmed without reading: the talk is not released yet.
        """
        if not user.is_active:
            return False
        viewer = viewer_of(user)
        if viewer.opens(desk_token(pk) for pk in talk.owner_ids()):
            return True
        if talk.live:
            is_asked = isinstance(talk.current_workflow_task, HostsTask) and self.may_decide(user, talk)
            editorial = is_secretariat_of_another(talk, user) and viewer.opens(talk.tokens)
            return is_asked or (editorial and waits_for_translations(talk))
        return talk.state not in CLOSED and viewer.opens(talk.tokens)

    def may_publish_translations(self, user, talk) -> bool:
        """Let the secretariat publish what it translated of what is published."""
        editorial = is_secretariat_of_another(talk, user) and viewer_of(user).opens(talk.tokens)
        return (
            editorial
            and talk.provenance == Provenance.MEMBER
            and talk.has_unpublished_changes
            and waits_for_translations(talk)
        )

    def may_withdraw(self, user, talk) -> bool:
        """Let the organisation take a published talk back, and the secretariat take it off."""
        if not talk.live or talk.state not in PUBLISHED_STATES:
            return False
        own = user.organisation_id == talk.organisation_id and user.has_role(RoleName.CONTENT_LEAD)
        if own:
            return contributes(user)
        return is_secretariat_of_another(talk, user) and viewer_of(user).opens(talk.tokens)

    def may_discard(self, user, talk) -> bool:
        """Let its organisation delete what was never published and waits for nobody."""
        fresh = not talk.live and talk.first_published_at is None and talk.state == State.DRAFT
        return fresh and talk.current_workflow_state is None and self.writes_for_owner(user, talk)

    def follows_talks(self, user) -> bool:
        """Say whether there is a list of talks for this person: their organisation's, or those to decide about."""
        return user.is_active and user.has_role(*WRITERS, *SPEAKERS, *SECRETARIAT)


policy = TalkPolicy(Talk)
seminar_policy = SeminarPolicy(Seminar)


def why_not_propose(user, seminar) -> str:
    """Return why this person may propose no talk to a seminar, and what to do; else nothing."""
    if seminar.talks_until is None or not seminar.live:
        return _("This seminar has no call for talks.")
    if user.organisation_id is None or not user.has_role(*WRITERS):
        return _(
            "Authors and content leads of a member organisation propose talks. Ask the administrator of your "
            "organisation for that role."
        )
    if not contributes(user):
        return _("Your organisation may offer nothing new at present: see “Our membership” for the reason.")
    if not seminar.takes_talks_of(user.organisation):
        return _("The call for talks is closed. Write to the hosts if you have an arrangement with them.")
    return ""


def why_not_release(user, talk) -> str:
    """Return why somebody may not release a talk of their organisation, and who may; else nothing."""
    own = user.organisation_id == talk.organisation_id and user.has_role(*SPEAKERS)
    if not own or not isinstance(talk.current_workflow_task, TalkReleaseTask):
        return ""
    if is_entered_for_its_body(talk):
        others = who_may_confirm(talk)
    elif user.has_role(RoleName.CONTENT_LEAD):
        others = leads_who_may_release(talk)
    else:
        return ""
    return why_others_release(user, others)
