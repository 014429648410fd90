"""What machines ask: does the process answer, may it have readers, how does search stand, in numbers."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.utils import timezone

from exchange import health
from search import fallback, metrics
from search import health as searching
from search.breaker import breaker
from search.elasticsearch import client as cluster
from search.elasticsearch import indices
from search.models import Generation, Outbox, Tally
from search.models.changes import ATTEMPTS
from search.moment import fingerprint
from tests.factories import PracticeFactory, UserFactory

TOKEN = "a long token of tests"
SERIES = re.compile(r'^[a-z_]+(\{[a-z]+="[^"]+"(,[a-z]+="[^"]+")*\})? (-?\d+(\.\d+)?(e[+-]\d+)?|\+Inf)$')


@pytest.fixture(autouse=True)
def well(monkeypatch):
    """Begin with an engine that is well, and was just asked how it is."""
    breaker.answered()
    metrics.tallies.counts.clear()
    monkeypatch.setattr(indices, "look", lambda: None)
    monkeypatch.setattr(searching, "pulse", searching.Pulse())
    yield
    breaker.answered()


@pytest.fixture
def index(db, settings):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    return Generation.objects.create(
        name="test-entries-g1", state="live", fingerprint=fingerprint(), promoted_at=timezone.now()
    )


def told(client, address="/health/search"):
    response = client.get(address)
    return response.status_code, response.json()


class TestSite:
    def test_is_live_without_asking_anything(self, client):
        assert told(client, "/health/live") == (200, {"state": "live"})

    @pytest.mark.django_db
    def test_is_ready_once_migrated(self, client, monkeypatch):
        monkeypatch.setattr(health.ReadyView, "is_migrated", False)
        assert told(client, "/health/ready") == (200, {"state": "ready"})

        monkeypatch.setattr(health.ReadyView, "is_migrated", False)
        monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *_: ["one more"])
        assert told(client, "/health/ready") == (503, {"state": "waiting", "for": "migrations"})

    @pytest.mark.django_db
    def test_looks_at_migrations_once(self, client, django_assert_num_queries):
        client.get("/health/ready")

        with django_assert_num_queries(1):
            client.get("/health/ready")

    def test_is_not_ready_without_a_database(self, client, monkeypatch):
        def away():
            raise DatabaseError("away")

        monkeypatch.setattr(health.connection, "cursor", away)

        assert told(client, "/health/ready") == (503, {"state": "waiting", "for": "database"})

    @pytest.mark.django_db
    @pytest.mark.parametrize("name", ["live", "ready", "search"])
    def test_keeps_nothing_and_knows_nobody(self, client, name):
        response = client.get(f"/health/{name}")

        assert not response.cookies
        assert "no-store" in response["Cache-Control"]
        assert client.post(f"/health/{name}").status_code == 405


class TestSearch:
    def test_is_well_without_elasticsearch_where_none_is_wanted(self, client, db, settings):
        settings.ELASTICSEARCH_URL = ""

        status, answer = told(client)

        assert (status, answer["state"], answer["engine"]) == (200, "ok", "postgres")

    def test_names_the_engine_and_the_lag(self, client, index):
        Outbox.objects.create(
            kind="practice", object_id=1, rev=1, enqueued_at=timezone.now() - timedelta(seconds=90)
        )
        Outbox.objects.create(kind="practice", object_id=2, rev=1, attempts=ATTEMPTS)

        status, answer = told(client)

        assert (status, answer["state"], answer["engine"]) == (200, "ok", "elasticsearch")
        assert answer["generation"] == index.name
        assert (answer["lag"]["rows"], answer["lag"]["poison"]) == (1, 1)
        assert 90 <= answer["lag"]["oldest_seconds"] < 120

    def test_is_degraded_and_not_down_while_postgres_answers(self, client, index, monkeypatch):
        def away():
            raise cluster.Unreachable("refused")

        monkeypatch.setattr(indices, "look", away)

        for reason in ("failed", "away"):
            status, answer = told(client)
            assert (status, answer["state"], answer["engine"]) == (200, "degraded", "postgres")
            assert (answer["reason"], answer["breaker"]) == (reason, "open")

    def test_tells_that_no_index_is_ready(self, client, index):
        Generation.objects.update(in_doubt=True)

        assert told(client)[1]["reason"] == fallback.Reason.NO_INDEX

    @pytest.mark.parametrize("url", ["", "http://127.0.0.1:9"])
    def test_is_down_without_a_database(self, client, monkeypatch, settings, url):
        def away(*_):
            raise DatabaseError("away")

        settings.ELASTICSEARCH_URL = url
        monkeypatch.setattr(health.connection, "cursor", away)

        assert told(client) == (503, {"state": "down", "engine": None})

    def test_is_down_where_no_engine_answers(self, client, monkeypatch):
        def away():
            raise DatabaseError("away")

        monkeypatch.setattr("search.machine_views.standing", away)

        assert told(client) == (503, {"state": "down", "engine": None})

    def test_asks_the_engine_now_and_then_only(self, client, index, monkeypatch):
        looks = []
        monkeypatch.setattr(indices, "look", lambda: looks.append(1))

        for _ in range(5):
            client.get("/health/search")

        assert len(looks) == 1


@pytest.mark.django_db
class TestMetrics:
    def read(self, client, token=TOKEN):
        # What does not exist is looked for in the reader's language first.
        return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, follow=True)

    def test_do_not_exist_without_a_token(self, client, settings):
        assert self.read(client, "").status_code == 404
        settings.METRICS_TOKEN = TOKEN

        assert client.get("/metrics", follow=True).status_code == 404
        assert self.read(client, "another").status_code == 404
        assert self.read(client, "é").status_code == 404
        assert self.read(client).status_code == 200

    def test_are_open_to_administrators(self, client):
        for role, status in (("editor", 404), ("committee", 404), ("administrator", 200)):
            client.force_login(UserFactory(roles=[role]))
            assert client.get("/metrics", follow=True).status_code == status, role

    def test_are_readable(self, client, settings, index):
        settings.METRICS_TOKEN = TOKEN
        client.get("/fr/recherche/?q=passerelle")

        response = self.read(client)
        lines = response.content.decode().splitlines()

        assert response["Content-Type"].startswith("text/plain; version=0.0.4")
        for line in lines:
            assert line.startswith("# ") or SERIES.match(line), line
        described = [line.split()[2] for line in lines if line.startswith("# TYPE")]
        assert len(described) == len(set(described))
        for name in (
            "rives_searches_total",
            "rives_search_seconds",
            "rives_search_rejected_hits_total",
            "rives_search_outbox_rows",
            "rives_search_outbox_oldest_seconds",
            "rives_search_outbox_poison_rows",
            "rives_search_generation_age_seconds",
            "rives_search_breaker",
            "rives_worker_silent_seconds",
            "rives_tasks",
            "rives_tasks_oldest_seconds",
            "rives_tasks_last_success_timestamp_seconds",
            "rives_job_last_run_timestamp_seconds",
            "rives_job_last_success_timestamp_seconds",
            "rives_job_late_seconds",
        ):
            assert name in described

    def test_count_what_every_process_counted(self, client, settings):
        settings.METRICS_TOKEN, settings.ELASTICSEARCH_URL = TOKEN, ""
        PracticeFactory(heading_en="Footbridge")
        Tally.objects.add({'rives_searches_total{engine="postgres",outcome="found"}': 40})

        client.get("/en/search/?q=footbridge")
        lines = self.read(client).content.decode().splitlines()

        assert 'rives_searches_total{engine="postgres",outcome="found"} 41' in lines
        assert 'rives_search_seconds_bucket{engine="postgres",le="+Inf"} 1' in lines
        assert "rives_search_rejected_hits_total 0" in lines
        places = [lines.index(line) for line in lines if "_bucket{" in line]
        assert places == sorted(places)
        assert "+Inf" in lines[places[-1]]

    def test_are_written_down_now_and_then_after_an_answer(self, client, monkeypatch):
        monkeypatch.setattr(metrics.tallies, "due", float("inf"))
        client.get("/en/search/")
        assert not Tally.objects.exists()

        monkeypatch.setattr(metrics.tallies, "due", 0.0)
        client.get("/en/search/")

        assert Tally.objects.get(series__startswith="rives_searches_total").number == 2
