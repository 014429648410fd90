"""Addresses that programs know without being told."""

import datetime as dt

import pytest
import time_machine

pytestmark = pytest.mark.django_db


class TestSecurityText:
    def fields(self, client):
        answer = client.get("/.well-known/security.txt")
        assert answer["Content-Type"] == "text/plain; charset=utf-8"
        return dict(line.split(": ", 1) for line in answer.text.splitlines())

    def test_says_where_to_report(self, client, settings):
        settings.SECRETARIAT_EMAIL = "securite@rives.example"
        settings.WAGTAILADMIN_BASE_URL = "https://rives.example"

        assert self.fields(client) == {
            "Contact": "mailto:securite@rives.example",
            "Expires": self.fields(client)["Expires"],
            "Preferred-Languages": "fr, nl, en",
            "Canonical": "https://rives.example/.well-known/security.txt",
            "Policy": "https://rives.example/fr/securite/",
        }

    def test_never_expires(self, client):
        for year in (2026, 2031):
            now = dt.datetime(year, 11, 30, 15, 42, tzinfo=dt.UTC)
            with time_machine.travel(now, tick=False):
                expires = dt.datetime.fromisoformat(self.fields(client)["Expires"])

            assert dt.timedelta(days=170) < expires - now < dt.timedelta(days=365)
            assert (expires.hour, expires.minute) == (0, 0)

    @pytest.mark.parametrize(
        ("path", "heading"),
        [
            ("/fr/securite/", "Signaler une faille"),
            ("/fr-ca/securite/", "Signaler une faille"),
            ("/nl/beveiliging/", "Een zwakke plek melden"),
            ("/en/security/", "Report a weakness"),
        ],
    )
    def test_policy_is_a_page_in_each_language(self, client, settings, path, heading):
        settings.SECRETARIAT_EMAIL = "securite@rives.example"

        page = client.get(path).text

        assert f"<h1>{heading}</h1>" in page
        assert "mailto:securite@rives.example" in page


class TestChangePassword:
    @pytest.mark.parametrize(("language", "path"), [("nl", "/nl/account/"), ("fr", "/fr/compte/")])
    def test_leads_to_the_one_page(self, client, language, path):
        answer = client.get("/.well-known/change-password", headers={"accept-language": language})

        assert answer.status_code == 302
        assert answer.url == f"{path}password/change/"

    def test_takes_nothing(self, client):
        assert client.post("/.well-known/change-password").status_code == 405
