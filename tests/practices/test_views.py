import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.images.tests.utils import get_test_image_file

from exchange.audiences import Audience, State
from exchange.models import Picture, Provenance, RoleName
from practices.models import Adoption, CoOwner, Indicator, LegalBasis, Link, Partner, Practice, Relation
from practices.models.choices import Direction, Funding, RelationKind
from seminars.models import TalkPractice
from tests.factories import (
    AntennaFactory,
    AssignmentFactory,
    EvidenceLevelFactory,
    MembershipFactory,
    OrganisationFactory,
    PillarFactory,
    PracticeFactory,
    ProtocolFactory,
    TalkFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def address_of(page, language="en"):
    with override(language):
        return page.get_url()


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def member_of(organisation=None, **fields):
    body = organisation or OrganisationFactory()
    MembershipFactory(organisation=body)
    return UserFactory(organisation=body, **fields)


class TestSheet:
    def test_says_what_it_is_how_much_is_known_and_whom_to_call(self, client):
        body = OrganisationFactory(name_fr="Zone de la Senne")
        practice = PracticeFactory(
            organisation=body,
            heading_fr="Médiation de quartier",
            heading_en="Neighbourhood mediation",
            evidence_level=EvidenceLevelFactory(level=2),
            result_direction=Direction.POSITIVE,
            contact_antenna=AntennaFactory(organisation=body, name="Cellule", telephone="+32 2 000 00 00"),
        )

        text = text_of(client.get(address_of(practice)))

        assert "Neighbourhood mediation" in text
        assert "Zone de la Senne" in text
        assert "Evidence 2/5 · encouraging results" in text
        assert 'href="tel:+3220000000"' in text

    def test_says_what_is_not_described_yet(self, client):
        text = text_of(client.get(address_of(PracticeFactory())))

        assert "Not described yet" in text
        assert "What do you really do, week after week?" in text

    def test_marks_what_is_only_an_example(self, client):
        practice = PracticeFactory(lessons_fr="Commencer petit.", illustrative_fields=["lessons"])
        plain = PracticeFactory(lessons_fr="Commencer petit.")

        assert "illustrative example" in text_of(client.get(address_of(practice)))
        assert "illustrative example" not in text_of(client.get(address_of(plain)))

    def test_says_when_the_whole_is_invented(self, client):
        practice = PracticeFactory(provenance=Provenance.DEMO_ILLUSTRATIVE)

        assert "Invented example" in text_of(client.get(address_of(practice)))

    def test_gives_amounts_in_their_own_currency_with_the_year_of_prices(self, client):
        practice = PracticeFactory(
            budget_annual=Decimal("120000"), budget_currency="CAD", budget_year=2019, staff_fte=Decimal("2.5")
        )

        text = text_of(client.get(address_of(practice)))

        assert "120,000 Canadian dollars, prices of 2019" in text
        assert "2.5 full-time equivalents" in text
        assert "euros" not in text

    def test_says_where_each_shore_has_a_pillar_from(self, client):
        pillar = PillarFactory(belgian_source_nl="Omzendbrief", quebec_source_fr="Politique")
        practice = PracticeFactory(pillars=[pillar])

        text = text_of(client.get(address_of(practice, "nl")))

        assert "België: Omzendbrief" in text
        assert 'lang="fr">Québec : Politique' in text

    def test_names_where_the_money_comes_from(self, client):
        practice = PracticeFactory(funding_sources=[Funding.MUNICIPAL, Funding.IN_KIND])

        assert "Municipal, In kind" in text_of(client.get(address_of(practice)))

    def test_shows_rows_of_every_kind(self, client):
        practice = PracticeFactory()
        practice.partners.add(Partner(name="Maison de quartier", role="Accueille"))
        practice.indicators.add(
            Indicator(name="Appels répétés", baseline="40", follow_up="22", source="Zone")
        )
        practice.legal_bases.add(LegalBasis(jurisdiction="qc", instrument="Loi sur la police", article="48"))
        practice.links.add(Link(label="Rapport", url="https://zone.example/rapport"))
        practice.save()
        Adoption.objects.create(
            practice=practice, organisation=OrganisationFactory(name_fr="Zone B"), status="in_use"
        )

        text = text_of(client.get(address_of(practice)))

        for words in (
            "Maison de quartier",
            "Appels répétés",
            "Loi sur la police",
            "Rapport",
            "Zone B · In use",
        ):
            assert words in text

    # Wagtail leaves the temporary file of a new rendition to the collector.
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_shows_its_picture_with_words_for_who_does_not_see_it(self, client):
        picture = Picture.objects.create(title="IMG_2041", file=get_test_image_file())
        practice = PracticeFactory(cover_image=picture, cover_image_alt_fr="Deux agents sur une place")

        assert 'alt="Deux agents sur une place">' in text_of(client.get(address_of(practice, language="fr")))
        assert 'alt="Deux agents sur une place" lang="fr">' in text_of(
            client.get(address_of(practice, language="nl"))
        )

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_shows_no_name_of_a_file_for_a_picture(self, client):
        picture = Picture.objects.create(title="IMG_2041", file=get_test_image_file())
        decorative = PracticeFactory(
            cover_image=picture, cover_image_decorative=True, cover_image_alt_fr="Deux agents"
        )

        assert 'alt="">' in text_of(client.get(address_of(decorative)))
        assert 'alt="">' in text_of(client.get(address_of(PracticeFactory(cover_image=picture))))

    def test_escapes_whatever_an_author_wrote(self, client):
        practice = PracticeFactory(heading_fr="<script>alert(1)</script>", lessons_fr="<img src=x onerror=a>")

        text = text_of(client.get(address_of(practice)))

        assert "<script>alert" not in text
        assert "<img src=x" not in text

    def test_says_that_it_is_due_for_review(self, client):
        practice = PracticeFactory(state=State.REVIEW_DUE, review_due_on=dt.date(2026, 1, 31))

        assert "should have been verified before 31 January 2026" in text_of(client.get(address_of(practice)))

    def test_asks_the_database_as_often_for_many_rows_as_for_few(self, client):
        few, many = sheet_with_rows(1), sheet_with_rows(4)
        client.get(address_of(few))

        assert queries_of(client, address_of(many)) == queries_of(client, address_of(few)) <= 12


def sheet_with_rows(number):
    """Return a sheet that has so many rows of each kind."""
    practice = PracticeFactory()
    for position in range(number):
        practice.partners.add(Partner(name=f"Partenaire {position}"))
        practice.themes.add(ThemeFactory())
        practice.co_owners.add(
            CoOwner(
                organisation=(partner := OrganisationFactory()),
                audience=Audience.PUBLIC,
                accepted_at=timezone.now(),
                accepted_for=partner,
            )
        )
    practice.save()
    for _position in range(number):
        Relation.objects.create(practice=practice, target=PracticeFactory(), kind=RelationKind.RELATED)
        TalkPractice.objects.create(talk=TalkFactory(), practice=practice)
        Adoption.objects.create(practice=practice, organisation=OrganisationFactory(), status="in_use")
    return practice


def queries_of(client, address) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


class TestWhoSeesTheSheet:
    @pytest.mark.parametrize("traits", [{"members": True}, {"draft": True}])
    def test_is_not_there_for_a_visitor(self, client, traits):
        assert client.get(address_of(PracticeFactory(**traits))).status_code == 404

    def test_is_there_for_members_and_says_so(self, client):
        practice = PracticeFactory(members=True)
        client.force_login(member_of())

        response = client.get(address_of(practice))

        assert f"Visible to the members of {practice.network}" in text_of(response)

    def test_is_there_for_the_parties_alone(self, client):
        body = OrganisationFactory()
        protocol = ProtocolFactory(title="Protocole des deux rives", parties=[body])
        practice = PracticeFactory(audience=Audience.PARTIES, protocol=protocol)

        client.force_login(member_of())
        assert client.get(address_of(practice)).status_code == 404
        client.force_login(UserFactory(organisation=body))
        assert "parties of the protocol of 13 October 2016" in text_of(client.get(address_of(practice)))

    def test_shows_the_latest_draft_to_the_desk_of_the_body(self, client):
        practice = PracticeFactory(draft=True, heading_fr="Avant", heading_en="Before")
        practice.heading_en = "After"
        practice.save_revision()
        client.force_login(UserFactory(organisation=practice.organisation, roles=[RoleName.AUTHOR]))

        text = text_of(client.get(address_of(practice)))

        assert "Not published yet" in text
        assert "After" in text

    def test_shows_the_draft_to_the_reviewer_who_was_asked(self, client):
        practice = PracticeFactory(draft=True, state=State.HOME_REVIEW)
        practice.save()  # its own token needs its key
        practice.save_revision()
        reviewer = member_of(roles=[RoleName.REVIEWER])
        client.force_login(reviewer)
        assert client.get(address_of(practice)).status_code == 404

        AssignmentFactory(page=practice, reviewer=reviewer)

        assert client.get(address_of(practice)).status_code == 200

    def test_leaves_a_tombstone_to_those_who_could_read_it(self, client):
        practice = PracticeFactory(state=State.WITHDRAWN)
        hidden = PracticeFactory(state=State.WITHDRAWN, members=True)

        assert client.get(address_of(practice)).status_code == 410
        assert client.get(address_of(hidden)).status_code == 404

    def test_leads_only_to_what_the_viewer_may_read(self, client):
        practice = PracticeFactory()
        secret, open_one = PracticeFactory(members=True), PracticeFactory()
        secret_talk, talk = TalkFactory(members=True), TalkFactory()
        for target in (secret, open_one):
            Relation.objects.create(practice=practice, target=target, kind=RelationKind.ANALOGUE)
        for told in (secret_talk, talk):
            TalkPractice.objects.create(talk=told, practice=practice)

        text = text_of(client.get(address_of(practice)))

        assert open_one.heading in text
        assert talk.heading in text
        assert secret.heading not in text
        assert secret_talk.heading not in text

    def test_says_the_relation_from_both_sides(self, client):
        part, whole = PracticeFactory(), PracticeFactory()
        Relation.objects.create(practice=part, target=whole, kind=RelationKind.PART_OF)

        assert "Part of" in text_of(client.get(address_of(part)))
        assert "Includes" in text_of(client.get(address_of(whole)))


class TestLanguages:
    def test_redirects_to_the_address_in_the_language(self, client):
        practice = PracticeFactory(heading_fr="Médiation", heading_nl="Bemiddeling")

        response = client.get(f"/nl/{'/'.join(address_of(practice, 'nl').split('/')[2:3])}/{practice.pk}-x/")

        assert response.status_code == 301
        assert response["Location"].endswith("-bemiddeling/")

    def test_says_in_which_language_a_sheet_is_when_it_is_not_translated(self, client):
        practice = PracticeFactory(heading_fr="Médiation", lessons_fr="Écouter d'abord.")

        text = text_of(client.get(address_of(practice, "en")))

        assert "Not translated yet: you read it in its language, French." in text
        assert '<h1 lang="fr">' in text
        assert '<div class="prose" lang="fr"><p>Écouter' in text

    def test_says_what_is_only_partly_translated(self, client):
        practice = PracticeFactory(heading_fr="Médiation", heading_en="Mediation", lessons_fr="Écouter.")

        text = text_of(client.get(address_of(practice, "en")))

        assert "Partly translated" in text
        assert "<h1>Mediation" in text

    def test_says_nothing_of_languages_to_a_reader_of_quebec(self, client):
        practice = PracticeFactory(heading_fr="Médiation", lessons_fr="Écouter.")

        text = text_of(client.get(address_of(practice, "fr-ca")))

        assert "notice--language" not in text
        assert '<div class="prose"><p>Écouter' in text


class TestPreview:
    def test_shows_what_is_not_saved(self, rf):
        practice = PracticeFactory(heading_fr="Avant", heading_en="Before")
        practice.heading_en = "After"
        practice.partners.add(Partner(name="Partenaire en mémoire"))

        response = practice.make_preview_request(preview_mode="en")

        assert "After" in text_of(response)
        assert "Partenaire en mémoire" in text_of(response)

    @pytest.mark.parametrize("mode", ["zz", "", "\x00"])
    def test_has_no_preview_in_an_unknown_language(self, mode):
        assert PracticeFactory().make_preview_request(preview_mode=mode).status_code == 404


class TestList:
    def test_asks_the_database_as_often_for_many_sheets_as_for_few(self, client):
        PracticeFactory.create_batch(4)
        client.get("/en/practices/")
        few = queries_of(client, "/en/practices/")
        PracticeFactory.create_batch(6)
        client.get("/en/practices/")  # the names of new bodies are read once

        assert queries_of(client, "/en/practices/") == few

    def test_shows_sheets_and_hides_those_of_members(self, client):
        shown, hidden = PracticeFactory(), PracticeFactory(members=True)

        text = text_of(client.get("/en/practices/"))

        assert shown.heading in text
        assert hidden.heading not in text

    def test_narrows_by_theme_and_keeps_the_other_counts(self, client):
        schools, victims = ThemeFactory(code="schools"), ThemeFactory(code="victims")
        in_schools = PracticeFactory(main_theme=schools)
        with_victims = PracticeFactory(main_theme=victims)

        text = text_of(client.get("/en/practices/?theme=schools"))

        assert in_schools.heading in text
        assert with_victims.heading not in text
        assert 'id="theme-victims"' in text
        assert "remove this filter" in text

    def test_answers_htmx_with_the_changing_part_alone(self, client):
        practice = PracticeFactory()

        response = client.get("/en/practices/", headers={"HX-Request": "true"})

        assert practice.heading in text_of(response)
        assert "<html" not in text_of(response)
        assert "HX-Request" in response["Vary"]

    @pytest.mark.parametrize(
        "query",
        [
            "page=0",
            "page=-3",
            "page=abc",
            "page=999999999999999999999999",
            "page=99",
            "sort=nothing",
            "theme=nothing&theme=",
            "unknown=1",
            "organisation=abc",
            "evidence=NaN&year=0000",
            "q=%01%1f",
            "q=" + "a" * 5000,
            "q=%22%22%22--%20OR%20(((&theme=%27%3B--",
            "q=%F0%9F%92%A9&language=xx",
        ],
    )
    def test_survives(self, client, query):
        PracticeFactory()

        response = client.get(f"/en/practices/?{query}")

        assert response.status_code == 200

    def test_says_that_there_is_no_such_page(self, client):
        PracticeFactory()

        text = text_of(client.get("/en/practices/?page=99"))

        assert "There is only 1 page of results." in text
        assert "Go to the first page" in text

    def test_helps_when_nothing_is_found(self, client):
        text = text_of(client.get("/en/practices/?q=zzxxyy&shore=america"))

        assert "Nothing was found for “zzxxyy”." in text
        assert "Search without the filter" in text
        assert "mailto:" in text

    def test_escapes_what_was_searched(self, client):
        text = text_of(client.get("/en/practices/?q=%3Cscript%3Ealert(1)%3C/script%3E"))

        assert "<script>alert(1)" not in text


def test_no_sheet_is_at_the_address_of_a_talk(client):
    talk = TalkFactory()

    with override("en"):
        address = reverse("practices:detail", kwargs={"pk": talk.pk, "slug": "x"})

    assert client.get(address).status_code == 404
    assert not Practice.objects.filter(pk=talk.pk).exists()
