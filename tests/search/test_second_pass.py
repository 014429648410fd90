"""What is asked when the reader's words, all of them, find little: the same on both engines."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import vocabulary
from search.results import SecondPass

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(write):
    """Write enough for words to be common or rare."""
    write("Médiation entre voisins", "Une équipe écoute les familles du quartier.")
    write("Permanence de nuit", "Une assistante soutient les familles du quartier après un drame.")
    write("Patrouille en gare", "Des policiers saluent les voyageurs du quartier.")
    write("Tournoi de football", "Des jeunes et des policiers jouent ensemble.")
    vocabulary.rebuild()


class TestWordsPutRight:
    def test_find_what_was_meant(self, sheets, search):
        results = search("permanance")

        assert [hit.heading for hit in results.hits] == ["Permanence de nuit"]
        assert results.second_pass == SecondPass("permanence", corrected=True, loosened=False, strictly=0)
        assert results.suggestion is None

    def test_keep_the_rest_of_the_question(self, sheets, search):
        results = search('permanance "de nuit" -football')

        assert [hit.heading for hit in results.hits] == ["Permanence de nuit"]
        assert results.second_pass.text == 'permanence "de nuit" -football'

    @pytest.mark.parametrize("words", ["NUITS5", '"permanance"', "gar", "GARRE", "patruoile"])
    def test_are_no_codes_acronyms_quotations_short_words_or_guesses(self, sheets, search, words):
        assert search(words).second_pass is None

    def test_are_not_asked_of_words_that_the_concordance_knows(self, notions, write, search):
        write("Itinérante, la permanence")
        vocabulary.rebuild()

        assert search("itinérance").second_pass is None

    def test_come_from_what_the_viewer_may_see(self, write, search):
        write("Permanence", members=True)
        vocabulary.rebuild()

        assert search("permanance").second_pass is None
        assert search("permanance").total == 0

    def test_count_filters_by_what_is_shown(self, sheets, search):
        results = search("permanance", filters={"kind": ["practice"]})

        assert results.total == 1
        assert [(value.value, value.count) for value in results.facets["kind"]] == [("practice", 1)]


class TestMostOfTheWords:
    def test_answer_a_question_in_plain_words(self, sheets, search):
        results = search("comment soutenir une famille pendant la nuit après un drame ?")

        assert results.hits[0].heading == "Permanence de nuit"
        assert results.second_pass.loosened
        assert results.second_pass.strictly == 0

    def test_come_after_what_has_them_all(self, sheets, search):
        results = search("équipe familles quartier")

        assert results.hits[0].heading == "Médiation entre voisins"
        assert results.second_pass == SecondPass(
            "équipe familles quartier", corrected=False, loosened=True, strictly=1
        )
        assert results.total == len(results.hits) > 1

    def test_are_not_enough_when_there_are_two(self, sheets, search):
        results = search("permanence assistante")

        assert [hit.heading for hit in results.hits] == ["Permanence de nuit"]
        assert results.second_pass is None

    def test_stand_in_whichever_language(self, write, search):
        write("Permanence", heading_nl="Wachtdienst", heading_en="Hotline")
        write("Autre chose")

        results = search("permanence wachtdienst hotline")

        assert [hit.page.heading_fr for hit in results.hits] == ["Permanence"]

    def test_never_loosen_quotations_exclusions_filters_or_tokens(self, sheets, write, search):
        write("Nuit des voisins en famille, un drame", members=True)
        question = "soutenir familles voyageurs football"

        assert {hit.heading for hit in search(question).hits} >= {"Permanence de nuit", "Tournoi de football"}
        assert [hit.heading for hit in search(f'{question} "de nuit"').hits] == ["Permanence de nuit"]
        assert "Tournoi de football" not in {hit.heading for hit in search(f"{question} -jeunes").hits}
        assert search(question, filters={"theme": ["nowhere"]}).total == 0
        assert all("drame" not in hit.heading for hit in search("nuit voisins famille drame").hits)

    def test_are_left_out_where_the_reader_asks_for_all(self, sheets, search):
        results = search("comment soutenir une famille pendant la nuit", strict=True)

        assert results.total == 0
        assert results.second_pass is None

    def test_count_filters_by_what_is_shown(self, sheets, search):
        wide = search("équipe familles quartier")
        narrow = search("équipe familles quartier", filters={"kind": ["practice"]})

        assert narrow.total == wide.facets["kind"][0].count == wide.total

    def test_read_on_where_a_page_ends(self, sheets, search):
        first = search("équipe familles quartier", size=1)
        second = search("équipe familles quartier", size=1, page=2)

        assert first.total == second.total > 1
        assert first.hits[0].pk != second.hits[0].pk

    def test_do_not_bring_what_has_none_of_them(self, sheets, search):
        results = search("xylophone zeppelin ornithorynque")

        assert results.total == 0
        assert results.second_pass is None


class TestCost:
    def test_does_not_grow_with_the_question(self, sheets, search):
        def statements(words):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                search(words)
            return len(captured)

        short = statements("zzzzz yyyyy xxxxx wwwww vvvvv uuuuu")

        assert statements(" ".join(f"zzzzz{letter * 3}" for letter in "abcdefghijklmnopqrstuvwx")) <= short
        assert short < 40


class TestPage:
    def test_says_what_was_done_and_offers_the_words_alone(self, sheets, client):
        page = client.get("/fr/recherche/", {"q": "permanance"}).content.decode()

        assert "permanence" in page
        assert "strict=1" in page

    def test_keeps_to_the_words_when_asked(self, sheets, client):
        page = client.get("/fr/recherche/", {"q": "permanance", "strict": "1"}).content.decode()

        assert "Permanence de nuit" not in page
        assert 'name="strict"' in page
