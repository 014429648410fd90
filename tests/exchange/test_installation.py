"""Development and tests keep away from a database that production has marked as its own."""

import os
import subprocess
import sys
from contextlib import closing

import psycopg
import pytest
from django.conf import settings as project
from django.core.management import call_command
from django.db import connection

from exchange.apps import mark_database
from exchange.models import Installation
from exchange.settings.guard import ProductionDatabaseError, not_production
from tests import databases


@pytest.fixture(scope="module")
def marked():
    """Return the address of a migrated database that production has marked."""
    name = f"marked_{os.getpid()}"
    with closing(databases.administration()) as administration:
        databases.create(administration, name, template=databases.migrated())
        with psycopg.connect(databases.address(name)) as its:
            its.execute("insert into exchange_installation (id, marked_at) values (1, now())")
        yield databases.address(name)
        databases.drop(administration, name)


def started(*words, address, module):
    return subprocess.run(
        [sys.executable, *words],
        cwd=project.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": module, "DATABASE_URL": address, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


class TestGuard:
    @pytest.mark.parametrize(
        "words",
        [
            ["manage.py", "sendtestemail", "reader@zone.example"],
            ["-c", "import exchange.wsgi"],
        ],
        ids=["a command without database", "any server"],
    )
    def test_refuses_development_on_a_database_of_production(self, marked, words):
        result = started(*words, address=marked, module="exchange.settings.development")

        assert result.returncode == 1
        assert "exchange.settings.production" in result.stderr
        assert "delete from exchange_installation" in result.stderr
        if words[0] == "manage.py":
            assert "Traceback" not in result.stderr

    def test_refuses_tests_too(self, marked):
        result = started("manage.py", "check", address=marked, module="exchange.settings.test")

        assert result.returncode == 1
        assert "belongs to a site in production" in result.stderr

    @pytest.mark.django_db
    def test_lets_development_work_on_others(self):
        config = {"PASSWORD": "", **connection.settings_dict}

        assert not_production(config, "development") is config

    def test_waits_for_no_database_that_is_away(self, tmp_path):
        config = {"HOST": str(tmp_path), "PORT": "", "USER": "nobody", "PASSWORD": "", "NAME": "nothing"}

        assert not_production(config, "development") is config

    def test_looks_where_the_site_would_look(self, marked):
        """By its options a site may reach the server, or other tables on it."""
        config = {"PASSWORD": "", **connection.settings_dict, "NAME": marked.rpartition("/")[2]}

        with pytest.raises(ProductionDatabaseError):
            not_production(config | {"OPTIONS": {"pool": False, "application_name": "site"}}, "development")
        elsewhere = config | {"OPTIONS": {"options": "-csearch_path=elsewhere"}}
        assert not_production(elsewhere, "development") is elsewhere

    def test_says_which_database_it_is(self, marked):
        config = {"PASSWORD": "", **connection.settings_dict, "NAME": marked.rpartition("/")[2]}

        with pytest.raises(ProductionDatabaseError, match=config["NAME"]):
            not_production(config, "development")


@pytest.mark.django_db
class TestMark:
    @pytest.mark.parametrize("marks", [True, False])
    def test_is_written_by_production_only(self, settings, marks):
        settings.MARKS_DATABASE = marks

        mark_database()
        mark_database()

        assert Installation.objects.count() == marks

    def test_is_written_where_a_worker_starts(self, settings, monkeypatch):
        settings.MARKS_DATABASE = True
        monkeypatch.setattr("exchange.worker.BackgroundWork.step_once", lambda work: None)

        call_command("worker", once=True)

        assert Installation.objects.exists()

    def test_is_written_where_the_site_starts(self, settings):
        from exchange import wsgi

        settings.MARKS_DATABASE = True
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(wsgi.connection, "close", lambda: None)
            wsgi.mark_database()

        assert Installation.objects.exists()
