"""Who reviews a sheet, and what follows from what they say."""

import datetime as dt

import pytest
from django.utils import timezone

from exchange.audiences import State, desk_token
from exchange.models import ReviewStep, Verdict
from practices import actions
from tests.factories import (
    AssignmentFactory,
    EvidenceLevelFactory,
    UserFactory,
)
from tests.practices.cast import body, cast, fresh
from tests.practices.steps import (
    admissible,
    far_reviewer_of,
    home_approved,
    resubmitted,
)

pytestmark = pytest.mark.django_db


class TestReview:
    def test_asks_one_reviewer_of_each_shore(self):
        world = cast()
        sheet = home_approved(world)

        home, far = sheet.assignments.order_by("pk")

        assert (home.step, home.reviewer) == (ReviewStep.HOME, world.home_reviewer)
        assert far.reviewer.organisation.shore != world.owner.shore
        assert far.due_on == timezone.localdate() + dt.timedelta(days=30)

    def test_prefers_members_then_those_with_the_least_to_do(self):
        world = cast()
        associate = body(world.network, name_fr="École")
        associate.memberships.update(category="associate")
        UserFactory(organisation=associate, roles=["reviewer"])
        busy = world.home_reviewer
        AssignmentFactory(reviewer=busy)
        free = UserFactory(organisation=world.neighbour, roles=["reviewer"])

        sheet = admissible(world)

        assert sheet.assignments.get().reviewer == free

    def test_waits_for_the_secretariat_without_a_reviewer(self):
        world = cast()
        world.neighbour.memberships.update(state="suspended")

        sheet = admissible(world)

        assert sheet.state == State.ADMISSIBLE
        assert not sheet.assignments.exists()
        world.neighbour.memberships.update(state="active")
        actions.reassign(sheet, reviewer=world.home_reviewer, by=world.editor)
        assert fresh(sheet).state == State.HOME_REVIEW

    def test_refuses_who_was_not_asked(self):
        world = cast()
        sheet = admissible(world)

        for name in ("author", "lead", "own_reviewer", "editor", "administrator", "far_reviewer"):
            with pytest.raises(actions.Refused):
                actions.review(sheet, verdict=Verdict.APPROVE, by=getattr(world, name))

    def test_refuses_a_reviewer_whose_body_was_suspended_meanwhile(self):
        world = cast()
        sheet = admissible(world)
        world.neighbour.memberships.update(state="suspended")

        with pytest.raises(actions.Refused):
            actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)

    def test_wants_words_unless_it_approves(self):
        world = cast()
        sheet = admissible(world)

        for verdict in (Verdict.REQUEST_CHANGES, Verdict.DECLINE):
            with pytest.raises(actions.NotReady):
                actions.review(sheet, verdict=verdict, by=world.home_reviewer, comment="  ")

    def test_comes_back_to_the_same_reviewer_after_changes(self):
        world = cast()
        sheet = admissible(world)

        sheet = actions.review(
            sheet, verdict=Verdict.REQUEST_CHANGES, by=world.home_reviewer, comment="Étapes ?"
        )
        assert sheet.state == State.CHANGES_REQUESTED
        assert sheet.assignments.open().get().reviewer == world.home_reviewer
        with pytest.raises(actions.Refused):
            actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)

        sheet = resubmitted(world, sheet)
        assert sheet.state == State.HOME_REVIEW
        assert sheet.assignments.count() == 1
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        assert sheet.state == State.FAR_REVIEW

    def test_asks_a_third_reviewer_when_two_disagree(self):
        world = cast()
        sheet = home_approved(world)

        sheet = actions.review(
            sheet, verdict=Verdict.DECLINE, by=far_reviewer_of(sheet), comment="Trop local."
        )

        third = sheet.assignments.open().get()
        assert (sheet.state, third.step) == (State.THIRD_REVIEW, ReviewStep.THIRD)
        assert third.reviewer not in {world.home_reviewer, world.own_reviewer}
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=third.reviewer)
        assert sheet.state == State.APPROVED

    def test_asks_a_third_reviewer_when_the_first_declined(self):
        world = cast()
        sheet = admissible(world)
        sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=world.home_reviewer, comment="Déjà connu.")
        assert sheet.state == State.FAR_REVIEW

        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet))

        assert sheet.state == State.THIRD_REVIEW

    def test_goes_back_to_the_desk_when_the_third_declines(self):
        world = cast()
        sheet = home_approved(world)
        sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=far_reviewer_of(sheet), comment="Non.")

        third = sheet.assignments.open().get().reviewer
        sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=third, comment="Non plus.")

        assert (sheet.state, sheet.tokens) == (State.DRAFT, [desk_token(world.owner.pk)])
        assert sheet.current_workflow_state is None
        assert not sheet.assignments.open().exists()

    def test_goes_back_to_the_desk_when_both_decline(self):
        world = cast()
        sheet = admissible(world)
        sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=world.home_reviewer, comment="Non.")

        sheet = actions.review(sheet, verdict=Verdict.DECLINE, by=far_reviewer_of(sheet), comment="Non.")

        assert sheet.state == State.DRAFT
        # There is a way back, and it keeps the reference.
        again = actions.submit(sheet, by=world.author)
        assert again.reference == sheet.reference

    def test_lets_reviewers_lower_the_evidence_level_only(self):
        world = cast()
        sheet = admissible(world)
        higher = EvidenceLevelFactory(level=4)

        with pytest.raises(actions.NotReady):
            actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer, evidence_level=higher)
        sheet = actions.review(
            sheet,
            verdict=Verdict.APPROVE,
            by=world.home_reviewer,
            evidence_level=EvidenceLevelFactory(level=1),
        )

        assert sheet.evidence_level_confirmed.level == 1


class TestReassign:
    def test_asks_another_eligible_reviewer(self):
        world = cast()
        sheet = admissible(world)
        other = UserFactory(organisation=world.neighbour, roles=["reviewer"])

        actions.reassign(sheet, reviewer=other, by=world.editor)

        assert sheet.assignments.open().get().reviewer == other
        assert fresh(sheet).current_workflow_task.may_act(fresh(sheet), other)
        assert not fresh(sheet).current_workflow_task.may_act(fresh(sheet), world.home_reviewer)

    def test_refuses_who_may_not_review(self):
        world = cast()
        sheet = admissible(world)

        for name in ("own_reviewer", "far_reviewer", "reader", "author"):
            with pytest.raises(actions.NotReady):
                actions.reassign(sheet, reviewer=getattr(world, name), by=world.editor)

    def test_is_the_secretariats(self):
        world = cast()
        sheet = admissible(world)

        with pytest.raises(actions.Refused):
            actions.reassign(sheet, reviewer=world.home_reviewer, by=world.lead)
