"""What only the engine outside the database has to be careful with."""

import datetime as dt
import json

import pytest
from django.utils import timezone

from exchange.models import Abbreviation
from exchange.viewers import VISITOR, viewer_of
from search.elasticsearch import client, indices
from search.elasticsearch.engine import ElasticsearchSearch
from search.find import ask, find
from search.moment import present
from search.queries import SearchQuery
from tests.factories import ConceptFactory, MembershipFactory, UserFactory, the_network

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine():
    return "elasticsearch"


@pytest.fixture
def asked(deliver):
    """Return a function that puts a question to the engine and keeps it, to look inside."""

    def put(text="", **query):
        deliver()
        engine = ElasticsearchSearch(ask(SearchQuery(text, **query), VISITOR, present()))
        engine.answer()
        return engine

    return put


@pytest.fixture
def requests(deliver, monkeypatch):
    """Return the list of what is sent to the cluster by readers."""
    sent = []
    real = client.interactive()

    class Watched:
        def search(self, **request):
            sent.append(request)
            return real.search(**request)

    monkeypatch.setattr(client, "interactive", Watched)
    return sent


class TestRequest:
    def test_is_one_for_hits_counts_and_fragments(self, write, search, notions, requests):
        for number in range(4):
            write(f"Sans-abri {number}", "Une équipe en itinérance")

        results = search("sans-abri", filters={"shore": ["europe"], "year": ["2015"]})

        assert len(requests) == 1
        assert results.total == 0
        assert results.facets["shore"]

    def test_brings_no_more_than_is_shown(self, write, asked):
        write("Le parking", "Un parking la nuit", lessons_fr="Un parking " * 500)

        (hit,) = asked("parking").hits

        assert set(hit["_source"]) == {"kind", "object_id", "reference", "external_id", "fr"}
        assert set(hit["_source"]["fr"]) == {"summary"}

    def test_marks_each_word_of_a_notion_once(self, asked, notions):
        fields = asked("sans-abri").request()["highlight"]["fields"]

        for name, field in fields.items():
            words, *phrases = field["highlight_query"]["bool"]["should"]
            said = [*words["match"][name].split(), *(phrase["match_phrase"][name] for phrase in phrases)]
            assert len(said) == len(set(said)) > 1
        assert "itinérance" in str(fields["fr.summary"])

    @pytest.mark.parametrize("number", [6, 12, 24, 40])
    @pytest.mark.parametrize("form", ["kort{}", "{}e neighbour", "mot{}-organisation"])
    def test_never_has_more_clauses_than_a_cluster_takes(self, asked, form, number):
        said = [form.format(place if "e" in form else chr(97 + place % 26) * 3) for place in range(number)]
        for place, word in enumerate(said[:number]):
            Abbreviation.objects.get_or_create(short=word, defaults={"long": f"un long {place} nom"})
            ConceptFactory(
                code=f"x{place}",
                terms={
                    "fr-be": [word, f"un long {place} nom", *(f"{word} {n}" for n in range(6))],
                    "nl": [f"nederlands {place}"],
                },
            )

        request = asked(" ".join(said)).request()

        assert clauses(request["query"]) <= 1024
        assert all(
            clauses(field["highlight_query"]) <= 1024 for field in request["highlight"]["fields"].values()
        )
        assert len(json.dumps(request)) < 500_000


