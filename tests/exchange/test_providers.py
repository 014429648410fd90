"""Signing in by the provider of one's body, against a real OpenID Connect provider in a process of its own."""

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request

import pytest
from django.urls import reverse
from django.utils.translation import override

from exchange.models import User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PEOPLE = [
    {"sub": "agent", "email": "agent@val.example", "email_verified": True},
    {"sub": "stranger", "email": "inconnu@val.example", "email_verified": True},
    {"sub": "boaster", "email": "agent@val.example", "email_verified": False},
]


@pytest.fixture(scope="module")
def provider():
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    people = [word for person in PEOPLE for word in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *people]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    deadline = time.monotonic() + 30
    while True:
        try:
            urllib.request.urlopen(f"{address}/.well-known/openid-configuration", timeout=5).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "The provider does not start."
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(timeout=10)


@pytest.fixture
def agent():
    return UserFactory(email="agent@val.example", organisation=OrganisationFactory(), roles=["author"])


@pytest.fixture
def come_back(client, provider, settings):
    """Return a function that walks to the provider as somebody, and back with what it says."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "val",
                    "name": "Zone du Val",
                    "client_id": "exchange",
                    "secret": "s",
                    "settings": {"server_url": provider},
                }
            ],
        }
    }

    def walk(sub):
        with override("fr"):
            there = client.post(reverse("openid_connect_login", kwargs={"provider_id": "val"})).url
        form = urllib.parse.urlencode({"sub": sub}).encode()
        opener = urllib.request.build_opener(NoRedirect)
        try:
            opener.open(there, data=form, timeout=10)
        except urllib.error.HTTPError as answer:
            back = answer.headers["Location"]
        parts = urllib.parse.urlsplit(back)
        return client.get(f"{parts.path}?{parts.query}")

    return walk


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def test_opens_the_account_that_was_given(client, come_back, agent):
    answer = come_back("agent")

    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(agent.pk)


def test_makes_no_account(client, come_back, agent):
    come_back("stranger")

    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 1


def test_is_not_believed_about_an_address_it_did_not_verify(client, come_back, agent):
    come_back("boaster")

    assert "_auth_user_id" not in client.session


def test_opens_no_closed_account(client, come_back, agent):
    agent.is_active = False
    agent.save()

    come_back("agent")

    assert "_auth_user_id" not in client.session


def test_is_offered_at_the_door(client, come_back):
    with override("fr"):
        assert "Zone du Val" in client.get(reverse("login")).content.decode()
