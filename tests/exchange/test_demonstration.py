"""The code of a demonstration account is shown where it is asked for, on a machine of development and nowhere else."""

import importlib
import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse
from django.utils.translation import override

from exchange.accounts import demonstration
from exchange.models import RoleName
from tests.clients import PasswordClient
from tests.exchange.test_settings import PRODUCTION
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PROCESSOR = "exchange.accounts.demonstration.demonstration_code"
EMAIL, PASSWORD = "redaction@exchange.example", "quatre mots de passe"


@pytest.fixture(autouse=True)
def _people(tmp_path, monkeypatch):
    monkeypatch.setattr(demonstration, "CONTENT", tmp_path)
    (tmp_path / "people.json").write_text(json.dumps({"people": [{"email": EMAIL}]}))


@pytest.fixture
def development(settings):
    """Show pages as the settings of development do."""
    settings.DEBUG = True
    settings.TEMPLATES = [
        {
            **settings.TEMPLATES[0],
            "OPTIONS": {
                "context_processors": [
                    *settings.TEMPLATES[0]["OPTIONS"]["context_processors"],
                    PROCESSOR,
                ]
            },
        }
    ]
    return settings


def second_step(email=EMAIL):
    person = UserFactory(email=email, roles=[RoleName.EDITOR], organisation=None)
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, generate_totp_secret())
    client = PasswordClient()
    with override("en"):
        client.post(reverse("login"), {"login": email, "password": PASSWORD})
        return client, client.get(reverse("mfa_authenticate"))


class TestCode:
    def test_shown_opens_the_account(self, development):
        client, page = second_step()

        answer = client.post(page.request["PATH_INFO"], {"code": page.context["demonstration_code"]})

        assert f'<code id="demonstration_code">{page.context["demonstration_code"]}</code>' in page.text
        assert answer.status_code == 302
        assert "_auth_user_id" in client.session

    def test_is_not_shown_where_debug_is_off(self, development):
        development.DEBUG = False

        _client, page = second_step()

        assert "demonstration_code" not in page.text

    def test_of_another_account_is_not_shown(self, development):
        _client, page = second_step("agent@zone.example")

        assert "demonstration_code" not in page.text

    def test_is_not_shown_on_other_pages(self, development, client):
        client.force_login(UserFactory(email=EMAIL))

        assert "demonstration_code" not in client.get("/en/account/2fa/").context

    def test_is_for_the_settings_of_development_only(self, monkeypatch):
        """Neither production nor what all settings share names what shows it."""
        for name, value in PRODUCTION.items():
            monkeypatch.setenv(name, value)
        shipped = {
            name: importlib.import_module(f"exchange.settings.{name}").TEMPLATES
            for name in ("base", "production", "development")
        }

        assert {name for name, templates in shipped.items() if PROCESSOR in str(templates)} == {"development"}


class TestFactors:
    def test_are_set_up_for_whoever_needs_one_and_once(self):
        person = UserFactory(email=EMAIL, roles=[RoleName.EDITOR], organisation=None)
        UserFactory(email="agent@zone.example", roles=[RoleName.EDITOR], organisation=None)

        demonstration.set_up_demonstration_factors()
        demonstration.set_up_demonstration_factors()

        assert Authenticator.objects.get().user == person

    def test_are_not_set_up_for_readers(self):
        UserFactory(email=EMAIL, roles=[RoleName.READER])

        demonstration.set_up_demonstration_factors()

        assert not Authenticator.objects.exists()
