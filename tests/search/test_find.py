"""Who answers: Elasticsearch while it is well, PostgreSQL otherwise, and the database about every hit."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from exchange.models import TranslatedPage
from exchange.viewers import VISITOR
from search import breaker as breaking
from search import find as finding
from search import metrics
from search.answers import Match
from search.breaker import State, breaker
from search.elasticsearch.client import Away, Missing, Refused, Unreachable
from search.fallback import Reason
from search.find import UnknownEngineError, find
from search.models import Entry, Generation, Outbox
from search.models.changes import ATTEMPTS
from search.moment import MOST_CLOSED, fingerprint
from search.postgres import PostgresSearch
from search.queries import SearchQuery
from tests.factories import PracticeFactory, ThemeFactory

pytestmark = pytest.mark.django_db


class Engine(PostgresSearch):
    """Stands in for Elasticsearch: answers the same, fails when it is told to."""

    name = "elasticsearch"
    asked: list = []
    error = None
    fails_late = False
    more: tuple = ()

    def answer(self):
        Engine.asked.append(self.question)
        if Engine.error and not Engine.fails_late:
            raise Engine.error
        answer = super().answer()
        return replace(answer, total=answer.total + len(Engine.more), matches=[*Engine.more, *answer.matches])

    def fragments(self, matches):
        if Engine.error:
            raise Engine.error
        return super().fragments(matches)


@pytest.fixture(autouse=True)
def engine(monkeypatch, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    monkeypatch.setitem(finding.ENGINES, "elasticsearch", Engine)
    for name, value in {"asked": [], "error": None, "fails_late": False, "more": ()}.items():
        monkeypatch.setattr(Engine, name, value)
    metrics.tallies.counts.clear()
    breaker.answered()
    yield Engine
    breaker.answered()


@pytest.fixture
def index(db):
    return Generation.objects.create(
        name="delta-entries-g1", state="live", fingerprint=fingerprint(), promoted_at=timezone.now()
    )


@pytest.fixture
def sheet(index):
    """Publish a sheet, and deliver it."""
    theme = ThemeFactory(code="schools")
    practice = PracticeFactory(heading_fr="Passerelle", summary_fr="Un pont pour piétons.")
    practice.themes.add(theme)
    practice.save()
    Outbox.objects.all().delete()
    return practice


def ask(text="passerelle", **query):
    return find(SearchQuery(text, **query), VISITOR)


class TestWhoAnswers:
    def test_elasticsearch_while_it_is_well(self, sheet):
        results = ask()

        assert (results.engine, results.degraded, results.reason) == ("elasticsearch", False, "")
        assert [hit.pk for hit in results.hits] == [sheet.pk]

    def test_postgres_where_nothing_else_is_set_up(self, sheet, settings, engine):
        settings.ELASTICSEARCH_URL = ""

        results = ask()

        assert (results.engine, results.degraded) == ("postgres", False)
        assert not engine.asked

    @pytest.mark.parametrize(
        "change", [{"state": "retiring"}, {"fingerprint": "of other code"}, {"in_doubt": True}]
    )
    def test_postgres_without_an_index_to_rely_on(self, sheet, index, engine, change):
        Generation.objects.update(**change)

        results = ask()

        assert (results.engine, results.degraded, results.reason) == ("postgres", True, Reason.NO_INDEX)
        assert not engine.asked

    def test_postgres_while_nobody_delivers_changes(self, sheet, engine):
        Outbox.objects.create(
            kind="practice", object_id=1, rev=1, enqueued_at=timezone.now() - timedelta(minutes=6)
        )
        assert ask().reason == Reason.LATE

        Outbox.objects.update(attempts=ATTEMPTS)

        assert ask().engine == "elasticsearch", "what is tried no more says nothing about the rest"

    def test_a_name_is_taken_at_its_word(self, sheet, engine):
        query = SearchQuery("passerelle")
        assert find(query, VISITOR, engine="postgres").engine == "postgres"
        engine.error = Away("away")

        with pytest.raises(Away):
            find(query, VISITOR, engine="elasticsearch")
        with pytest.raises(UnknownEngineError):
            find(query, VISITOR, engine="solr")
        assert breaker.failures == 0, "what somebody tries by name says nothing to readers"

    def test_marks_index_and_restrictions_are_read_at_once(self, sheet, django_assert_num_queries):
        with django_assert_num_queries(1):
            finding.present()


class TestAway:
    @pytest.mark.parametrize("fails_late", [False, True])
    @pytest.mark.parametrize("error", [Away("slow"), Missing("index"), Refused("query")])
    def test_the_same_request_is_answered(self, sheet, engine, error, fails_late):
        whole = find(SearchQuery("passerelle"), VISITOR, engine="postgres")
        engine.error, engine.fails_late = error, fails_late

        results = ask()

        assert (results.engine, results.degraded) == ("postgres", True)
        assert results.facets == whole.facets
        assert results.facets["theme"][0].value == "schools"
        assert [hit.pk for hit in results.hits] == [sheet.pk]

    def test_a_refused_connection_is_not_tried_again_at_once(self, sheet, engine):
        engine.error = Unreachable("refused")

        assert [ask().reason for _ in range(3)] == [Reason.FAILED, Reason.AWAY, Reason.AWAY]
        assert len(engine.asked) == 1

    def test_slow_answers_are_tolerated_for_a_while(self, sheet, engine):
        engine.error = Away("slow")

        for _ in range(6):
            ask()

        assert len(engine.asked) == breaking.FAILURES

    def test_a_question_that_does_not_suit_it_closes_nothing(self, sheet, engine):
        engine.error = Refused("query")

        for _ in range(5):
            ask()
        engine.error = None

        assert ask().engine == "elasticsearch"

    def test_comes_back_by_itself(self, sheet, engine, monkeypatch):
        engine.error = Unreachable("refused")
        ask()
        engine.error = None
        monkeypatch.setattr(breaker, "clock", lambda: breaker._until + 1)

        assert ask().engine == "elasticsearch"
        assert breaker.state == State.CLOSED

    def test_is_counted(self, sheet, engine):
        engine.error = Unreachable("refused")
        ask()
        ask()

        counts = metrics.tallies.counts
        assert counts['rives_search_fallbacks_total{reason="failed"}'] == 1
        assert counts['rives_search_fallbacks_total{reason="away"}'] == 1
        assert counts['rives_searches_total{engine="postgres",outcome="found"}'] == 2
        assert counts['rives_search_seconds_bucket{engine="postgres",le="+Inf"}'] == 2


class TestSecondAuthorisation:
    def test_what_the_database_refuses_is_neither_shown_nor_counted(self, sheet, engine):
        closed = PracticeFactory(members=True, heading_fr="Passerelle fermée")
        entry = Entry.objects.get(kind="practice", object_id=closed.pk)
        Outbox.objects.all().delete()
        engine.more = (Match("practice", closed.pk, entry.pk),)

        results = ask()

        assert [hit.pk for hit in results.hits] == [sheet.pk]
        assert results.total == 1
        assert metrics.tallies.counts["rives_search_rejected_hits_total"] == 1

    def test_a_page_is_full_all_the_same(self, sheet, engine):
        others = [PracticeFactory(heading_fr=f"Passerelle {number}") for number in range(3)]
        Outbox.objects.all().delete()
        entries = Entry.objects.filter(object_id__in=[other.pk for other in others])
        engine.more = tuple(Match(entry.kind, entry.object_id, entry.pk) for entry in entries)
        TranslatedPage.objects.filter(pk=others[0].pk).update(tokens=["editorial"])

        results = ask(size=2)

        assert len(results.hits) == 2
        assert others[0].pk not in {hit.pk for hit in results.hits}

    def test_restrictions_under_way_are_sent_with_the_question(self, sheet, engine):
        for rev in (1, 2):
            Outbox.objects.create(kind="practice", object_id=12, rev=rev, narrows=True)
        Outbox.objects.create(kind="practice", object_id=13, rev=1)

        ask()

        assert engine.asked[0].closed == ("practice-12",)

    def test_postgres_answers_while_too_much_is_restricted_at_once(self, sheet, engine):
        Outbox.objects.bulk_create(
            Outbox(kind="practice", object_id=number, rev=1, narrows=True)
            for number in range(MOST_CLOSED + 1)
        )

        assert ask().reason == Reason.CLOSING
        assert not engine.asked