def clauses(query) -> int:
    """Return how many terms and phrases a query asks of the index."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    if not isinstance(query, dict):
        return 0
    if "multi_match" in query:
        return len(query["multi_match"]["fields"])
    if "match" in query:
        return sum(len(words.split()) for words in query["match"].values())
    if {"term", "terms", "match_phrase"} & set(query):
        return 1
    return sum(map(clauses, query.values()))


class TestRestrictions:
    def test_on_their_way_close_hits_totals_and_counts(self, write, search):
        sheet = write("Le parking")
        write("Le parking de nuit")
        assert search("parking").total == 2
        sheet.audience = "members"
        sheet.save()

        results = find(SearchQuery("parking"), VISITOR, engine="elasticsearch")

        assert results.total == len(results.hits) == 1
        assert [value.count for value in results.facets["kind"]] == [1]

    def test_once_delivered_close_nobody_out_who_may_look(self, write, search):
        sheet = write("Le parking")
        assert search("parking").total == 1
        sheet.audience, sheet.network = "members", the_network()
        sheet.save()
        member = viewer_of(UserFactory(organisation=MembershipFactory().organisation))

        assert search("parking").total == 0
        assert search("parking", member).total == 1


class TestFragments:
    LONG = "Une phrase sans rien. " * 20

    @pytest.mark.parametrize(
        ("summary", "body", "expected"),
        [
            ("Un parking.", "Le parking.", "Un <mark>parking</mark>."),
            ("Rien. Puis un parking. Puis rien.", "", "Rien. Puis un <mark>parking</mark>. Puis rien."),
            ("Rien d'autre.", "Des mots. Un parking ici.", "Un <mark>parking</mark> ici."),
            ("Rien d'autre.", "", "Rien d&#x27;autre."),
        ],
    )
    def test_come_from_the_summary_then_from_the_body(self, write, search, summary, body, expected):
        write("Parking", summary, lessons_fr=body)

        assert search("parking").hits[0].highlight == expected

    def test_of_long_texts_are_cut_around_the_words(self, write, search):
        write("Titre", f"{self.LONG} Un parking. {self.LONG} Encore un parking. {self.LONG}")

        highlight = search("parking").hits[0].highlight

        assert highlight.count("<mark>parking</mark>") == 2
        assert " … " in highlight
        assert len(highlight) < 600

    def test_of_what_nothing_marks_are_its_beginning(self, write, search):
        write("Parking", self.LONG)

        highlight = search("parking").hits[0].highlight

        assert highlight.endswith(" …")
        assert 250 < len(highlight) <= 302

    def test_are_in_the_language_that_was_found(self, write, search):
        write("Titre", "Une chose", heading_nl="Titel", summary_nl="Een fietspad in de wijk")

        hit = search("fietspad").hits[0]

        assert (hit.highlight, hit.highlight_language) == ("Een <mark>fietspad</mark> in de wijk", "nl")


class TestScores:
    @pytest.mark.usefixtures("fresh_index")
    def test_move_little_with_age(self, write, asked):
        for days in (0, 4000):
            write("Le parking", first_published_at=timezone.now() - dt.timedelta(days=days))

        new, old = (hit["_score"] for hit in asked("parking").hits)

        assert 1 < new / old <= 1.5
        assert 0.8 < new / ((new + old) / 2) <= 1.2

    def test_are_those_of_the_best_language_not_of_all(self, write, asked):
        write("Parking", heading_nl="Parking", heading_en="Parking")

        (hit,) = asked("parking").hits

        assert hit["_score"] < 1.2 * max(hit["matched_queries"].values())


class TestAway:
    @pytest.fixture
    def answering(self, monkeypatch, deliver, write):
        """Return a function that makes the cluster answer something else."""

        def answer(body):
            class Answering:
                def search(self, **request):
                    return type("Answer", (), {"body": body})

            monkeypatch.setattr(client, "interactive", Answering)

        return answer

    @pytest.mark.parametrize(
        "body",
        [
            {"timed_out": True, "_shards": {"failed": 0}, "hits": {}},
            {"timed_out": False, "_shards": {"failed": 1}, "hits": {}},
            {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": [{}]}},
            {},
            [],
        ],
    )
    def test_is_what_answers_in_part_or_strangely(self, answering, body):
        answering(body)

        with pytest.raises(client.Away):
            find(SearchQuery("parking"), VISITOR, engine="elasticsearch")

    def test_is_a_cluster_without_the_index(self, deliver, delivered):
        indices.delete(indices.alias_target())
        delivered.clear()

        with pytest.raises(client.Away):
            find(SearchQuery("parking"), VISITOR, engine="elasticsearch")
