import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from exchange.audiences import Audience
from exchange.models import Provenance, RoleName
from seminars.models import SeminarHost, TalkPractice
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def address_of(page, language="en"):
    with override(language):
        return page.get_url()


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def member():
    membership = MembershipFactory()
    return UserFactory(organisation=membership.organisation)


class TestSeminarList:
    def test_begins_with_the_last_one_and_ends_with_the_undated(self, client):
        for heading, day in (
            ("Oldest", "2013"),
            ("Undated", ""),
            ("Newest", "2022-05"),
            ("Middle", "2016-10-13"),
        ):
            SeminarFactory(heading_fr=heading, starts_on=day)

        text = text_of(client.get("/en/seminars/"))

        places = [text.index(f">{heading}</a>") for heading in ("Newest", "Middle", "Oldest", "Undated")]
        assert places == sorted(places)
        assert "Date not provided" in text

    def test_names_the_place_in_the_language_of_the_reader(self, client):
        SeminarFactory(place_fr="Bruxelles", place_nl="Brussel")

        assert "Brussel<" in text_of(client.get("/nl/seminaries/"))
        assert 'lang="fr">Bruxelles' in text_of(client.get("/en/seminars/"))

    def test_helps_when_there_is_none(self, client):
        assert "No seminar yet." in text_of(client.get("/en/seminars/"))

    def test_asks_as_often_for_many_as_for_few(self, client, django_assert_max_num_queries):
        for _number in range(8):
            seminar = SeminarFactory()
            SeminarHost.objects.create(seminar=seminar, organisation=OrganisationFactory())

        with django_assert_max_num_queries(10):
            client.get("/en/seminars/")


class TestSeminar:
    def test_tells_what_is_known_and_what_is_not(self, client):
        seminar = SeminarFactory(heading_en="Annual seminar 2016", place="")
        seminar.hosts.add(SeminarHost(organisation=OrganisationFactory(name_fr="Réseau hôte")))
        seminar.protocols.add(ProtocolFactory(title="Protocole signé ce jour-là"))
        seminar.save()

        text = text_of(client.get(address_of(seminar)))

        assert "13 October 2016" in text
        assert "not provided" in text
        assert "Réseau hôte" in text
        assert "Protocole signé ce jour-là" in text

    def test_says_only_the_year_when_only_the_year_is_known(self, client):
        text = text_of(client.get(address_of(SeminarFactory(starts_on="2013"))))

        assert "<dd>2013</dd>" in text

    def test_lists_the_talks_that_the_viewer_may_read(self, client):
        seminar = SeminarFactory()
        shown, hidden = TalkFactory(parent=seminar), TalkFactory(parent=seminar, members=True)

        visitor = text_of(client.get(address_of(seminar)))
        client.force_login(member())
        reader = text_of(client.get(address_of(seminar)))

        assert shown.heading in visitor
        assert hidden.heading not in visitor
        assert hidden.heading in reader

    def test_says_that_it_is_invented(self, client):
        seminar = SeminarFactory(illustrative=True, note_fr="Programme inventé.")

        text = text_of(client.get(address_of(seminar)))

        assert "Invented example." in text
        assert "Programme inventé." in text

    def test_asks_as_often_for_many_rows_as_for_few(self, client):
        def seminar_with(number):
            seminar = SeminarFactory()
            for _number in range(number):
                seminar.hosts.add(SeminarHost(organisation=OrganisationFactory()))
                TalkFactory(parent=seminar)
                seminar.protocols.add(ProtocolFactory())
            seminar.save()
            return seminar

        few, many = seminar_with(1), seminar_with(4)
        client.get(address_of(few))

        assert queries_of(client, address_of(many)) == queries_of(client, address_of(few)) <= 10


class TestTalk:
    def test_tells_the_abstract_the_sheets_and_the_seminar(self, client):
        seminar = SeminarFactory(heading_en="Seminar of Nicolet")
        talk = TalkFactory(
            parent=seminar, questions_left_open_fr="Et ailleurs ?", speaker_function="Commissaire"
        )
        sheet, secret = PracticeFactory(), PracticeFactory(members=True)
        for practice in (sheet, secret):
            TalkPractice.objects.create(talk=talk, practice=practice)

        text = text_of(client.get(address_of(talk)))

        assert "Un résumé." in text
        assert "Et ailleurs" in text
        assert "Seminar of Nicolet" in text
        assert "Commissaire" in text
        assert sheet.heading in text
        assert secret.heading not in text

    def test_asks_as_often_for_many_sheets_as_for_few(self, client):
        def talk_about(number):
            talk = TalkFactory()
            for _number in range(number):
                TalkPractice.objects.create(talk=talk, practice=PracticeFactory())
            return talk

        few, many = talk_about(1), talk_about(4)
        client.get(address_of(few))

        assert queries_of(client, address_of(many)) == queries_of(client, address_of(few)) <= 12

    def test_says_in_which_languages_it_was_given(self, client):
        talk = TalkFactory(languages=["nl", "fr"])

        assert "Dutch, French" in text_of(client.get(address_of(talk)))

    def test_says_what_is_invented(self, client):
        talk = TalkFactory(provenance=Provenance.DEMO_ILLUSTRATIVE)

        assert "Invented example" in text_of(client.get(address_of(talk)))

    @pytest.mark.parametrize("traits", [{"members": True}, {"draft": True}])
    def test_is_not_there_for_a_visitor(self, client, traits):
        assert client.get(address_of(TalkFactory(**traits))).status_code == 404

    def test_is_there_for_the_parties(self, client):
        body = OrganisationFactory()
        protocol = ProtocolFactory(parties=[body])
        talk = TalkFactory(audience=Audience.PARTIES, protocol=protocol)

        client.force_login(member())
        stranger = client.get(address_of(talk))
        client.force_login(UserFactory(organisation=body))
        party = client.get(address_of(talk))

        assert stranger.status_code == 404
        assert "Visible to the parties" in text_of(party)

    def test_shows_its_draft_to_its_desk(self, client):
        talk = TalkFactory(draft=True)
        talk.save_revision()
        client.force_login(UserFactory(organisation=talk.organisation, roles=[RoleName.AUTHOR]))

        assert "Not published yet" in text_of(client.get(address_of(talk)))

    def test_redirects_an_old_slug(self, client):
        talk = TalkFactory(heading_fr="Conférence", heading_en="Lecture")

        response = client.get(f"/en/talks/{talk.pk}-old/")

        assert response.status_code == 301
        assert response["Location"].endswith(f"{talk.pk}-lecture/")
