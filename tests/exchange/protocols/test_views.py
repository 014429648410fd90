import datetime as dt
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from exchange.audiences import Audience
from exchange.models import (
    Amendment,
    Capacity,
    Clause,
    Protocol,
    ProtocolState,
    Signature,
    Territory,
    Waiver,
)
from exchange.models.clauses import AmendedClause
from exchange.protocols.rules import BY_CODE
from exchange.typography import typographic
from practices.models import Practice
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    TalkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


def text_of(response) -> str:
    return response.content.decode()


def pdf_of(response) -> str:
    pages = PdfReader(BytesIO(b"".join(response.streaming_content))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def clause(protocol, number="1", **fields):
    words = {"title_fr": "Échange", "text_fr": "Elles échangent.", "origin": "documented"}
    return Clause.objects.create(protocol=protocol, number=number, **{**words, **fields})


def amend(protocol, **fields):
    amendment = Amendment.objects.create(
        protocol=protocol,
        title_fr="Avenant 1",
        **{"signed_on": dt.date(2020, 1, 1), "effective_on": dt.date(2020, 2, 1)} | fields,
    )
    AmendedClause.objects.create(
        amendment=amendment,
        number="1",
        change="replaces",
        title_fr="Échange",
        text_fr="Elles partagent tout.",
    )
    return amendment


@pytest.fixture
def zone():
    """Return a zone of three municipalities whose mayor of one of them is president, and one mayor waived."""
    body = OrganisationFactory(name_fr="Zone aux trois communes")
    protocol = ProtocolFactory(parties=[body, OrganisationFactory(network=True)])
    party = protocol.parties.get(organisation=body)
    places = [Territory.objects.create(name=name, country="BE") for name in ("Amont", "Mitan", "Aval")]
    party.municipalities = places
    party.save()
    Signature.objects.create(
        party=party,
        name="Mme A",
        capacities=["présidente", "bourgmestre d'Amont"],
        fills=[Capacity.COLLEGE_PRESIDENT, Capacity.MAYOR],
        municipality=places[0],
    )
    Waiver.objects.create(party=party, capacity=Capacity.MAYOR, municipality=places[1], reason="Vacance.")
    return protocol


class TestPage:
    def test_shows_who_signed_as_what_and_what_is_not_known(self, client, zone):
        page = " ".join(text_of(client.get(zone.get_absolute_url())).split())

        assert page.count("<b>Mme A</b>") == 2
        assert "Mayor of Amont" in page
        assert "not required: Vacance." in page
        for words in ("Chief of police", "Mayor of Aval", "Person authorised by its board"):
            start = page.index(words)
            assert "not provided" in page[start : start + 120], words

    def test_reads_two_languages_side_by_side(self, client, zone):
        clause(zone, text_nl="Zij wisselen uit.", title_nl="Uitwisseling", grounds=["share_practices"])
        clause(zone, "2", title_fr="Durée", text_fr="Cinq ans.")

        page = text_of(client.get(zone.get_absolute_url(), {"in": "fr", "with": "nl"}))

        assert '<p class="prose" lang="fr">Elles échangent.</p>' in page
        assert '<p class="prose" lang="nl">Zij wisselen uit.</p>' in page
        assert "Translation: the text in French prevails." in page
        assert "Not translated yet." in page

    def test_shows_the_original_where_nobody_translated(self, client, zone):
        clause(zone)

        page = text_of(client.get(zone.get_absolute_url()))

        assert '<p class="prose" lang="fr">Elles échangent.</p>' in page
        assert "It prevails over its translations." in page

    @pytest.mark.parametrize("query", [{"with": "xx"}, {"in": "de"}, {"version": "7"}, {"version": "²"}])
    def test_what_is_not_there_is_not_found(self, client, zone, query):
        assert client.get(zone.get_absolute_url(), query).status_code == 404

    def test_shows_the_text_in_force_and_keeps_the_earlier_one(self, client, zone):
        clause(zone)
        amend(zone)

        now = text_of(client.get(zone.get_absolute_url()))
        before = text_of(client.get(zone.get_absolute_url(), {"version": "0"}))

        assert "Elles partagent tout." in now
        assert "Elles échangent." not in now
        assert "As amended: Avenant 1, in force from 1 February 2020." in now
        assert "Elles échangent." in before
        assert "You read a version that is not in force today." in before

    def test_sets_apart_what_the_platform_proposes(self, client, zone):
        clause(zone)
        clause(zone, "P1", title_fr="Une idée", text_fr="De la plateforme.", origin="proposal")

        page = text_of(client.get(zone.get_absolute_url()))

        said, proposed = page.split('id="proposals"')
        assert "De la plateforme." not in said
        assert "De la plateforme." in proposed
        assert str(BY_CODE["R-M3"].text) in proposed

    def test_says_that_it_is_in_its_days_of_grace(self, client, zone):
        zone.ends_on = TODAY - dt.timedelta(days=10)
        zone.save()

        assert "It ended on 12 November 2026. Until 10 February 2027" in text_of(
            client.get(zone.get_absolute_url())
        )


class TestProject:
    @pytest.fixture
    def project(self, academies):
        return ProtocolFactory(state="project", parties=academies, title="Projet secret")

    def addresses(self, project):
        keys = {"pk": project.pk, "slug": project.slug}
        return [reverse("protocol", kwargs=keys), reverse("protocol_pdf", kwargs=keys)]

    def test_is_for_its_parties_and_the_committee(self, client, project, academies):
        people = [
            UserFactory(organisation=academies[0]),
            UserFactory(roles=["committee"]),
            UserFactory(roles=["administrator"]),
        ]
        for person in people:
            client.force_login(person)
            for address in self.addresses(project):
                response = client.get(address)
                assert response.status_code == 200
                assert "no-store" in response["Cache-Control"]
            assert "Projet secret" in text_of(client.get(reverse("protocols")))

    def test_does_not_exist_for_anybody_else(self, client, project):
        stranger = OrganisationFactory()
        MembershipFactory(organisation=stranger)
        ProtocolFactory(parties=[stranger, OrganisationFactory()])
        people = [None, UserFactory(organisation=stranger), UserFactory(roles=["editor"])]
        for person in people:
            client.logout()
            if person:
                client.force_login(person)
            for address in self.addresses(project):
                assert client.get(address).status_code == 404
            assert "Projet secret" not in text_of(client.get(reverse("protocols")))


class TestPdf:
    def test_says_what_the_page_says(self, client, zone):
        clause(zone, grounds=["share_practices"], text_nl="Zij wisselen uit.", title_nl="Uitwisseling")
        address = reverse("protocol_pdf", kwargs={"pk": zone.pk, "slug": zone.slug})

        response = client.get(address, {"in": "fr", "with": "nl"})

        assert response["Content-Type"] == "application/pdf"
        assert f'filename="{zone.slug}-fr-nl.pdf"' in response["Content-Disposition"]
        assert response.streaming
        text = pdf_of(response)
        for words in (
            typographic(zone.title, "fr"),
            "Text as signed: 13 October 2016",
            "Zone aux trois communes",
            "mayor of Amont: Mme A",
            "mayor of Mitan: not required: Vacance.",
            "mayor of Aval: not provided",
            "Elles échangent.",
            "Zij wisselen uit.",
            "Translation: the text in French prevails.",
            "Not part of the protocol",
            "1 / 2",
        ):
            assert words in text, words
        assert text.index("Elles échangent.") < text.index("Proposals of the platform") < text.index("R-M3")

    def test_knows_its_title_and_language(self, client, zone):
        address = reverse("protocol_pdf", kwargs={"pk": zone.pk, "slug": zone.slug})

        reader = PdfReader(BytesIO(b"".join(client.get(address).streaming_content)))

        assert reader.metadata.title == typographic(zone.title, "fr")
        root = reader.trailer["/Root"]
        assert root["/Lang"] == "en"
        assert root["/MarkInfo"]["/Marked"]

    def test_takes_no_words_for_code(self, client, zone):
        clause(zone, title_fr="#panic()", text_fr='#read("/etc/passwd") $x$ *gras* <balise>')
        address = reverse("protocol_pdf", kwargs={"pk": zone.pk, "slug": zone.slug})

        assert '#read("/etc/passwd") $x$ *gras* <balise>' in pdf_of(client.get(address))

    def test_is_that_of_the_version_that_is_read(self, client, zone):
        clause(zone)
        amend(zone)
        address = reverse("protocol_pdf", kwargs={"pk": zone.pk, "slug": zone.slug})

        now, before = pdf_of(client.get(address)), pdf_of(client.get(address, {"version": "0"}))

        assert "Text in force from 1 February 2020 (Avenant 1)" in now
        assert "Elles partagent tout." in now
        assert "Elles échangent." in before


class TestGround:
    """Each right on screen cites what it rests on."""

    def read(self, client, body, thing):
        client.force_login(UserFactory(organisation=body))
        return " ".join(text_of(client.get(thing.get_url())).split())

    @pytest.mark.parametrize("factory", [PracticeFactory, TalkFactory])
    def test_of_what_is_for_the_parties_is_their_clause(self, client, academies, factory):
        protocol = ProtocolFactory(parties=academies)
        clause(protocol, "3", grounds=["read_parties"])
        thing = factory(organisation=academies[0], audience=Audience.PARTIES, protocol=protocol)

        page = self.read(client, academies[1], thing)

        assert "Visible to the parties of the protocol of 13 October 2016," in page
        assert f'<a href="{protocol.get_absolute_url()}#clause-3">art. 3</a>' in page

    def test_without_a_clause_is_the_proposal_of_the_platform(self, client, academies):
        protocol = ProtocolFactory(parties=academies)
        thing = PracticeFactory(organisation=academies[0], audience=Audience.PARTIES, protocol=protocol)

        page = self.read(client, academies[1], thing)

        assert f'<a href="{reverse("protocol_rules")}#r-c3">R-C3</a> (proposal of the platform)' in page

    def test_of_what_is_for_members(self, client):
        body = MembershipFactory().organisation
        thing = PracticeFactory(members=True)
        page = self.read(client, body, thing)

        assert f"Visible to the members of {thing.network}," in page
        assert f'<a href="{reverse("protocol_rules")}#r-c1">R-C1</a>' in page

    def test_of_a_membership_is_the_clause_by_which_it_joined(self, client, zone):
        clause(zone, "2", grounds=["membership"])
        network = zone.parties.get(organisation__type__code="network").organisation
        body = zone.parties.exclude(organisation=network).get().organisation
        MembershipFactory(
            organisation=body, network=network, basis="protocol", protocol=zone, accession_on=zone.signed_on
        )

        page = text_of(client.get(reverse("members")))

        assert (
            f'by the protocol of 13 October 2016, <a href="{zone.get_absolute_url()}#clause-2">art. 2' in page
        )

    def test_of_every_rule_leads_to_its_words(self, client):
        page = text_of(client.get(reverse("protocol_rules")))

        for rule in BY_CODE.values():
            assert f'id="{rule.anchor}"' in page


class TestClosed:
    """Why something closed, for whoever could read it."""

    @pytest.fixture
    def sheet(self, academies):
        protocol = ProtocolFactory(parties=academies, title="Protocole clos", ends_on=TODAY)
        return PracticeFactory(
            organisation=academies[0], audience=Audience.PARTIES, protocol=protocol, heading_fr="Zyqux"
        )

    def answer(self, client, body, sheet):
        client.force_login(UserFactory(organisation=body))
        return client.get(Practice.objects.get(pk=sheet.pk).get_url().replace("zyqux", "x"))

    def test_is_said_to_a_former_party(self, client, sheet, academies, time_machine):
        assert self.answer(client, academies[1], sheet).status_code in (200, 301)
        time_machine.move_to(dt.datetime(2027, 2, 20, tzinfo=dt.UTC))
        assert self.answer(client, academies[1], sheet).status_code in (200, 301)
        time_machine.move_to(dt.datetime(2027, 2, 21, tzinfo=dt.UTC))

        response = self.answer(client, academies[1], sheet)

        assert response.status_code == 403
        assert "The protocol ended on 22 November 2026." in text_of(response)
        assert "Protocole clos" in text_of(response)
        assert "Zyqux" not in text_of(response)
        assert "no-store" in response["Cache-Control"]

    def test_is_not_said_before_the_protocol_begins(self, client, sheet, academies):
        Protocol.objects.filter(pk=sheet.protocol_id).update(state=ProtocolState.SIGNED)

        assert self.answer(client, academies[1], sheet).status_code == 404

    def test_is_not_said_to_who_never_could(self, client, sheet, academies, time_machine):
        time_machine.move_to(dt.datetime(2027, 2, 21, tzinfo=dt.UTC))
        other = OrganisationFactory()
        ProtocolFactory(parties=[other, academies[0]], ends_on=TODAY)
        member = MembershipFactory().organisation

        for body in (other, member):
            response = self.answer(client, body, sheet)
            assert response.status_code == 404
            assert "Protocole clos" not in text_of(response)
        client.logout()
        assert client.get(sheet.get_url()).status_code == 404

    @pytest.mark.parametrize("fields", [{"state": "frozen"}, {"embargo_until": dt.date(2028, 1, 1)}])
    def test_is_not_said_of_what_was_closed_otherwise(self, client, sheet, academies, time_machine, fields):
        time_machine.move_to(dt.datetime(2027, 2, 21, tzinfo=dt.UTC))
        for name, value in fields.items():
            setattr(sheet, name, value)
        sheet.save()

        assert self.answer(client, academies[1], sheet).status_code == 404

    def test_the_owner_reads_on(self, client, sheet, academies, time_machine):
        time_machine.move_to(dt.datetime(2027, 2, 21, tzinfo=dt.UTC))

        assert self.answer(client, academies[0], sheet).status_code in (200, 301)
