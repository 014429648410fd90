import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from exchange.audiences import State
from exchange.models import Clause, HomePage, InformationPage, OrganisationPage, Signature
from exchange.models.memberships import Basis, MembershipState
from tests.clients import Client
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    InformationPageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

LARGEST_PAGE = 100_000
LANGUAGES = ("fr", "fr-ca", "nl", "en")


@pytest.fixture(autouse=True)
def in_english():
    """Read the interface in the language of the code, whatever the catalogues say."""
    with override("en"):
        yield


def text_of(response) -> str:
    return response.content.decode()


def address_in(language, page) -> str:
    with override(language):
        return page.get_url()


@pytest.fixture
def bruno():
    """Return the page of a Belgian body with an antenna, a network joined by protocol, a sheet and a talk."""
    network = OrganisationFactory(network=True, country="CA", region="CA-QC", name_fr="Réseau d'essai")
    body = OrganisationFactory(name_fr="Zone d'essai", codes=["5344"], aliases=["zone 5"])
    protocol = ProtocolFactory(title="Protocole d'essai", parties=[body, network])
    protocol.accession_network = network
    protocol.save()
    MembershipFactory(
        organisation=body,
        network=network,
        basis=Basis.PROTOCOL,
        protocol=protocol,
        accession_on=protocol.signed_on,
    )
    AntennaFactory(organisation=body, telephone="+32 2 000 00 00", address="Rue A 1", serves="Quartier B")
    page = OrganisationPageFactory(organisation=body, heading_fr="Zone d'essai", summary_fr="Une zone.")
    InformationPageFactory(organisation=body, heading_fr="Les assistants", antenna=body.antennas.get())
    PracticeFactory(organisation=body, heading_fr="Fiche ouverte")
    PracticeFactory(organisation=body, heading_fr="Fiche des membres", members=True)
    TalkFactory(organisation=body, heading_fr="Conférence ouverte", parent=SeminarFactory())
    return page


class TestHome:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_answers_in_each_language(self, client, language):
        response = client.get(f"/{language}/")

        assert response.status_code == 200
        assert f'<html lang="{language}">' in text_of(response)

    def test_sends_to_the_language_of_the_browser(self, client):
        response = client.get("/", headers={"accept-language": "nl-BE,nl;q=0.9"})

        assert response.headers["Location"] == "/nl/"

    def test_asks_which_problem_with_six_searches(self, client):
        page = text_of(client.get("/en/"))

        assert f'action="{reverse("search:results")}"' in page
        assert len(re.findall(r'href="[^"]*\?q=[^"]+"', page)) == 6

    def test_shows_only_what_the_viewer_may_read(self, client, bruno):
        page = text_of(client.get("/en/"))

        assert "Fiche ouverte" in page
        assert "Fiche des membres" not in page

    def test_leads_to_the_founding_protocol(self, client, bruno):
        page = text_of(client.get("/en/"))

        assert "13 October 2016" in page
        assert reverse("members") in page
        assert "Protocole d’essai" in page

    def test_has_no_second_search_field(self, client):
        assert text_of(client.get("/en/")).count('type="search"') == 1


class TestOrganisation:
    def test_says_who_it_is_and_where_it_stands(self, client, bruno):
        page = text_of(client.get(bruno.get_url()))

        for words in (
            "Zone d’essai",
            "Une zone.",
            "5344",
            "zone 5",
            "Protocole d’essai",
            "Belgium",
        ):
            assert words in page
        assert "First Belgian police service to join" in page

    def test_telephone_can_be_dialled_and_territory_is_not_the_address(self, client, bruno):
        page = text_of(client.get(bruno.get_url()))

        assert 'href="tel:+3220000000"' in page
        assert "Rue A 1" in page
        assert "Quartier B" in page

    def test_sheets_are_those_the_viewer_may_read(self, client, bruno):
        anonymous = text_of(client.get(bruno.get_url()))
        client.force_login(UserFactory(organisation=bruno.organisation))
        member = text_of(client.get(bruno.get_url()))

        assert "Fiche ouverte" in anonymous
        assert "Conférence ouverte" in anonymous
        assert "Fiche des membres" not in anonymous
        assert "Fiche des membres" in member

    def test_an_old_slug_leads_to_the_present_one(self, client, bruno):
        response = client.get(f"/en/organisations/{bruno.pk}-old/")

        assert response.status_code == 301
        assert response.headers["Location"] == bruno.get_url()

    def test_the_tree_address_leads_to_the_translated_one(self, client, bruno):
        response = client.get("/en/" + bruno.url_path.removeprefix(HomePage.objects.get().url_path))

        assert response.status_code == 301
        assert response.headers["Location"] == bruno.get_url()

    def test_an_unpublished_page_is_not_found(self, client, bruno):
        OrganisationPage.objects.filter(pk=bruno.pk).update(live=False)

        assert client.get(bruno.get_url()).status_code == 404

    def test_tells_apart_an_unchecked_membership_and_an_invented_body(self, client, bruno):
        real = OrganisationPageFactory()
        MembershipFactory(organisation=real.organisation, illustrative=True)
        invented = OrganisationPageFactory(organisation=OrganisationFactory(fictitious=True))

        assert "Example: membership not checked" in text_of(client.get(real.get_url()))
        assert "This organisation does not exist" in text_of(client.get(invented.get_url()))


