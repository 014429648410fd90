import logging
import os
import re
import subprocess
import sys

import pytest
from django.conf import settings as project
from django.core.exceptions import ImproperlyConfigured
from wagtail.rich_text import features

from exchange.models import Invitation
from exchange.settings.logs import HIDDEN, DiscreetFormatter, without_secrets

SECRET = Invitation(pk=57).token

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "exchange.settings.production",
    "SECRET_KEY": "x4!" * 20 + "0123456789abcdef",
    "ALLOWED_HOSTS": "rives.example",
    "DATABASE_URL": "postgres://rives:secret@database.example:5432/rives",
    "EMAIL_URL": "smtp+tls://rives:secret@mail.example:587",
    "BASE_URL": "https://rives.example",
}


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=project.BASE_DIR,
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


class TestProduction:
    def test_passes_the_check_for_deployment(self):
        result = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

        assert result.returncode == 0, result.stderr

    @pytest.mark.parametrize("name", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "EMAIL_URL", "BASE_URL"])
    def test_says_what_is_missing(self, name):
        environment = {key: value for key, value in PRODUCTION.items() if key != name}

        result = manage("check", **environment)

        assert result.returncode != 0
        assert name in result.stderr

    def test_does_not_serve_what_is_for_development(self):
        result = manage("run", **PRODUCTION)

        assert result.returncode != 0
        assert "docs/operate.md" in result.stderr


class TestLog:
    @pytest.mark.parametrize(
        "line",
        [
            pytest.param(f"Gone: /fr/compte/invitation/{SECRET}/", id="Gone: an invitation"),
            "Not Found: /nl/account/password/reset/key/3k-d1abcd-0123456789abcdef0123456789abcdef/",
            "could not connect to postgres://rives:hush@database.example/rives",
            "Authorization: Bearer hush.hush",
            "{'password': 'hush hush', 'login': 'agent@zone.example'}",
            "POST password=hush&login=agent",
            "Cookie: sessionid=hush; csrftoken=hush",
        ],
    )
    def test_hides_what_opens_something(self, line):
        written = without_secrets(line)

        assert "hush" not in written
        assert SECRET not in written
        assert "0123456789abcdef" not in written
        assert HIDDEN in written

    @pytest.mark.parametrize(
        "line",
        [
            "Not Found: /fr/fiches/12-une-fiche/",
            "12:30:01 search.delivery: status code: 200",
            "Too many attempts: 5 of 5",
        ],
    )
    def test_leaves_the_rest(self, line):
        assert without_secrets(line) == line

    def test_is_written_by_every_handler_in_this_way(self):
        formatters = {handler["formatter"] for handler in project.LOGGING["handlers"].values()}

        assert formatters == {"line"}
        assert project.LOGGING["formatters"]["line"]["()"].endswith("DiscreetFormatter")

    def test_hides_what_stands_in_a_trace(self):
        formatter = DiscreetFormatter("{message}", style="{")
        try:
            raise ValueError(f"of /invitation/{SECRET}/")
        except ValueError:
            record = logging.LogRecord("x", logging.ERROR, "", 1, "Failed", (), sys.exc_info())

        written = formatter.format(record)

        assert "ValueError" in written
        assert SECRET not in written


class TestOutside:
    def test_fetches_nothing_that_a_person_names(self):
        """No embed and no link is fetched by the site: what asks other hosts is named here."""
        assert "wagtail.embeds" not in project.INSTALLED_APPS
        fetching = re.compile(
            r"\b(?:urlopen|urllib\.request|requests\.|httpx|aiohttp|EmbedBlock|get_embed)\b"
        )
        apps = ("exchange", "practices", "seminars", "search")
        found = {
            str(path.relative_to(project.BASE_DIR))
            for app in apps
            for path in (project.BASE_DIR / app).rglob("*.py")
            if fetching.search(path.read_text())
        }

        # Providers of sign-in are named by whoever keeps the site, in OIDC_PROVIDERS.
        named = {f"exchange/accounts/providers/{name}.py" for name in ("identity", "session")}
        assert {path for path in found if not path.startswith("search/embedded")} == named

    def test_rich_text_embeds_nothing(self):
        assert "embed" not in features.get_default_features()

    def test_knows_providers_of_identity_from_its_settings_only(self):
        from allauth.socialaccount.providers import registry

        # The library has none, and so no address of its own that would sign anybody in.
        assert list(registry.get_class_list()) == []
        assert not hasattr(project, "SOCIALACCOUNT_PROVIDERS")


class TestProviders:
    WHOLE = {
        "provider_id": "zone",
        "name": "Zone",
        "client_id": "x",
        "secret": "x",
        "settings": {"server_url": "https://login.zone.example"},
    }

    @pytest.mark.parametrize(
        ("providers", "said"),
        [
            ([{**WHOLE, "secret": ""}], "zone lacks secret"),
            ([{**WHOLE, "settings": {}}], "zone lacks settings.server_url"),
            ([{**WHOLE, "provider_id": "la zone"}], "letters"),
            ([WHOLE, WHOLE], "twice"),
        ],
    )
    def test_say_at_the_start_what_they_lack(self, providers, said):
        from exchange.settings.providers import checked

        with pytest.raises(ImproperlyConfigured, match=said):
            checked(providers)

    def test_pass_when_they_are_whole(self):
        from exchange.settings.providers import checked

        assert checked([self.WHOLE]) == [self.WHOLE]


class TestDatabaseUrl:
    def test_may_name_the_folder_of_a_socket(self, monkeypatch):
        from exchange.settings.base import database_of_environment

        monkeypatch.setenv("DATABASE_URL", "postgres://postgres@%2Fvar%2Frun%2Fpostgresql/rives")

        assert database_of_environment()["HOST"] == "/var/run/postgresql"
