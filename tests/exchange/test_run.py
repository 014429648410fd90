import io
import json
import socket

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from exchange.accounts import demonstration
from exchange.management.commands import run


@pytest.fixture
def command(settings, tmp_path, monkeypatch):
    settings.DEBUG = True
    monkeypatch.setattr(run, "CONTENT", tmp_path)
    monkeypatch.setattr(demonstration, "CONTENT", tmp_path)
    return run.Command(stdout=io.StringIO(), stderr=io.StringIO())


class TestRun:
    def test_names_a_way_out_when_the_port_is_taken(self, command):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]

            with pytest.raises(CommandError, match=rf"Port {port} is taken.*PORT={port + 10} make run"):
                call_command(command, host="127.0.0.1", port=port)

    def test_names_a_way_out_for_a_port_that_can_not_be(self, command):
        with pytest.raises(CommandError, match="is no port"):
            call_command(command, port=70_000)

    def test_is_not_for_production(self, command, settings):
        settings.DEBUG = False

        with pytest.raises(CommandError, match=r"docs/operate\.md"):
            call_command(command)


class TestLoadContent:
    @pytest.mark.django_db
    def test_loads_once_and_again_when_the_content_changes(self, command, tmp_path, monkeypatch):
        loaded = []
        monkeypatch.setattr(run, "call_command", lambda name, *files, **_: loaded.append((name, files)))
        content = tmp_path / "people.json"
        content.write_text("{}")

        command.load_content()
        command.load_content()
        assert loaded == [("load_content", (str(content),))]

        content.write_text('{"people": []}')
        command.load_content()
        assert len(loaded) == 2

    @pytest.mark.django_db
    def test_loads_again_what_was_cut_short(self, command, tmp_path, monkeypatch):
        def interrupted(*_arguments, **_options):
            raise KeyboardInterrupt

        monkeypatch.setattr(run, "call_command", interrupted)
        with pytest.raises(KeyboardInterrupt):
            command.load_content()

        with connection.cursor() as cursor:
            cursor.execute(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
            )
            assert cursor.fetchone() == (None,)


class TestPrepareDatabase:
    @pytest.mark.django_db
    def test_says_nothing_when_nothing_is_to_be_done(self, command):
        command.prepare_database()

        assert command.stdout.getvalue() == ""


class TestAnnounce:
    def test_names_the_accounts_to_try(self, command, tmp_path, settings):
        (tmp_path / "people.json").write_text(
            json.dumps(
                {
                    "people": [
                        {
                            "email": "auteur@brunord.example",
                            "name": "Autrice",
                            "roles": ["author", "content_lead"],
                        },
                        {
                            "email": "administratrice.de.la.zone@bruxellesnord.example",
                            "name": "Administratrice",
                            "roles": ["administrator"],
                        },
                    ]
                }
            )
        )
        settings.ROOT_URLCONF = "tests.exchange.development_only_urls"
        command.address = "http://localhost:8010"

        command.announce()

        said = command.stdout.getvalue()
        assert "http://localhost:8010" in said
        assert said.count("auteur@brunord.example") == 1
        assert "author, content lead" in said
        assert "demo-exchange" in said
        assert "bruxellesnord.example  Administratrice  administrator\n" in said