class TestLanguages:
    def test_a_missing_version_says_so_and_asks_not_to_be_indexed(self, client):
        page = ArticlePageFactory(heading_fr="Un accord")

        shown = text_of(client.get(address_in("en", page)))

        assert "is shown in another language: Français" in shown
        assert '<meta name="robots" content="noindex">' in shown
        assert '<h1 lang="fr">Un accord</h1>' in shown
        assert 'hreflang="en" href="http' not in shown

    def test_quebec_reads_the_french_of_all(self, client):
        page = ArticlePageFactory(heading_fr="Un accord")

        shown = text_of(client.get(address_in("fr-ca", page)))

        assert "another language" not in shown
        assert "noindex" not in shown
        assert "<h1>Un accord</h1>" in shown

    def test_versions_that_exist_are_announced_with_the_original_as_default(self, client):
        page = ArticlePageFactory(original_language="nl", heading_fr="Accord", heading_nl="Akkoord")

        shown = text_of(client.get(address_in("fr", page)))

        assert re.search(r'hreflang="x-default" href="[^"]*/nl/', shown)
        assert re.search(r'rel="canonical" href="[^"]*/fr/', shown)
        assert not re.search(r'rel="alternate" hreflang="en"', shown)

    def test_the_switcher_keeps_the_page_and_the_query(self, client):
        page = ArticlePageFactory(heading_fr="Accord", heading_nl="Akkoord")

        with override("nl"):
            members = reverse("members")

        assert f'href="{address_in("nl", page)}"' in text_of(client.get(address_in("en", page)))
        assert f'href="{members}?x=1"' in text_of(client.get(reverse("members") + "?x=1"))


class TestText:
    def test_information_says_of_when_it_is_and_where_to_call(self, client):
        antenna = AntennaFactory(telephone="+32 2 000 00 00", as_of="2014-01-29")
        page = InformationPageFactory(antenna=antenna, data_as_of="2014-01-29")

        shown = text_of(client.get(page.get_url()))

        assert shown.count("29 January 2014") >= 2
        assert "Information from 2014" in shown
        assert 'href="tel:+3220000000"' in shown

    def test_leads_to_the_sheets_of_the_same_body(self, client, bruno):
        page = InformationPage.objects.get(organisation=bruno.organisation)

        shown = text_of(client.get(page.get_url()))

        assert "Fiche ouverte" in shown
        assert "Fiche des membres" not in shown

    def test_the_box_for_opinions_stands_on_the_page(self, client):
        page = InformationPageFactory()

        shown = text_of(client.get(page.get_url()))

        assert f'action="{reverse("feedback", kwargs={"pk": page.pk})}"' in shown

    def test_pages_of_the_exchange_itself_stand_in_every_footer(self, client):
        page = InformationPageFactory(heading_fr="Accessibilité")

        assert f'<a href="{page.get_url()}">Accessibilité</a>' in text_of(client.get(reverse("members")))


class TestMembers:
    def test_ranks_by_date_and_puts_unknown_dates_last(self, client, bruno):
        network = bruno.organisation.memberships.get().network
        late = OrganisationFactory(name_fr="Zone tardive")
        unknown = OrganisationFactory(name_fr="Aucune date")
        MembershipFactory(organisation=unknown, network=network)
        MembershipFactory(organisation=late, network=network, accession_on="2020-01-01")

        page = text_of(client.get(reverse("members")))

        assert page.index("Zone d’essai") < page.index("Zone tardive") < page.index("Aucune date")
        assert "First Belgian police service to join" in page
        assert "No. 2 among Belgian organisations" in page
        assert "date not provided" in page

    @pytest.mark.parametrize("state", [MembershipState.CANDIDATE, MembershipState.REFUSED])
    def test_leaves_out_who_never_joined(self, client, state):
        MembershipFactory(organisation=OrganisationFactory(name_fr="Candidate"), state=state)

        assert "Candidate" not in text_of(client.get(reverse("members")))


