import datetime as dt

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from wagtail.models import ModelLogEntry

from exchange.models import Amendment, Capacity, Membership, Protocol, ProtocolState, Signature, Waiver
from exchange.models.clauses import AmendedClause, AmendmentDecision, AmendmentSignature
from exchange.protocols import actions
from exchange.protocols.states import BY_CALENDAR, TRANSITIONS, Event, can_happen
from exchange.refusal import Refused
from exchange.signals import protocol_changed
from exchange.typography import typographic
from exchange.viewers import viewer_of
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


def complete(protocol):
    """Let every party of two schools decide and sign."""
    for party in protocol.parties.all():
        party.decision_body, party.decided_on, party.decision_reference = "Conseil", TODAY, "2026-1"
        party.save()
        Signature.objects.create(
            party=party, name="Mme X", capacities=["directrice"], fills=["representative"]
        )
    return protocol


def amendment_of(protocol, *, signed=True, clauses=(), **fields):
    amendment = Amendment.objects.create(
        protocol=protocol, title="Avenant", **{"effective_on": TODAY, **fields}
    )
    for number, clause in enumerate(clauses):
        AmendedClause.objects.create(amendment=amendment, position=number, **clause)
    for party in protocol.parties.all() if signed else ():
        sign_amendment(amendment, party.organisation)
    return amendment


def sign_amendment(amendment, body, **fields):
    """Let a school decide about an amendment, and sign it."""
    AmendmentDecision.objects.create(
        amendment=amendment,
        organisation=body,
        decision_body="Conseil",
        decided_on=TODAY,
        decision_reference="2026-7",
    )
    given = {"name": "Mme X", "signed_on": TODAY, "fills": ["representative"], **fields}
    return AmendmentSignature.objects.create(amendment=amendment, organisation=body, **given)


class TestRecordProtocol:
    def protocol(self, zone, network, **fields):
        return actions.record_protocol(
            Protocol(
                title_fr="Protocole",
                kind="network",
                signed_on=dt.date(2016, 10, 13),
                accession_network=network,
                **fields,
            ),
            parties=[{"organisation_id": zone.pk}, {"organisation_id": network.pk}],
            signatures=[{"organisation_id": zone.pk, "name": "M. X", "capacities": ["chef", "président"]}],
            clauses=[{"number": "1", "title_fr": "Objet", "text_fr": "Échanger.", "origin": "documented"}],
        )

    @pytest.fixture
    def zone(self):
        return OrganisationFactory()

    @pytest.fixture
    def network(self):
        return OrganisationFactory(network=True)

    def test_lets_the_other_party_join(self, zone, network):
        protocol = self.protocol(zone, network, state="in_force")

        membership = Membership.objects.get()
        assert (membership.organisation, membership.protocol) == (zone, protocol)
        assert membership.accession_on == protocol.signed_on

    def test_lets_nobody_join_before_it_is_in_force(self, zone, network):
        protocol = self.protocol(zone, network, state="signed")
        assert not Membership.objects.exists()

        actions.bring_into_force(protocol)
        assert Membership.objects.get().organisation == zone

    def test_leaves_an_older_place_as_it_is(self, zone, network):
        MembershipFactory(organisation=zone, network=network, state="suspended")

        self.protocol(zone, network, state="in_force")

        assert Membership.objects.get().state == "suspended"

    def test_replaces_parties_and_signatures_whole(self, zone, network):
        protocol = self.protocol(zone, network, state="in_force")

        actions.record_protocol(
            protocol, parties=[{"organisation_id": zone.pk}, {"organisation_id": network.pk}], signatures=[]
        )

        assert protocol.parties.count() == 2
        assert not protocol.clauses.exists()
        assert not Signature.objects.exists()


