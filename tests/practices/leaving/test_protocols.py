"""A protocol ends: what was kept among its parties goes back to each, and then goes."""

import datetime as dt

import pytest
from wagtail.models import ModelLogEntry

from exchange.audiences import Audience, State
from exchange.models import Protocol, ProtocolState
from practices import actions as life
from practices.leaving import actions
from practices.leaving.plan import Deed, plan_of
from practices.models import Departure
from tests.factories import PracticeFactory, ProtocolFactory, UserFactory
from tests.practices.leaving.world import let_days_pass, sheet

pytestmark = pytest.mark.django_db


def end(world, clock) -> Departure:
    Protocol.objects.filter(pk=world.protocol.pk).update(state=ProtocolState.ENDED)
    let_days_pass(clock, 0)
    return Departure.objects.get(organisation=world.owner)


class TestEnd:
    def test_hides_from_the_other_parties_and_waits_a_year(self, world, clock, client):
        reader = UserFactory(organisation=world.far, roles=["reader"])
        client.force_login(reader)
        address = world.sheets.parties.url
        assert client.get(address).status_code == 200

        departure = end(world, clock)

        assert client.get(address).status_code in (403, 404)
        assert world.sheets.parties.heading not in client.get(address).content.decode()
        client.force_login(world.author)
        assert client.get(address).status_code == 200
        (line,) = plan_of(departure).lines
        assert (line.sheet, line.deed, line.on) == (world.sheets.parties, Deed.DELETE, dt.date(2028, 3, 1))
        assert {row.organisation for row in Departure.objects.all()} == {world.owner, world.far}

    def test_leaves_a_tombstone_to_its_body_after_twelve_months(self, world, clock, client):
        end(world, clock)
        let_days_pass(clock, 336)
        let_days_pass(clock, 29)
        assert sheet(world.sheets.parties).state == State.PUBLISHED

        let_days_pass(clock, 1)

        gone = sheet(world.sheets.parties)
        assert (gone.state, gone.summary) == (State.WITHDRAWN, "")
        client.force_login(world.author)
        assert client.get(gone.url).status_code == 410
        client.force_login(world.stranger)
        assert client.get(gone.url).status_code == 404

    def test_spares_what_the_owner_opens_or_moves_to_another_protocol(self, world, clock):
        departure = end(world, clock)
        other = ProtocolFactory(parties=[world.owner, world.neighbour])
        second = PracticeFactory(
            organisation=world.owner, parties=True, protocol=world.protocol, reference="BE-5344-0009"
        )
        life.change_audience(
            world.sheets.parties, audience="members", by=world.lead, reason="Pour tous les membres."
        )
        life.change_audience(
            second, audience="parties", protocol=other, by=world.lead, reason="Autre accord."
        )

        assert plan_of(departure).lines == []
        let_days_pass(clock, 800)

        assert sheet(world.sheets.parties).audience == Audience.MEMBERS
        assert sheet(second).state == State.PUBLISHED

    def test_is_taken_back_when_the_protocol_goes_on(self, world, clock):
        departure = end(world, clock)

        Protocol.objects.filter(pk=world.protocol.pk).update(state=ProtocolState.IN_FORCE)
        let_days_pass(clock, 1)

        departure.refresh_from_db()
        assert departure.closed_on

    def test_is_foreseen_from_the_letter_of_denunciation(self, world, clock):
        ends_on = dt.date(2027, 6, 1)
        Protocol.objects.filter(pk=world.protocol.pk).update(state=ProtocolState.DENOUNCED, ended_on=ends_on)

        let_days_pass(clock, 1)

        departure = Departure.objects.get(organisation=world.owner)
        assert departure.effective_on == ends_on
        assert plan_of(departure).lines[0].on == dt.date(2028, 6, 1)


class TestCopies:
    def test_are_declared_destroyed_by_a_former_party(self, world, clock):
        end(world, clock)
        theirs = Departure.objects.get(organisation=world.far)
        leader = UserFactory(organisation=world.far, roles=["content_lead"])

        actions.declare_destroyed(theirs, by=leader, destroyed_on=dt.date(2027, 3, 1))

        theirs.refresh_from_db()
        assert (theirs.destroyed_on, theirs.declared_by) == (dt.date(2027, 3, 1), leader)
        assert ModelLogEntry.objects.filter(action="practices.declare_destroyed", user=leader).exists()

    def test_are_not_declared_by_strangers_nor_before_the_end(self, world, clock):
        leader = UserFactory(organisation=world.far, roles=["content_lead"])
        departure = end(world, clock)

        for person in (leader, world.author, world.stranger):
            with pytest.raises(life.Refused):
                actions.declare_destroyed(departure, by=person, destroyed_on=dt.date(2027, 3, 1))
