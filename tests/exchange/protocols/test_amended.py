"""A protocol after its signature: renewed, denounced, completed by notes, told to everybody who is bound."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from exchange.models import Clause, ProtocolNote, Signature
from exchange.protocols import actions
from exchange.protocols.amendments import why_not_conclude
from exchange.protocols.completeness import matrix_of
from exchange.protocols.duration import why_disagree
from exchange.refusal import Refused
from tests.clients import WatchfulClient
from tests.exchange.protocols.test_actions import TODAY, amendment_of, sign_amendment
from tests.factories import (
    AntennaFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationTypeFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


class TestRenewal:
    def test_shows_on_the_page_with_who_signed_and_who_decided(self, client, academies):
        protocol = ProtocolFactory(
            parties=academies, signed_on=dt.date(2022, 5, 19), ends_on=dt.date(2027, 5, 19), state="to_renew"
        )
        amendment = amendment_of(protocol, extends_to=dt.date(2032, 5, 19), signed=False)
        sign_amendment(amendment, academies[0], name="Mme Renard")
        sign_amendment(amendment, academies[1], name="M. Dubois", acting_as=["representative"])

        actions.conclude_amendment(amendment)

        page = client.get(protocol.get_absolute_url(), headers={"Accept-Language": "en"}).text
        for words in ("Mme Renard", "M. Dubois", "2026-7", "Avenant", "2032"):
            assert words in page, words
        # Acting is said of whoever signed for another person, and of nobody else.
        assert page.count('<span class="badge">') == 1

    def test_waits_for_every_capacity_and_decision_of_a_zone(self, academies):
        zone = OrganisationFactory(type=OrganisationTypeFactory(code="be_police_zone"), name_fr="Zone Nord")
        protocol = ProtocolFactory(parties=[zone, academies[0]], ends_on=dt.date(2027, 5, 19))
        amendment = amendment_of(protocol, extends_to=dt.date(2032, 5, 19), signed=False)
        sign_amendment(amendment, academies[0])
        row = sign_amendment(amendment, zone, fills=["chief"])
        row.amendment.decisions.filter(organisation=zone).delete()

        problems = " ".join(why_not_conclude(amendment, protocol, TODAY))

        assert "president of the police college" in problems
        assert "mayor of each municipality" in problems
        assert "Zone Nord: the decision" in problems


class TestSignatures:
    def test_are_acting_in_one_capacity_and_not_in_the_other(self):
        zone = OrganisationFactory(type=OrganisationTypeFactory(code="be_police_zone"))
        party = ProtocolFactory(parties=[zone, OrganisationFactory(quebec=True)]).parties.get(
            organisation=zone
        )
        Signature.objects.create(
            party=party,
            name="Mme X",
            capacities=["cheffe de corps", "présidente"],
            fills=["chief", "college_president"],
            acting_as=["chief"],
        )

        acting = {line.capacity: line.is_acting for line in matrix_of(party)}

        assert (acting["chief"], acting["college_president"]) == (True, False)


class TestDenunciation:
    def test_before_the_signature_is_refused(self, academies):
        protocol = ProtocolFactory(parties=academies, signed_on=dt.date(2026, 6, 1))

        with pytest.raises(Refused, match="older than the signature"):
            actions.denounce(protocol, party=academies[0], received_on=dt.date(2026, 5, 31))
        protocol.refresh_from_db()
        assert protocol.state == "in_force"

    def test_tells_the_real_end_on_desk_and_page(self, client, academies):
        protocol = ProtocolFactory(parties=academies, ends_on=dt.date(2030, 5, 19))
        actions.denounce(protocol, party=academies[0], received_on=TODAY)
        watchful = WatchfulClient()
        watchful.force_login(UserFactory(roles=["committee"]))

        desk = watchful.get(reverse("protocol:inspect", args=[protocol.pk])).text
        page = client.get(protocol.get_absolute_url()).text

        for shown in (desk, page):
            assert "22 février 2027" in shown or "22 February 2027" in shown
        protocol.refresh_from_db()
        assert protocol.real_end == dt.date(2027, 2, 22)

    def test_prolongs_nothing(self, academies):
        protocol = ProtocolFactory(parties=academies, ends_on=dt.date(2026, 12, 31))

        protocol = actions.denounce(protocol, party=academies[0], received_on=TODAY)

        assert protocol.ended_on == dt.date(2026, 12, 31)


class TestNote:
    def test_stands_beside_what_was_signed(self, client, academies, committee):
        protocol = ProtocolFactory(parties=academies)
        watchful = WatchfulClient()
        watchful.force_login(committee)

        watchful.post(
            reverse("protocol:inspect", args=[protocol.pk]),
            {"verb": "note", "note-text": "Mme Roy a signé pour le réseau."},
        )

        assert ProtocolNote.objects.get().by == committee
        assert "Mme Roy a signé pour le réseau." in client.get(protocol.get_absolute_url()).text

    def test_is_the_committee_s_and_for_what_is_concluded(self, academies, committee):
        project = ProtocolFactory(parties=academies, state="project")
        with pytest.raises(Refused):
            actions.add_note(project, text="Trop tôt.", by=committee)
        with pytest.raises(Refused):
            actions.add_note(
                ProtocolFactory(parties=academies), text="Non.", by=UserFactory(roles=["editor"])
            )
        assert not ProtocolNote.objects.exists()


class TestDuration:
    def test_of_clause_and_field_agree_or_warn(self, academies):
        protocol = ProtocolFactory(parties=academies, signed_on=dt.date(2024, 1, 10), duration_years=5)
        clause = Clause.objects.create(
            protocol=protocol,
            number="4",
            title_fr="Durée",
            text_fr="Il est conclu pour une durée de cinq (5) ans.",
            text_en="It lasts five years.",
            origin="documented",
            grounds=["duration"],
        )
        assert why_disagree(protocol) == []

        clause.text_fr = "Il est conclu pour trois ans."
        clause.save()
        assert len(why_disagree(protocol)) == 1
        protocol.duration_years, protocol.ends_on = 2, dt.date(2031, 1, 10)
        protocol.save()
        assert len(why_disagree(protocol)) == 3
        client = WatchfulClient()
        client.force_login(UserFactory(roles=["committee"]))
        assert "help-warning" in client.get(reverse("protocol:inspect", args=[protocol.pk])).text


class TestNews:
    def test_reaches_a_party_without_an_administrator(self, academies, django_capture_on_commit_callbacks):
        first, second = academies
        UserFactory(organisation=first, roles=["organisation_administrator"], email="admin@ecole1.example")
        closed = UserFactory(organisation=second, roles=["organisation_administrator"])
        closed.is_active = False
        closed.save()
        AntennaFactory(organisation=second, email="antenne@ecole2.example")
        protocol = ProtocolFactory(parties=academies)

        with django_capture_on_commit_callbacks(execute=True):
            actions.denounce(protocol, party=first, received_on=TODAY)
        assert {letter.to[0] for letter in mail.outbox} == {"admin@ecole1.example", "antenne@ecole2.example"}

        MembershipFactory(organisation=second, head_email="direction@ecole2.example")
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            actions.replace(protocol, successor=ProtocolFactory(parties=academies))
        assert "direction@ecole2.example" in {letter.to[0] for letter in mail.outbox}


class TestGrounds:
    def test_of_what_members_read_is_the_clause_of_their_protocol(self, client, academies):
        network = OrganisationFactory(network=True)
        zone, other = academies
        protocol = ProtocolFactory(parties=[zone, network], accession_network=network)
        Clause.objects.create(
            protocol=protocol,
            number="1",
            title="Échange",
            text="Elles échangent.",
            origin="documented",
            grounds=["share_practices", "read_members"],
        )
        MembershipFactory(organisation=zone, network=network, basis="protocol", protocol=protocol)
        MembershipFactory(organisation=other, network=network)
        clause = f'<a href="{protocol.get_absolute_url()}#clause-1">art. 1</a>'

        # Of whoever joined by the protocol, and of whoever joined its network later by an application.
        for body in academies:
            sheet = PracticeFactory(organisation=body, members=True)
            client.force_login(UserFactory(organisation=body))
            assert clause in client.get(sheet.url).text, body
            assert clause in client.get(reverse("membership")).text, body
            assert "R-M5" in client.get(reverse("membership")).text
