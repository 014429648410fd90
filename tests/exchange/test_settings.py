import os
import subprocess
import sys

import pytest
from django.conf import settings as project

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


class TestDatabaseUrl:
    def test_may_name_the_folder_of_a_socket(self, monkeypatch):
        from exchange.settings.base import database_of_environment

        monkeypatch.setenv("DATABASE_URL", "postgres://postgres@%2Fvar%2Frun%2Fpostgresql/rives")

        assert database_of_environment()["HOST"] == "/var/run/postgresql"
