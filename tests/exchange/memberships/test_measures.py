import datetime as dt

import pytest
from django.utils import timezone

from exchange.memberships import actions
from exchange.models import Measure
from exchange.models import MembershipState as State
from exchange.models.decisions import MeasureKind
from exchange.refusal import Refused
from exchange.viewers import viewer_of
from tests.exchange.memberships.world import REASON, fresh


def later(days):
    return timezone.localdate() + dt.timedelta(days=days)


class TestNotice:
    def test_says_the_reason_and_leaves_fifteen_days(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)

        assert (measure.reason, measure.reply_until) == (REASON, later(15))
        assert fresh(measure.membership).state == State.ACTIVE

    @pytest.mark.parametrize("kind", [MeasureKind.SUSPENSION, MeasureKind.EXCLUSION])
    def test_no_rung_is_left_out(self, world, kind):
        with pytest.raises(Refused):
            world.noticed(world.active(), kind)
        assert not Measure.objects.exists()

    def test_needs_a_reason_and_is_the_committees(self, world):
        membership = world.active()

        with pytest.raises(Refused, match="reason"):
            actions.give_notice_of_measure(membership, kind="warning", reason="  ", by=world.committee)
        for person in (world.editor, world.administrator, world.sponsor):
            with pytest.raises(Refused):
                actions.give_notice_of_measure(membership, kind="warning", reason=REASON, by=person)

    def test_one_at_a_time(self, world):
        membership = world.active()
        world.noticed(membership, MeasureKind.WARNING)

        with pytest.raises(Refused, match="already being considered"):
            world.noticed(membership, MeasureKind.WARNING)


class TestReply:
    def test_is_the_bodys_once(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)

        for person in (world.sponsor, world.committee):
            with pytest.raises(Refused):
                actions.reply(measure, text="Pas moi.", by=person)
        actions.reply(measure, text="Voici.", by=world.administrator)
        with pytest.raises(Refused, match="already replied"):
            actions.reply(measure, text="Encore.", by=world.administrator)

        measure.refresh_from_db()
        assert measure.reply == "Voici."

    def test_comes_within_its_days(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)
        Measure.objects.update(reply_until=later(-1))

        with pytest.raises(Refused, match="over"):
            actions.reply(measure, text="Trop tard.", by=world.administrator)


class TestDecide:
    def decide(self, world, measure, **options):
        given = {"applies": True, "votes": world.votes(2), "reason": REASON, "by": world.committee}
        return actions.decide_measure(measure, **given | options)

    def test_not_before_the_body_could_reply(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)

        with pytest.raises(Refused, match="may still reply"):
            self.decide(world, measure)
        Measure.objects.update(reply_until=later(-1))
        assert self.decide(world, measure).state == State.WARNED

    def test_a_suspension_takes_the_rights_of_members_at_once_and_has_an_end(self, world):
        membership = world.suspended(days=60)

        assert membership.suspended_until == later(60)
        viewer = viewer_of(world.administrator)
        assert not viewer.is_member
        assert f"organisation:{world.body.pk}" in viewer.tokens

    @pytest.mark.parametrize("days", [None, 0, -1, 190])
    def test_a_suspension_ends_within_six_months(self, world, days):
        measure = world.noticed(world.warned(), MeasureKind.SUSPENSION)
        actions.reply(measure, text="Voici.", by=world.administrator)

        with pytest.raises(Refused, match="last day"):
            self.decide(world, measure, until=days if days is None else later(days))
        assert fresh(measure.membership).state == State.WARNED

    @pytest.mark.parametrize(("votes", "excluded"), [((2, 0), True), ((1, 1), False), ((1, 0, 1), False)])
    def test_an_exclusion_needs_two_thirds(self, world, votes, excluded):
        measure = world.noticed(world.suspended(), MeasureKind.EXCLUSION)
        actions.reply(measure, text="Voici.", by=world.administrator)

        if excluded:
            assert self.decide(world, measure, votes=world.votes(*votes)).state == State.SUSPENDED
            membership = actions.confirm_exclusion(measure, by=world.other_committee)
            assert (membership.state, membership.left_on) == (State.EXCLUDED, timezone.localdate())
        else:
            with pytest.raises(Refused, match="two thirds"):
                self.decide(world, measure, votes=world.votes(*votes))
            assert fresh(measure.membership).state == State.SUSPENDED

    def test_an_exclusion_is_confirmed_by_a_second_account(self, world):
        measure = world.noticed(world.suspended(), MeasureKind.EXCLUSION)
        actions.reply(measure, text="Voici.", by=world.administrator)
        self.decide(world, measure)

        with pytest.raises(Refused, match="yourself"):
            actions.confirm_exclusion(measure, by=world.committee)
        with pytest.raises(Refused):
            actions.confirm_exclusion(measure, by=world.editor)
        actions.discard_proposal(measure, by=world.other_committee)
        with pytest.raises(Refused, match="no longer a recorded decision"):
            actions.confirm_exclusion(measure, by=world.other_committee)
        self.decide(world, measure, by=world.other_committee)
        membership = actions.confirm_exclusion(measure, by=world.committee)

        assert membership.state == State.EXCLUDED
        decision = membership.decisions.newest_first().first()
        assert decision.facts["recorded_by"] == world.other_committee.pk
        assert set(decision.facts["ballots"].values()) == {"in_favour"}

    def test_what_carried_is_not_recorded_as_dropped(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)
        actions.reply(measure, text="Voici.", by=world.administrator)

        with pytest.raises(Refused, match="carry the measure"):
            self.decide(world, measure, applies=False)
        with pytest.raises(Refused, match="not enough"):
            self.decide(world, measure, votes=world.votes(0, 2))
        assert fresh(measure.membership).state == State.ACTIVE

    def test_is_dropped_when_the_votes_do_not_carry_it(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)
        actions.reply(measure, text="Voici.", by=world.administrator)

        membership = self.decide(world, measure, applies=False, votes=world.votes(0, 2))

        measure.refresh_from_db()
        assert (membership.state, measure.applied) == (State.ACTIVE, False)

    def test_is_decided_once(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)
        actions.reply(measure, text="Voici.", by=world.administrator)
        self.decide(world, measure)

        with pytest.raises(Refused, match="already been decided"):
            self.decide(world, measure, by=world.other_committee)


class TestLift:
    def test_gives_the_rights_back(self, world):
        membership = actions.lift(world.suspended(), votes=world.votes(2), reason=REASON, by=world.committee)

        assert (membership.state, membership.suspended_until) == (State.ACTIVE, None)
        assert viewer_of(world.administrator).is_member

    def test_needs_votes_that_carry_and_nothing_open(self, world):
        membership = world.suspended()
        with pytest.raises(Refused):
            actions.lift(membership, votes=world.votes(1, 1), reason=REASON, by=world.committee)

        world.noticed(membership, MeasureKind.EXCLUSION)
        with pytest.raises(Refused, match="decide on it first"):
            actions.lift(membership, votes=world.votes(2), reason=REASON, by=world.committee)