class TestTransitions:
    """Every event against every state, and against every role."""

    def protocol(self, academies, state):
        soon = TODAY + dt.timedelta(days=200)
        return complete(ProtocolFactory(parties=academies, state=state, ends_on=soon))

    def happen(self, event, protocol, academies, by):
        match event:
            case Event.SIGN:
                return actions.sign(protocol, signed_on=TODAY, by=by)
            case Event.BRING_INTO_FORCE:
                return actions.bring_into_force(protocol, by=by)
            case Event.DENOUNCE:
                return actions.denounce(protocol, party=academies[0], received_on=TODAY, by=by)
            case Event.SUCCEED:
                academies[0].successor = OrganisationFactory()
                academies[0].save()
                return actions.confirm_successor(protocol, body=academies[0], by=by)
            case Event.REPLACE:
                return actions.replace(protocol, successor=ProtocolFactory(parties=academies), by=by)
            case Event.AMEND:
                clause = {"number": "9", "change": "adds", "title": "Neuf", "text": "Et encore."}
                return actions.conclude_amendment(amendment_of(protocol, clauses=[clause]), by=by)
            case Event.RENEW:
                later = amendment_of(protocol, extends_to=dt.date(2032, 1, 1))
                return actions.conclude_amendment(later, by=by)
        return actions.follow_calendar(protocol, event)

    @pytest.mark.parametrize("state", list(ProtocolState))
    @pytest.mark.parametrize("event", list(Event))
    def test_table(self, academies, committee, event, state):
        protocol = self.protocol(academies, state)
        before = ModelLogEntry.objects.count()

        if can_happen(event, state):
            self.happen(event, protocol, academies, committee)
            protocol.refresh_from_db()
            assert protocol.state == (TRANSITIONS[event][1] or state)
            assert ModelLogEntry.objects.order_by("pk").last().data["event"] == event
        else:
            with pytest.raises(Refused):
                self.happen(event, protocol, academies, committee)
            protocol.refresh_from_db()
            assert protocol.state == state
            assert ModelLogEntry.objects.count() == before

    @pytest.mark.parametrize("event", [event for event in Event if event not in BY_CALENDAR])
    @pytest.mark.parametrize(
        "role", ["reader", "author", "content_lead", "reviewer", "organisation_administrator", "editor"]
    )
    def test_is_refused_to_whoever_does_not_govern(self, academies, event, role):
        state = min(TRANSITIONS[event][0])
        protocol = self.protocol(academies, state)
        body = None if role == "editor" else academies[0]

        with pytest.raises(Refused, match="Your roles do not allow this"):
            self.happen(event, protocol, academies, UserFactory(roles=[role], organisation=body))

        protocol.refresh_from_db()
        assert protocol.state == state

    @pytest.mark.parametrize("event", sorted(BY_CALENDAR))
    def test_nobody_hurries_the_calendar(self, academies, committee, event):
        protocol = self.protocol(academies, min(TRANSITIONS[event][0]))

        with pytest.raises(Refused, match="calendar"):
            actions.locked(protocol, event, by=committee)

    def test_the_second_of_two_people_is_refused(self, academies, committee):
        protocol = self.protocol(academies, "in_force")
        as_seen_by_the_other = Protocol.objects.get(pk=protocol.pk)
        actions.denounce(protocol, party=academies[0], received_on=TODAY, by=committee)

        with pytest.raises(Refused, match="before you"):
            actions.denounce(as_seen_by_the_other, party=academies[1], received_on=TODAY, by=committee)

        assert Protocol.objects.get(pk=protocol.pk).denounced_by == academies[0]


class TestSign:
    def test_computes_the_end_from_five_years(self, academies):
        protocol = complete(ProtocolFactory(parties=academies, state="project", signed_on=None))

        signed = actions.sign(protocol, signed_on=dt.date(2026, 11, 2))

        assert (signed.duration_years, signed.ends_on) == (5, dt.date(2031, 11, 2))

    def test_says_what_is_missing(self, academies):
        protocol = ProtocolFactory(parties=academies, state="project")

        with pytest.raises(Refused, match="École 1: person authorised to sign for it; École 1: the decision"):
            actions.sign(protocol, signed_on=TODAY)

    def test_is_no_promise(self, academies):
        protocol = complete(ProtocolFactory(parties=academies, state="project"))

        with pytest.raises(Refused, match="in the future"):
            actions.sign(protocol, signed_on=TODAY + dt.timedelta(days=1))

    def test_opens_nothing_yet(self, academies):
        reader = UserFactory(organisation=academies[0])
        protocol = complete(ProtocolFactory(parties=academies, state="project"))

        actions.sign(protocol, signed_on=TODAY)
        assert f"protocol:{protocol.pk}" not in viewer_of(reader).tokens

        actions.bring_into_force(protocol)
        assert f"protocol:{protocol.pk}" in viewer_of(reader).tokens


class TestDenounce:
    def test_ends_three_months_after_the_letter(self, academies, time_machine):
        reader = UserFactory(organisation=academies[1])
        protocol = ProtocolFactory(parties=academies)

        denounced = actions.denounce(protocol, party=academies[0], received_on=TODAY)

        assert denounced.ended_on == dt.date(2027, 2, 22)
        assert f"protocol:{protocol.pk}" in viewer_of(reader).tokens
        # No job needs to run for the rights to end.
        time_machine.move_to(dt.datetime(2027, 2, 22, 12, tzinfo=dt.UTC))
        assert f"protocol:{protocol.pk}" not in viewer_of(reader).tokens

    def test_is_for_parties_only(self, academies):
        with pytest.raises(Refused, match="not a party"):
            actions.denounce(
                ProtocolFactory(parties=academies), party=OrganisationFactory(), received_on=TODAY
            )


class TestConfirmSuccessor:
    def test_opens_to_the_successor_only_once_it_is_said(self, academies):
        heir = OrganisationFactory()
        reader = UserFactory(organisation=heir)
        protocol = ProtocolFactory(parties=academies)
        academies[0].successor = heir
        academies[0].save()
        assert f"protocol:{protocol.pk}" not in viewer_of(reader).tokens

        actions.confirm_successor(protocol, body=academies[0])

        assert f"protocol:{protocol.pk}" in viewer_of(reader).tokens
        assert set(protocol.parties.values_list("organisation", flat=True)) == {heir.pk, academies[1].pk}

    def test_is_refused_where_nobody_succeeded(self, academies):
        protocol = ProtocolFactory(parties=academies)

        with pytest.raises(Refused, match="not a party that another organisation has succeeded"):
            actions.confirm_successor(protocol, body=academies[0])

    def test_is_refused_where_the_successor_is_bound_already(self, academies):
        protocol = ProtocolFactory(parties=academies)
        academies[0].successor = academies[1]
        academies[0].save()

        with pytest.raises(Refused, match="already"):
            actions.confirm_successor(protocol, body=academies[0])


