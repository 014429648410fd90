"""What browsers are told about every answer."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from django.conf import settings as project
from django.urls import reverse
from django.utils.translation import override

from exchange.settings.browsers import STYLE_OF_BARE_PAGES, policy_for_readers
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

TEMPLATES = sorted((project.BASE_DIR / "templates").rglob("*.html"))
SHOWN_TO_READERS = [path for path in TEMPLATES if path.parent.name not in ("admin", "development")]
SCRIPT = re.compile(r"<script(?![^>]*(?:\bsrc=|application/json|application/ld\+json))", re.I)
HANDLER = re.compile(r"<[^>{%]*\son[a-z]+\s*=|javascript:", re.I)
STYLE = re.compile(r"<style>(.*?)</style>", re.S)


def directives(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in parts}


class TestContentPolicy:
    @pytest.mark.parametrize("name", ["home", "login", "members", "health_live"])
    def test_lets_no_script_of_a_page_run(self, client, name):
        with override("fr"):
            policy = directives(client.get(reverse(name)))

        assert policy["script-src"] == ["'self'"]
        assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == ["'none'"]
        assert policy["frame-ancestors"] == ["'none'"]
        assert policy["form-action"] == ["'self'"]
        assert not any("unsafe" in value for values in policy.values() for value in values)

    def test_stands_on_errors_too(self, client):
        assert directives(client.get("/fr/nulle-part/"))["script-src"] == ["'self'"]

    def test_is_as_strict_about_scripts_in_the_editor(self, client):
        client.force_login(UserFactory(roles=["editor"]))

        policy = directives(client.get("/admin/"))

        assert policy["script-src"] == ["'self'"]
        assert policy["frame-ancestors"] == ["'self'"]

    def test_lets_forms_lead_to_the_sign_in_of_a_body(self):
        provider = {"settings": {"server_url": "https://login.zone.example/realm/.well-known"}}

        assert policy_for_readers([provider])["form-action"] == ["'self'", "https://login.zone.example"]


class TestOtherHeaders:
    def test_keep_pages_to_themselves(self, client):
        answer = client.get("/fr/")

        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Frame-Options"] == "DENY"
        assert "camera=()" in answer["Permissions-Policy"]


class TestTemplates:
    def test_hold_no_script(self):
        written = {path.name: path.read_text() for path in TEMPLATES}

        assert [name for name, text in written.items() if SCRIPT.search(text) or HANDLER.search(text)] == []

    def test_hold_no_style_but_the_known_one(self):
        written = [path.read_text() for path in SHOWN_TO_READERS]

        styles = {style for text in written for style in STYLE.findall(text)}
        assert [source_of(style) for style in styles] == [STYLE_OF_BARE_PAGES]
        assert not any(re.search(r"<[^>]*\sstyle=", text) for text in written)


def source_of(style) -> str:
    return f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'"
