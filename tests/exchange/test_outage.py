"""The database goes away under readers: a real PostgreSQL, stopped."""

import logging

import psycopg
import pytest
from django.db import OperationalError, connections
from django.test import Client

from exchange import embedded, outage
from exchange.health import ReadyView


@pytest.fixture(scope="module")
def another_postgresql(tmp_path_factory):
    """Return an embedded PostgreSQL that nobody else uses, running; whoever wishes stops it."""
    programs = embedded._programs()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "BASE_DIR", tmp_path_factory.mktemp("checkout"))
        patch.setattr(embedded, "_programs", lambda: programs)
        embedded.start()
        yield embedded
        embedded.remove()


@pytest.fixture
def stopped(another_postgresql, django_db_blocker):
    """Lead this process to that database, with a connection that is open, then stop it."""
    settings_dict = connections["default"].settings_dict
    before = {name: settings_dict[name] for name in ("HOST", "NAME", "CONN_HEALTH_CHECKS")}
    connections.close_all()
    another_postgresql.start()
    settings_dict.update(HOST=str(another_postgresql.socket_directory()), NAME="postgres")
    with django_db_blocker.unblock():
        connections["default"].ensure_connection()
        another_postgresql.stop()
        yield
        connections.close_all()
    settings_dict.update(before)


@pytest.fixture(autouse=True)
def journal(monkeypatch):
    monkeypatch.setattr(outage, "journal", outage.Journal())


def reader(**headers) -> Client:
    return Client(raise_request_exception=False, headers=headers)


class TestDatabaseStopped:
    @pytest.mark.parametrize(
        ("path", "language", "words"),
        [
            ("/fr/", "fr", "Le site ne peut pas répondre pour le moment"),
            ("/nl/", "nl", "De site kan op dit ogenblik niet antwoorden"),
            ("/en/nothing-is-here/", "en", "The site cannot answer for the moment"),
            ("/admin/", "fr", "Le site ne peut pas répondre pour le moment"),
            ("/fr-ca/", "fr-ca", "Le site ne peut pas répondre pour le moment"),
        ],
    )
    def test_readers_are_told_in_their_language_when_to_come_back(self, stopped, path, language, words):
        for _ in ("the connection that was cut", "no connection at all"):
            response = reader(Cookie="sessionid=abcdefghijklmnopqrstuvwxyz012345").get(path)

            assert response.status_code == 503
            assert int(response["Retry-After"]) > 0
            assert "no-store" in response["Cache-Control"]
            assert f'<html lang="{language}">' in response.content.decode()
            assert words in response.content.decode()

    def test_a_form_is_answered_too(self, stopped):
        response = reader().post("/fr/connexion/", {"login": "somebody@zone.example", "password": "x"})

        assert response.status_code == 503

    def test_the_log_says_it_once_a_minute(self, stopped, caplog, monkeypatch):
        moment = [1000.0]
        monkeypatch.setattr(outage.time, "monotonic", lambda: moment[0])
        with caplog.at_level(logging.WARNING):
            for _ in range(5):
                reader().get("/fr/")
            assert len(caplog.records) == 1
            moment[0] += 61
            reader().get("/fr/")

        assert len(caplog.records) == 2
        assert "requests refused since the last line: 5" in caplog.text
        assert not any(record.exc_info for record in caplog.records)

    def test_what_watches_the_site_is_told(self, stopped, monkeypatch, settings):
        monkeypatch.setattr(ReadyView, "is_migrated", True)
        settings.ELASTICSEARCH_URL = ""
        answers = {name: reader().get(f"/health/{name}") for name in ("live", "ready", "search", "worker")}

        assert {name: answer.status_code for name, answer in answers.items()} == {
            "live": 200,
            "ready": 503,
            "search": 503,
            "worker": 503,
        }
        assert all(answer["Content-Type"] == "application/json" for answer in answers.values())


class TestWhatCountsAsAway:
    @pytest.mark.parametrize(
        ("said", "away"),
        [
            (psycopg.errors.AdminShutdown("the server stops"), True),
            (psycopg.errors.CannotConnectNow("it starts"), True),
            (psycopg.errors.TooManyConnections("no room"), True),
            (psycopg.OperationalError("connection refused"), True),
            (psycopg.errors.DeadlockDetected("two at once"), False),
            (psycopg.errors.QueryCanceled("too slow"), False),
        ],
    )
    def test_is_no_fault_of_a_statement(self, said, away):
        error = OperationalError(str(said))
        error.__cause__ = said
        wrapped = ValueError("in a page")
        wrapped.__cause__ = error

        assert bool(outage.outage(wrapped)) is away

    def test_is_no_fault_of_a_page(self):
        assert outage.outage(ZeroDivisionError()) is None
        assert outage.outage(None) is None
