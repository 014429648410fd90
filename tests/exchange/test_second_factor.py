"""A session without its second factor opens nothing to whoever publishes, governs or administers."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.urls import reverse
from django.utils.translation import override

from exchange.models import RoleName
from exchange.settings.base import SECOND_FACTOR_ROLES
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"


@pytest.fixture(autouse=True)
def _asked_for(settings):
    settings.SECOND_FACTOR_ROLES = SECOND_FACTOR_ROLES


def address(name, **kwargs):
    with override("fr"):
        return reverse(name, kwargs=kwargs)


@pytest.fixture
def editor():
    user = UserFactory(roles=[RoleName.EDITOR], organisation=None, email="redaction@exchange.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def secret(editor):
    secret = generate_totp_secret()
    TOTP.activate(editor, secret)
    return secret


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def sign_in(client, **data):
    return client.post(
        address("login"), {"login": "redaction@exchange.example", "password": PASSWORD, **data}
    )


class TestWithoutOne:
    @pytest.mark.parametrize(
        "path", ["/admin/", "/admin/people/", "/fr/", "/fr/membres/", "/media/documents/x.pdf"]
    )
    def test_leads_to_where_it_is_set_up(self, client, editor, path):
        sign_in(client)

        answer = client.get(path)

        assert (answer.status_code, answer.url) == (302, address("mfa_index"))

    def test_changes_nothing(self, client, editor):
        sign_in(client)

        assert client.post("/admin/people/edit/1/").status_code == 403

    @pytest.mark.parametrize("name", ["mfa_index", "account_change_password"])
    def test_lets_through_to_it(self, client, editor, name):
        sign_in(client)

        assert client.get(address(name)).status_code == 200

    def test_lets_out(self, client, editor):
        sign_in(client)

        assert client.post(address("logout")).url == "/fr/"

    @pytest.mark.parametrize("role", [RoleName.READER, RoleName.AUTHOR])
    def test_is_no_matter_for_readers_and_authors(self, client, role):
        client.force_login(UserFactory(roles=[role], organisation=OrganisationFactory()))

        assert client.get("/fr/").status_code == 200

    @pytest.mark.parametrize(
        "role",
        [
            RoleName.CONTENT_LEAD,
            RoleName.REVIEWER,
            RoleName.ORGANISATION_ADMINISTRATOR,
            RoleName.EDITOR,
            RoleName.COMMITTEE,
            RoleName.ADMINISTRATOR,
        ],
    )
    def test_is_one_for_whoever_publishes_governs_or_administers(self, client, role):
        client.force_login(UserFactory(roles=[role], organisation=OrganisationFactory()))

        assert client.get("/fr/").url == address("mfa_index")


class TestSignIn:
    def test_asks_for_the_code(self, client, editor, secret):
        answer = sign_in(client)

        assert answer.url == address("mfa_authenticate")
        assert "_auth_user_id" not in client.session

    def test_lets_in_with_the_code(self, client, editor, secret):
        sign_in(client)

        answer = client.post(address("mfa_authenticate"), {"code": code_of(secret)})

        assert answer.status_code == 302
        assert client.get("/admin/").status_code == 200

    def test_takes_a_code_once(self, client, editor, secret):
        code = code_of(secret)
        sign_in(client)
        client.post(address("mfa_authenticate"), {"code": code})
        client.post(address("logout"))
        sign_in(client)

        answer = client.post(address("mfa_authenticate"), {"code": code})

        assert answer.status_code == 200
        assert "_auth_user_id" not in client.session

    def test_takes_a_recovery_code_once(self, client, editor, secret):
        codes = RecoveryCodes.activate(editor).get_unused_codes()
        for expected in (302, 200):
            sign_in(client)
            assert client.post(address("mfa_authenticate"), {"code": codes[0]}).status_code == expected
            client.post(address("logout"))

    def test_stops_whoever_guesses_codes(self, client, editor, secret):
        sign_in(client)
        for number in range(5):
            client.post(address("mfa_authenticate"), {"code": f"{number:06}"})

        answer = client.post(address("mfa_authenticate"), {"code": code_of(secret)})

        assert answer.status_code == 200
        assert "_auth_user_id" not in client.session

    def test_a_session_from_another_door_is_closed(self, client, editor, secret):
        client.force_login(editor)

        answer = client.get("/admin/")

        assert answer.url.startswith(address("login"))
        assert "_auth_user_id" not in client.session


class TestSetUp:
    def test_by_an_app_opens_the_editor(self, client, editor, monkeypatch):
        # The news of it is sent on commit, which outside a test is within the request.
        monkeypatch.setattr("django.db.transaction.on_commit", lambda tell, **options: tell())
        sign_in(client)
        client.post(address("account_reauthenticate"), {"password": PASSWORD})
        page = client.get(address("mfa_activate_totp"))
        secret = page.context["form"].secret

        client.post(address("mfa_activate_totp"), {"code": code_of(secret)})

        assert Authenticator.objects.filter(user=editor, type=Authenticator.Type.TOTP).exists()
        assert client.get("/admin/").status_code == 200

    def test_asks_for_the_password_again(self, client, editor):
        sign_in(client)

        answer = client.get(address("mfa_activate_totp"))

        assert answer.url.startswith(address("account_reauthenticate"))


def test_a_closed_browser_ends_the_session(client, editor, secret):
    sign_in(client)
    client.post(address("mfa_authenticate"), {"code": code_of(secret)})

    assert client.session.get_expire_at_browser_close()
