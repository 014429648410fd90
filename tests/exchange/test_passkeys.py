"""What strangers send to the sign-in by passkey is refused with a sentence, and leaves nothing behind."""

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.models import FailedSignIn
from tests.clients import PasswordClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ANSWER = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA", "userHandle": "MQ"}
JUNK = [
    "",
    "null",
    "5",
    "[]",
    "{}",
    "{",
    '{"response": 5}',
    '{"response": {}}',
    '{"response": {"userHandle": 5}}',
    '{"response": {"userHandle": "%%%"}}',
    '{"response": {"userHandle": "eA"}}',
    json.dumps({"id": "a", "rawId": "b", "response": ANSWER}),
    json.dumps({"id": "a", "rawId": "a", "response": ANSWER}),
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": ANSWER}),
    json.dumps({"id": "AA", "rawId": "AA", "response": {**ANSWER, "clientDataJSON": "bnVsbA"}}),
    json.dumps(
        {"id": "AA", "rawId": "AA", "response": {**ANSWER, "userHandle": "OTk5OTk5OTk5OTk5OTk5OTk5OTk5"}}
    ),
    "x" * 30_000,
]

# Refused before any view is asked, with a page that says so.
UNREADABLE = ["nul\x00", "[" * 9000, '{"response":' * 1500 + "1" + "}" * 1500]


def address(name):
    with override("fr"):
        return reverse(name)


@pytest.fixture
def stranger():
    return PasswordClient()


def ask(client):
    return client.get(address("mfa_login_webauthn"), headers={"accept": "application/json"})


class TestOptions:
    def test_store_no_session(self, stranger):
        answer = ask(stranger)

        assert answer.json()["request_options"]["publicKey"]["challenge"]
        assert not Session.objects.exists()
        assert "sessionid" not in stranger.cookies
        assert "no-store" in answer["Cache-Control"]

    def test_travel_in_a_cookie_that_no_script_reads(self, stranger):
        ask(stranger)

        cookie = stranger.cookies["passkey_challenge"]
        assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Strict", 300)
        assert cookie["path"] == address("mfa_login_webauthn")

    def test_differ_each_time(self, stranger):
        first, second = ask(stranger).json(), ask(stranger).json()

        assert first != second


class TestAnswer:
    @pytest.mark.parametrize("credential", JUNK, ids=range(len(JUNK)))
    def test_that_is_junk_is_refused_with_a_sentence(self, stranger, credential):
        UserFactory(pk=1)
        ask(stranger)

        answer = stranger.post(address("mfa_login_webauthn"), {"credential": credential})

        assert answer.status_code == 400
        assert "n’ouvre rien ici" in answer.text
        assert "<h1>Se connecter</h1>" in answer.text
        assert not Session.objects.exists()

    @pytest.mark.parametrize("credential", UNREADABLE, ids=range(len(UNREADABLE)))
    def test_that_nobody_could_read_is_refused(self, stranger, credential):
        ask(stranger)

        assert stranger.post(address("mfa_login_webauthn"), {"credential": credential}).status_code == 400

    def test_without_a_question_is_refused(self, stranger):
        answer = stranger.post(address("mfa_login_webauthn"), {"credential": JUNK[-5]})

        assert answer.status_code == 400

    @pytest.mark.parametrize("cookie", ["x", "eyJjaGFsbGVuZ2UiOiJ4In0:1:x"])
    def test_to_a_question_that_nobody_asked_is_refused(self, stranger, cookie):
        stranger.cookies["passkey_challenge"] = cookie

        assert stranger.post(address("mfa_login_webauthn"), {"credential": "{}"}).status_code == 400

    def test_is_counted(self, stranger):
        for _number in range(30):
            ask(stranger)
            stranger.post(address("mfa_login_webauthn"), {"credential": JUNK[-5]})

        answer = stranger.post(address("mfa_login_webauthn"), {"credential": JUNK[-5]})

        assert answer.status_code == 429
        assert "Trop d" in answer.text
        assert FailedSignIn.objects.count() == 30

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["id", "rawId", "type", "response", *ANSWER]), inner, max_size=4
                )
            ),
            max_leaves=8,
        )
    )
    def test_of_any_shape_never_fails(self, stranger, made_up):
        FailedSignIn.objects.all().delete()
        ask(stranger)

        answer = stranger.post(address("mfa_login_webauthn"), {"credential": json.dumps(made_up)})

        assert answer.status_code == 400


class TestSecondStep:
    """The same junk, sent by somebody who knows the password."""

    @pytest.fixture
    def person(self, stranger):
        person = UserFactory(email="agent@zone.example")
        person.set_password("quatre mots de passe")
        person.save()
        Authenticator.objects.create(
            user=person, type=Authenticator.Type.TOTP, data={"secret": "GEZDGNBVGY3TQOJQ"}
        )
        stranger.post(address("login"), {"login": person.email, "password": "quatre mots de passe"})
        return person

    @pytest.mark.parametrize("number", [2, 5, 8, 13])
    def test_is_refused_with_a_sentence(self, stranger, person, number):
        answer = stranger.post(address("mfa_authenticate"), {"credential": JUNK[number]})

        assert answer.status_code == 200
        assert "n’ouvre rien ici" in answer.text
        assert "_auth_user_id" not in stranger.session