class TestReplace:
    def test_needs_a_protocol_that_binds_the_same_parties(self, academies):
        other = ProtocolFactory(parties=[academies[0], OrganisationFactory()])

        with pytest.raises(Refused, match="every party"):
            actions.replace(ProtocolFactory(parties=academies), successor=other)

    def test_needs_one_that_is_in_force(self, academies):
        old = ProtocolFactory(parties=academies)

        for other in (old, ProtocolFactory(parties=academies, state="signed")):
            with pytest.raises(Refused, match="in force today"):
                actions.replace(old, successor=other)


class TestConcludeAmendment:
    def test_needs_every_party(self, academies):
        protocol = ProtocolFactory(parties=academies)
        amendment = amendment_of(protocol, extends_to=dt.date(2032, 1, 1), signed=False)
        sign_amendment(amendment, academies[0])

        with pytest.raises(Refused, match="École 2 has not signed it"):
            actions.conclude_amendment(amendment)
        amendment.refresh_from_db()
        assert not amendment.is_concluded

    def test_renews_within_the_days_of_grace(self, academies):
        protocol = ProtocolFactory(
            parties=academies, state="to_renew", ends_on=TODAY - dt.timedelta(days=30), reminded_months=3
        )
        assert protocol.is_in_grace(TODAY)

        actions.conclude_amendment(amendment_of(protocol, extends_to=dt.date(2031, 11, 22)))

        protocol.refresh_from_db()
        assert (protocol.state, protocol.reminded_months) == ("in_force", None)
        assert protocol.is_writable(TODAY)

    @pytest.mark.parametrize(
        ("fields", "clauses", "message"),
        [
            ({}, [], "changes nothing yet"),
            ({"extends_to": dt.date(2027, 1, 1)}, [], "not later than the current one"),
            ({"effective_on": dt.date(2026, 1, 1), "extends_to": dt.date(2033, 1, 1)}, [], "before the last"),
            ({}, [{"number": "1", "change": "replaces", "title": "x", "text": "x"}], "no clause 1"),
            ({}, [{"number": "1", "change": "adds", "title": "x", "text": ""}], "needs a title and a text"),
        ],
    )
    def test_refuses_what_makes_no_sense(self, academies, fields, clauses, message):
        protocol = ProtocolFactory(parties=academies, ends_on=dt.date(2027, 5, 1))

        with pytest.raises(Refused, match=message):
            actions.conclude_amendment(amendment_of(protocol, clauses=clauses, **fields))

    def test_is_refused_once_the_grace_is_over(self, academies):
        over = ProtocolFactory(parties=academies, ends_on=TODAY - dt.timedelta(days=91), state="to_renew")

        with pytest.raises(Refused, match="The protocol is over"):
            actions.conclude_amendment(amendment_of(over, extends_to=dt.date(2032, 1, 1)))


class TestNews:
    def test_is_announced_and_written_to_administrators_and_committee(
        self, academies, committee, django_capture_on_commit_callbacks
    ):
        UserFactory(
            roles=["organisation_administrator"],
            organisation=academies[0],
            email="admin@ecole.example",
            language="en",
        )
        UserFactory(roles=["organisation_administrator"], organisation=OrganisationFactory())
        UserFactory(roles=["reader"], organisation=academies[1])
        protocol = complete(ProtocolFactory(parties=academies, state="project"))
        heard = []

        def listen(sender, **news):
            heard.append((news["before"], news["protocol"].state, news["by"]))

        protocol_changed.connect(listen)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                actions.sign(protocol, signed_on=timezone.localdate(), by=committee)
        finally:
            protocol_changed.disconnect(listen)

        assert heard == [("project", "signed", committee)]
        # The other party has no administrator: the secretariat hears in its place.
        told = {"admin@ecole.example", committee.email, settings.SECRETARIAT_EMAIL}
        assert {letter.to[0] for letter in mail.outbox} == told
        letter = next(letter for letter in mail.outbox if letter.to == ["admin@ecole.example"])
        assert typographic(protocol.title, "fr") in letter.body
        assert "Everybody who has to sign has signed it." in letter.body


class TestWaiver:
    def test_fills_a_capacity_with_a_reason(self, academies):
        protocol = complete(ProtocolFactory(parties=academies, state="project"))
        party = protocol.parties.get(organisation=academies[0])
        party.signatures.all().delete()
        Waiver.objects.create(party=party, capacity=Capacity.REPRESENTATIVE, reason="Empêchée, excusée.")

        assert actions.sign(protocol, signed_on=TODAY).state == "signed"