class TestProtocol:
    def test_names_signatories_in_their_capacities(self, client, bruno):
        protocol = bruno.organisation.parties.get().protocol
        party = protocol.parties.get(organisation=bruno.organisation)
        Signature.objects.create(
            party=party, name="M. Essai", capacities=["chef de corps", "président"], acting=True
        )
        Clause.objects.create(
            protocol=protocol,
            number="1",
            title="Échange",
            text="Elles échangent.",
            grounds=["share_practices"],
        )

        page = text_of(client.get(protocol.get_absolute_url()))

        for words in ("M. Essai", "Chef de corps, président", "acting", "Elles échangent."):
            assert words in page
        assert "sharing practices with the other parties" in page
        assert "By signing it, Zone d’essai joined" in page

    def test_says_what_was_not_communicated(self, client, bruno):
        page = text_of(client.get(bruno.organisation.parties.get().protocol.get_absolute_url()))

        assert "not provided" in page
        assert "Its text was not provided." in page

    def test_a_project_is_not_shown(self, client):
        project = ProtocolFactory(state="project")

        assert client.get(project.get_absolute_url()).status_code == 404
        assert project.title not in text_of(client.get(reverse("protocols")))

    def test_an_old_slug_leads_to_the_present_one(self, client, bruno):
        protocol = bruno.organisation.parties.get().protocol

        response = client.get(f"/en/protocols/{protocol.pk}-old/")

        assert response.headers["Location"] == protocol.get_absolute_url()
        assert response.status_code == 301


class TestErrors:
    def test_what_cannot_be_found_helps_onward(self, client):
        response = client.get("/en/nothing/")

        assert response.status_code == 404
        assert reverse("search:results") in text_of(response)

    @pytest.mark.parametrize("path", ["/en/organisations/99999999999999999999999-x/", "/en/%01/", "/xx/yy/"])
    def test_a_hostile_address_is_not_found(self, client, path):
        assert client.get(path, follow=True).status_code == 404

    def test_a_withdrawn_sheet_leaves_a_tombstone_for_who_could_read_it(self, client):
        withdrawn = {"state": State.WITHDRAWN, "live": False, "reference": "BE-1-0001"}
        public = PracticeFactory(heading_fr="Fiche retirée", **withdrawn)
        members = PracticeFactory(members=True, **{**withdrawn, "reference": "BE-1-0002"})

        response = client.get(public.get_url())

        assert response.status_code == 410
        assert "BE-1-0001" in text_of(response)
        assert client.get(members.get_url()).status_code == 404

    def test_a_form_that_was_forged_is_refused_in_words(self):
        response = Client(enforce_csrf_checks=True).post(reverse("login"), {"login": "a", "password": "b"})

        assert response.status_code == 403
        assert "This form could not be accepted" in text_of(response)

    def test_a_failure_needs_no_database_to_be_told(self, client, monkeypatch, django_assert_num_queries):
        def fail(self, request, **kwargs):
            raise RuntimeError

        monkeypatch.setattr("exchange.views.HomeView.get", fail)
        client.raise_request_exception = False

        with django_assert_num_queries(0):
            response = client.get("/nl/")

        assert response.status_code == 500
        assert '<html lang="nl">' in text_of(response)


def addresses(bruno):
    protocol = bruno.organisation.parties.get().protocol
    return [
        "/en/",
        bruno.get_url(),
        InformationPage.objects.get(organisation=bruno.organisation).get_url(),
        protocol.get_absolute_url(),
        reverse("members"),
        reverse("protocols"),
        reverse("login"),
    ]


class TestCost:
    def test_pages_stay_small(self, client, bruno):
        for path in addresses(bruno):
            assert len(client.get(path).content) < LARGEST_PAGE, path

    @pytest.mark.parametrize("position", range(6))
    def test_more_rows_need_no_more_queries(self, client, bruno, position, django_assert_num_queries):
        path = addresses(bruno)[position]
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        before = len(captured)

        network = bruno.organisation.memberships.get().network
        for number in range(3):
            PracticeFactory(organisation=bruno.organisation)
            TalkFactory(organisation=bruno.organisation, parent=SeminarFactory())
            other = OrganisationPageFactory().organisation
            MembershipFactory(organisation=other, network=network)
            ProtocolFactory(parties=[other, bruno.organisation], title=f"Autre {number}")
        client.get(path)

        with django_assert_num_queries(before):
            client.get(path)
