"""Who may do what to a sheet, written to be read aloud."""

from django.utils.translation import gettext as _

from exchange.audiences import (
    EDITORIAL,
    PUBLISHED_STATES,
    Audience,
    State,
    desk_token,
    page_token,
    protocol_token,
)
from exchange.models import Dispute, RoleName
from exchange.models.people import SECRETARIAT, SPEAKERS, WRITERS
from exchange.policies import PagePolicy, belongs_to_member, contributes, participation
from exchange.viewers import viewer_of
from practices.corrections import is_correction
from practices.models import CompletionTask, LifeTask, Practice, ReleaseTask
from practices.models.appeals import hears_appeal, refused_review
from practices.models.freezes import open_freeze
from practices.models.release import leads_who_may_release
from practices.models.review import is_secretariat_of_another
from practices.rights import CLOSED, PracticeRights, waits_for_translations

AT_REST = frozenset({State.DRAFT, State.CHANGES_REQUESTED, *PUBLISHED_STATES})
GUARDIANS = (RoleName.REVIEWER, *SECRETARIAT, RoleName.COMMITTEE)
OWN_GUARDIANS = (RoleName.AUTHOR, RoleName.CONTENT_LEAD, RoleName.PRIVACY_DELEGATE)


class PracticePolicy(PagePolicy):
    """Answers may-this-person questions about sheets, for actions and for what a view offers."""

    rights = PracticeRights

    def may_submit(self, user, practice) -> bool:
        """Let authors and content leads submit what their own contributing body wrote."""
        waits_for_body = isinstance(practice.current_workflow_task, CompletionTask)
        at_rest = practice.state in AT_REST and not practice.workflow_in_progress
        return (
            (at_rest or (waits_for_body and practice.state not in CLOSED))
            and not practice.locked
            and self.writes_for_body(user, practice)
        )

    def may_take_back(self, user, practice) -> bool:
        under_way = practice.state not in CLOSED and practice.current_workflow_state is not None
        return under_way and self.writes_for_body(user, practice)

    def may_decide(self, user, practice) -> bool:
        """Each step says itself who decides; nothing is decided about what is frozen or withdrawn."""
        task = practice.current_workflow_task
        if practice.state in CLOSED or not isinstance(task, LifeTask) or not user.is_active:
            return False
        # To confirm a release is the one decision that needs no reading.
        reads = practice.live or isinstance(task, ReleaseTask) or viewer_of(user).opens(practice.tokens)
        return reads and task.may_act(practice, user)

    def may_read(self, user, practice) -> bool:
        """Whoever holds a token of what is not published, or decides about it now, reads the latest version.

        A release confirmed by the secretariat is confirmed without reading: the sheet is not released yet.
        """
        if not user.is_active:
            return False
        viewer = viewer_of(user)
        if viewer.opens(desk_token(pk) for pk in practice.owner_ids()) or hears_appeal(practice, user):
            return True
        if self.is_asked_to_share(user, practice):
            return practice.audience != Audience.PARTIES or viewer.opens(
                [protocol_token(practice.protocol_id)]
            )
        if practice.live:
            if is_secretariat_of_another(practice, user) and waits_for_translations(practice):
                return viewer.opens(practice.tokens)
            released = not isinstance(practice.current_workflow_task, ReleaseTask)
            return released and self.may_decide(user, practice)
        return viewer.opens(practice.tokens)

    def may_read_remarks(self, user, practice) -> bool:
        """Remarks are for the body, for whoever decides about the sheet now, and for the secretariat."""
        if not user.is_active:
            return False
        viewer = viewer_of(user)
        if viewer.opens(desk_token(pk) for pk in practice.owner_ids()) or hears_appeal(practice, user):
            return True
        if practice.live:
            return self.may_read(user, practice) and self.may_decide(user, practice)
        return viewer.opens({page_token(practice.pk), EDITORIAL}.intersection(practice.tokens))

    def may_answer_remarks(self, user, practice) -> bool:
        return practice.state not in CLOSED and self.writes_for_owner(user, practice)

    def may_appeal(self, user, practice) -> bool:
        """Let whoever writes for the body appeal once against a refusal."""
        if practice.state not in AT_REST or not self.writes_for_owner(user, practice):
            return False
        review = refused_review(practice)
        return review is not None and not practice.appeals.filter(review=review).exists()

    def may_decide_appeal(self, user, practice) -> bool:
        return practice.state not in CLOSED and hears_appeal(practice, user)

    def may_publish_translations(self, user, practice) -> bool:
        """Let the secretariat publish what it translated of what is published."""
        editorial = is_secretariat_of_another(practice, user) and viewer_of(user).opens(practice.tokens)
        return editorial and practice.has_unpublished_changes and waits_for_translations(practice)

    def may_send_to_review(self, user, practice) -> bool:
        """Let whoever releases or publishes a small correction say that it is more."""
        return (
            practice.live
            and is_correction(practice.current_workflow_state)
            and self.may_decide(user, practice)
        )

    def may_reassign(self, user, practice) -> bool:
        return practice.state not in CLOSED and is_secretariat_of_another(practice, user)

    def may_freeze(self, user, practice) -> bool:
        """Let whoever answers for a sheet, reviews, edits or governs stop it in an emergency, if they see it."""
        if practice.state in {State.DRAFT, State.SUBMITTED, *CLOSED} or not user.is_active:
            return False
        own = user.organisation_id in practice.owner_ids() and user.has_role(*OWN_GUARDIANS)
        guards = own or user.has_role(*GUARDIANS) or self.disputes(user, practice)
        return guards and viewer_of(user).opens(practice.tokens)

    def disputes(self, user, practice) -> bool:
        """Say whether this person speaks for a side of an open dispute about the sheet."""
        return self.open_dispute(user, practice) is not None

    def open_dispute(self, user, practice) -> Dispute | None:
        if user.organisation_id is None or not user.has_role(*SPEAKERS):
            return None
        return Dispute.objects.open().of_body(user.organisation_id).filter(page=practice.pk).first()

    def dispute_behind(self, user, practice) -> Dispute | None:
        """Return the dispute on which somebody's right to freeze rests, if it rests on nothing else."""
        own = user.organisation_id in practice.owner_ids() and user.has_role(*OWN_GUARDIANS)
        return None if own or user.has_role(*GUARDIANS) else self.open_dispute(user, practice)

    def may_confirm_freeze(self, user, practice) -> bool:
        """Let committee or secretariat confirm what somebody else froze for somebody else."""
        made = open_freeze(practice) if practice.state == State.FROZEN else None
        if (
            made is None
            or made.lapses_on is None
            or made.confirmed_at
            or not self.may_unfreeze(user, practice)
        ):
            return False
        own = user.organisation_id is not None and user.organisation_id in (
            made.organisation_id,
            *practice.owner_ids(),
        )
        return made.made_by_id != user.pk and not own

    def may_unfreeze(self, user, practice) -> bool:
        governs = user.is_active and user.has_role(RoleName.COMMITTEE)
        governs = governs and user.organisation_id not in practice.owner_ids()
        return practice.state == State.FROZEN and (governs or is_secretariat_of_another(practice, user))

    def may_withdraw(self, user, practice) -> bool:
        """Let the body take back what was published, also while it is suspended; secretariat or committee take it off."""
        if practice.state == State.WITHDRAWN or not practice.live:
            return False
        own = self.leads_owner(user, practice) and belongs_to_member(user)
        return own or self.governs(user, practice)

    def may_archive(self, user, practice) -> bool:
        return practice.state in (State.PUBLISHED, State.REVIEW_DUE) and (
            self.decides_for_owner(user, practice) or self.governs(user, practice)
        )

    def may_confirm(self, user, practice) -> bool:
        """Let the body say that its sheet still holds."""
        return practice.state in PUBLISHED_STATES and self.decides_for_owner(user, practice)

    def may_change_audience(self, user, practice) -> bool:
        """Let the content lead of the owner say who reads what is published."""
        return practice.live and practice.state in PUBLISHED_STATES and self.leads_owner(user, practice)

    def may_widen(self, user, practice) -> bool:
        """Let more people read it only while the body contributes: one that left has its choices instead."""
        return self.may_change_audience(user, practice) and self.decides_for_owner(user, practice)

    def may_declare_adoption(self, user, practice) -> bool:
        """Writers of another contributing body say « we use it too » of what they can read."""
        return (
            practice.is_published
            and user.is_active
            and user.organisation_id not in practice.owner_ids()
            and user.has_role(*WRITERS)
            and participation(user).may_take_part(practice)
            and viewer_of(user).opens(practice.tokens)
        )

    def may_withdraw_adoption(self, user, adoption) -> bool:
        """Let the body that said « we use it too » unsay it, whatever became of its membership."""
        own = user.organisation_id is not None and user.organisation_id == adoption.organisation_id
        return user.is_active and own and user.has_role(*WRITERS)

    def is_asked_to_share(self, user, practice) -> bool:
        """Say whether this person's body was named as co-owner and has not answered yet."""
        asked = (row for row in practice.co_owners.all() if row.accepted_at is None)
        return any(self.may_accept_co_ownership(user, row) for row in asked)

    def may_accept_co_ownership(self, user, row) -> bool:
        return (
            user.is_active
            and user.organisation_id == row.organisation_id
            and user.has_role(RoleName.CONTENT_LEAD)
            and participation(user).may_take_part(row.practice)
        )

    def may_step_out(self, user, practice) -> bool:
        """Let an organisation that was named, or has accepted, answer for a practice no longer."""
        if not user.is_active or practice.state == State.WITHDRAWN or user.organisation_id is None:
            return False
        named = any(row.organisation_id == user.organisation_id for row in practice.co_owners.all())
        return named and user.has_role(RoleName.CONTENT_LEAD)

    def writes_for_owner(self, user, practice) -> bool:
        """Say whether this person writes for the owner, where the practice is offered."""
        return self.writes_for_body(user, practice) and participation(user).may_offer(practice)

    def writes_for_body(self, user, practice) -> bool:
        """Say whether this person writes for the owner; in which network is asked of the version that goes out."""
        return user.organisation_id == practice.organisation_id and self.writes_anywhere(user)

    def writes_anywhere(self, user) -> bool:
        return user.is_active and user.has_role(*WRITERS) and contributes(user)

    def leads_owner(self, user, practice) -> bool:
        own = user.is_active and user.organisation_id == practice.organisation_id
        return own and user.has_role(RoleName.CONTENT_LEAD)

    def decides_for_owner(self, user, practice) -> bool:
        """Say whether a content lead decides at once: a body that left asks, and waits for its date."""
        return self.leads_owner(user, practice) and participation(user).may_offer(practice)

    def governs(self, user, practice) -> bool:
        if is_secretariat_of_another(practice, user):
            return viewer_of(user).opens(practice.tokens)
        return user.is_active and user.has_role(RoleName.COMMITTEE) and practice.state == State.FROZEN


policy = PracticePolicy(Practice)


def why_not_release(user, practice) -> str:
    """Return why a content lead may not release a sheet of their organisation, and who may; else nothing."""
    if not isinstance(practice.current_workflow_task, ReleaseTask) or not policy.leads_owner(user, practice):
        return ""
    return why_others_release(user, leads_who_may_release(practice))


def why_others_release(user, others) -> str:
    """Return that somebody else releases what this person wrote, and who; nothing if they may release it."""
    if user in others:
        return ""
    if others:
        text = _("You wrote, changed or submitted this version: somebody else has to release it (%(names)s).")
        return text % {"names": ", ".join(sorted(person.get_full_name() for person in others))}
    return _(
        "You wrote, changed or submitted this version, and your organisation has no other content lead: "
        "the secretariat confirms the release with the head of your organisation, by e-mail."
    )
