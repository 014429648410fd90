import datetime as dt

import pytest
from django.utils import timezone

from exchange.memberships import actions
from exchange.memberships.rules import Votes
from exchange.models import Measure
from exchange.models import MembershipState as State
from exchange.models.decisions import MeasureKind
from exchange.refusal import Refused
from exchange.viewers import viewer_of
from tests.exchange.memberships.world import REASON, UNANIMOUS, fresh


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
        given = {"applies": True, "votes": UNANIMOUS, "reason": REASON, "by": world.committee}
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
        tokens = viewer_of(world.administrator).tokens
        assert "members" not in tokens
        assert f"organisation:{world.body.pk}" in tokens

    @pytest.mark.parametrize("days", [None, 0, -1, 190])
    def test_a_suspension_ends_within_six_months(self, world, days):
        measure = world.noticed(world.warned(), MeasureKind.SUSPENSION)
        actions.reply(measure, text="Voici.", by=world.administrator)

        with pytest.raises(Refused, match="last day"):
            self.decide(world, measure, until=days if days is None else later(days))
        assert fresh(measure.membership).state == State.WARNED

    @pytest.mark.parametrize(
        ("votes", "excluded"), [(Votes(2, 0), True), (Votes(1, 1), False), (Votes(1, 0, 1), False)]
    )
    def test_an_exclusion_needs_two_thirds(self, world, votes, excluded):
        measure = world.noticed(world.suspended(), MeasureKind.EXCLUSION)
        actions.reply(measure, text="Voici.", by=world.administrator)

        if excluded:
            membership = self.decide(world, measure, votes=votes)
            assert (membership.state, membership.left_on) == (State.EXCLUDED, timezone.localdate())
        else:
            with pytest.raises(Refused, match="two thirds"):
                self.decide(world, measure, votes=votes)
            assert fresh(measure.membership).state == State.SUSPENDED

    def test_can_be_dropped_whatever_the_votes(self, world):
        measure = world.noticed(world.active(), MeasureKind.WARNING)
        actions.reply(measure, text="Voici.", by=world.administrator)

        membership = self.decide(world, measure, applies=False, votes=Votes(0, 2))

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
        membership = actions.lift(world.suspended(), votes=UNANIMOUS, reason=REASON, by=world.committee)

        assert (membership.state, membership.suspended_until) == (State.ACTIVE, None)
        assert "members" in viewer_of(world.administrator).tokens

    def test_needs_votes_that_carry_and_nothing_open(self, world):
        membership = world.suspended()
        with pytest.raises(Refused):
            actions.lift(membership, votes=Votes(1, 1), reason=REASON, by=world.committee)

        world.noticed(membership, MeasureKind.EXCLUSION)
        with pytest.raises(Refused, match="decide on it first"):
            actions.lift(membership, votes=UNANIMOUS, reason=REASON, by=world.committee)
