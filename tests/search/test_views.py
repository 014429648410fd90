from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from search.forms import SearchForm
from search.indexes import registry
from search.models import Unanswered
from search.presentation import in_order, page_numbers
from search.queries import MOST_FILTERS, MOST_VALUES
from search.results import LabelledValue, Results
from search.tasks import forget_unanswered
from tests.factories import (
    ArticlePageFactory,
    ConceptFactory,
    MembershipFactory,
    OrganisationPageFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


class TestResults:
    def test_shows_things_of_every_kind(self, client):
        things = [
            make(heading_fr="Passerelle", heading_en="Footbridge")
            for make in (
                PracticeFactory,
                TalkFactory,
                ArticlePageFactory,
                SeminarFactory,
                OrganisationPageFactory,
            )
        ]

        text = text_of(client.get("/en/search/?q=footbridge"))

        with override("en"):
            for thing in things:
                assert thing.get_url() in text

    def test_finds_the_word_of_the_other_shore_and_says_so(self, client):
        ConceptFactory(terms={"fr-be": ["sans-abri"], "fr-ca": ["itinérance"]})
        practice = PracticeFactory(heading_fr="Une équipe en itinérance")

        with override("fr"):
            text = text_of(client.get(reverse("search:results"), {"q": "sans-abri"}))

        assert practice.heading_fr in text
        assert "<i>itinérance</i> (" in text

    def test_hides_what_is_for_members(self, client):
        practice = PracticeFactory(members=True, heading_fr="Passerelle", heading_en="Footbridge")

        visitor = text_of(client.get("/en/search/?q=footbridge"))
        membership = MembershipFactory()
        client.force_login(UserFactory(organisation=membership.organisation))
        member = text_of(client.get("/en/search/?q=footbridge"))

        assert f"/{practice.pk}-" not in visitor
        assert f"/{practice.pk}-" in member

    def test_leaves_nothing_of_members_on_a_shared_computer(self, client):
        visitor = client.get("/en/search/").content.decode()
        client.force_login(UserFactory())

        assert 'hx-history="false"' not in visitor
        assert 'hx-history="false"' in client.get("/en/search/").content.decode()

    def test_marks_words_safely(self, client):
        PracticeFactory(heading_en="Footbridge", summary_en="A <b>footbridge</b> & <script>x</script>")

        text = text_of(client.get("/en/search/?q=footbridge"))

        assert "<mark>" in text
        assert "<script>x" not in text

    def test_says_the_language_of_what_is_not_in_the_readers(self, client):
        PracticeFactory(original_language="nl", heading_fr=None, heading_nl="Loopbrug")

        text = text_of(client.get("/en/search/?q=loopbrug"))

        assert '<span class="badge badge--language" lang="nl">Nederlands</span>' in text

    def test_keeps_the_filters_in_the_addresses_of_pages(self, client):
        for number in range(23):
            PracticeFactory(heading_en=f"Footbridge {number}")

        text = text_of(client.get("/en/search/?q=footbridge&kind=practice&sort=title"))

        assert "23 results" in text
        assert "?q=footbridge&amp;kind=practice&amp;sort=title&amp;page=2" in text

    @pytest.mark.parametrize(
        "query", ["", "q=", "page=x&kind=x", "q=%22&sort=x", "q=" + "%20" * 300, "kind=a&kind=b"]
    )
    def test_survives(self, client, query):
        assert client.get(f"/en/search/?{query}").status_code == 200

    def test_asks_as_often_for_many_as_for_few(self, client, django_assert_max_num_queries):
        for number in range(12):
            PracticeFactory(heading_en=f"Footbridge {number}")
            TalkFactory(heading_en=f"Footbridge talk {number}")
        client.get("/en/search/?q=footbridge")

        with django_assert_max_num_queries(20):
            client.get("/en/search/?q=footbridge")


class TestSuggestions:
    def test_completes_with_what_the_viewer_may_read(self, client):
        PracticeFactory(heading_en="Footbridge for all")
        PracticeFactory(members=True, heading_en="Footbridge for members")

        text = text_of(client.get("/en/search/suggest/?q=footb"))

        assert "Footbridge for all" in text
        assert "Footbridge for members" not in text

    @pytest.mark.parametrize("query", ["", "q=", "q=%01", "q=" + "z" * 1000])
    def test_says_nothing_when_there_is_nothing(self, client, query):
        response = client.get(f"/en/search/suggest/?{query}")

        assert response.status_code == 200
        assert "<li>" not in text_of(response)


class TestPresentation:
    @pytest.mark.parametrize(
        ("total", "page", "numbers"),
        [
            (0, 1, []),
            (5, 1, [1]),
            (200, 1, [1, 2, 3, None, 10]),
            (200, 5, [1, None, 3, 4, 5, 6, 7, None, 10]),
        ],
    )
    def test_numbers_the_pages_around_the_present_one(self, total, page, numbers):
        assert page_numbers(Results(engine="x", total=total, page=page, size=20)) == numbers

    def test_puts_what_is_ticked_first_and_figures_by_size(self):
        values = [LabelledValue("1", 9), LabelledValue("3", 2), LabelledValue("0", 1, selected=True)]

        assert [value.value for value in in_order("evidence", values)] == ["0", "3", "1"]

    def test_reads_a_question_and_says_what_it_did_not_understand(self, rf):
        form = SearchForm(rf.get("/?q=%00a%0Ab&page=zero&sort=best&theme=x&other=y").GET)

        query = form.query(language="nl")

        assert (query.text, query.page, query.filters) == ("a b", 1, {"theme": ["x"]})
        assert len(form.remarks) == 2

    def test_takes_so_many_values_of_a_filter_and_says_so(self, rf):
        many = "&".join(f"theme={number}" for number in range(900))

        form = SearchForm(rf.get(f"/?{many}&theme=1&shore=europe").GET)

        first = [str(number) for number in range(MOST_VALUES)]
        assert form.filters == {"theme": first, "shore": ["europe"]}
        assert form.query(language="fr").filters == form.filters
        with override("en"):
            assert form.remarks == [f"Theme: only the first {MOST_VALUES} were used."]

    def test_takes_so_many_filters_in_all_and_says_so(self, rf):
        many = "&".join(f"{name}={number}" for name in registry.facets for number in range(MOST_VALUES))

        form = SearchForm(rf.get(f"/?{many}").GET)

        assert sum(map(len, form.filters.values())) == MOST_FILTERS
        with override("en"):
            (remark,) = form.remarks
        assert remark == f"That is too many filters at once: only the first {MOST_FILTERS} were used."

    def test_says_nothing_of_a_question_that_is_read_whole(self, rf):
        form = SearchForm(rf.get("/?theme=a&theme=a&theme=&theme=%20&shore=europe&q=x").GET)

        assert (form.remarks, form.is_cut) == ([], False)
        assert form.filters == {"theme": ["a"], "shore": ["europe"]}

    def test_cuts_a_long_question_and_says_so(self, client):
        text = text_of(client.get("/en/search/", {"q": "parking " * 600}))

        assert "only its beginning was used" in text
        assert len(text) < 60_000

    def test_takes_a_filter_away(self, client):
        address = "/en/search/?q=x&theme=a&theme=b&shore=europe&sort=title"

        plain = client.get(f"{address}&without=theme:a")
        htmx = client.get(f"{address}&without=theme:a", HTTP_HX_REQUEST="true")
        unknown = client.get(f"{address}&without=theme:z")

        assert plain.url == "/en/search/?q=x&theme=b&shore=europe&sort=title"
        assert htmx["HX-Push-Url"] == plain.url
        assert 'value="theme:b"' in htmx.content.decode()
        assert 'value="theme:a"' not in htmx.content.decode()
        assert unknown.url == address

    def test_grows_with_its_filters_and_not_with_their_square(self, client):
        """An address with 600 values made a page of ten megabytes."""

        def size(each):
            many = "&".join(f"{name}=é{n:078}" for name in registry.facets for n in range(each))
            return len(client.get(f"/en/search/?{many}").content)

        none, one, two, all_of_them = size(0), size(1), size(2), size(50)

        assert two - one < 1.2 * (one - none)
        assert all_of_them < 150_000

    def test_sorts_by_relevance_as_soon_as_there_are_words(self, rf):
        without = SearchForm(rf.get("/?sort=relevance").GET).query(language="fr")
        with_words = SearchForm(rf.get("/?q=a&sort=").GET).query(language="fr")
        asked = SearchForm(rf.get("/?q=a&sort=newest").GET).query(language="fr")

        assert [query.sort for query in (without, with_words, asked)] == ["newest", "relevance", "newest"]


class TestReducedMode:
    NOTICE = "reduced mode"

    @pytest.fixture
    def away(self, settings):
        """Set up an Elasticsearch that has no index yet."""
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"

    def test_is_said_and_takes_nothing_away(self, client, away):
        PracticeFactory(heading_en="Footbridge")

        text = text_of(client.get("/en/search/?q=footbridge"))

        assert self.NOTICE in text
        assert "1 result" in text
        assert "<fieldset" in text

    def test_is_not_remembered(self, client, away):
        assert "no-store" in client.get("/en/search/")["Cache-Control"]

    def test_is_no_news_where_there_is_no_other(self, client):
        PracticeFactory(heading_en="Footbridge")

        response = client.get("/en/search/?q=footbridge")

        assert self.NOTICE not in text_of(response)
        assert "Cache-Control" not in response


class TestUnanswered:
    @pytest.fixture(autouse=True)
    def nobody_asked(self):
        cache.clear()

    def ask(self, client, words="paddleboat", *, of="203.0.113.1", **parameters):
        return client.get("/en/search/", {"q": words, **parameters}, REMOTE_ADDR=of)

    def kept(self):
        return list(Unanswered.objects.by_count().values_list("words", "times"))

    def test_keeps_words_that_come_again(self, client):
        for number in (1, 2):
            self.ask(client, of=f"203.0.113.{number}")
        assert Unanswered.objects.get().words == ""
        self.ask(client, "  Páddleboat ", of="203.0.113.3")

        assert self.kept() == [("paddleboat", 3)]

    def test_keeps_words_of_another_day(self, client):
        with time_machine.travel("2026-11-03 10:00Z"):
            self.ask(client)
        with time_machine.travel("2026-11-04 10:00Z"):
            self.ask(client)

        assert self.kept() == [("paddleboat", 2)]

    def test_counts_one_place_once_an_hour(self, client):
        for _ in range(5):
            self.ask(client)

        assert Unanswered.objects.get().count == 1

    def test_counts_people_and_keeps_no_word_of_theirs(self, client):
        client.force_login(UserFactory())
        for number in range(4):
            self.ask(client, of=f"203.0.113.{number}")
        assert Unanswered.objects.get().count == 4
        assert not self.kept()
        client.logout()

        self.ask(client, of="203.0.113.9")

        assert self.kept() == [("paddleboat", 5)]

    @pytest.mark.parametrize(
        "words",
        [
            "jan.peeters@example.org",
            "0470 12 34 56",
            "514-555-0199",
            "1-abc-234",
            "ABC 234",
            "E12 XYZ",
            "85.07.30-033 28",
            "zz",
        ],
    )
    def test_looks_away_from_what_may_name_somebody(self, client, words):
        self.ask(client, words)

        assert not Unanswered.objects.exists()

    def test_leaves_out_what_filters_left_out_and_what_was_found(self, client):
        PracticeFactory(heading_en="Footbridge")

        self.ask(client, kind="talk")
        self.ask(client, "footbridge")
        self.ask(client, "")

        assert not Unanswered.objects.exists()

    def test_cuts_what_is_long(self, client):
        for number in range(3):
            self.ask(client, "paddleboat " * 20, of=f"203.0.113.{number}")

        assert len(self.kept()[0][0]) <= 80

    def test_is_asked_again_rather_than_remembered(self, client):
        assert "no-store" in self.ask(client)["Cache-Control"]

    def test_is_forgotten_in_time(self, client):
        for days, times in ((400, 3), (300, 3), (40, 1), (10, 1)):
            with time_machine.travel(timezone.now() - timedelta(days=days)):
                for number in range(times):
                    self.ask(client, f"paddleboat {days}", of=f"203.0.113.{number}")
        assert Unanswered.objects.count() == 4

        forget_unanswered.call()

        assert self.kept() == [("paddleboat 300", 3)]
        assert Unanswered.objects.count() == 2
