"""A session without its second factor opens nothing to whoever publishes, governs or administers."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.urls import reverse
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from exchange.models import RoleName, User
from exchange.tasks import mail_code
from tests.clients import Client, PasswordClient, WatchfulClient
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"


@pytest.fixture
def client():
    """Give a browser whose sessions come by a door that asks for nothing more than a password."""
    return PasswordClient()


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


def set_up_an_app(client):
    page = client.get(address("mfa_activate_totp"))
    return client.post(address("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})


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

    @pytest.mark.parametrize("name", ["mfa_index", "mfa_activate_totp", "mfa_add_webauthn"])
    def test_lets_through_to_it(self, client, editor, name):
        sign_in(client)

        assert client.get(address(name)).status_code == 200

    @pytest.mark.parametrize("name", ["account", "account_change_password", "usersessions_list", "own_data"])
    def test_lets_through_to_nothing_else_of_the_account(self, client, editor, name):
        sign_in(client)

        assert client.get(address(name)).url == address("mfa_index")

    @pytest.mark.parametrize(
        "path",
        [
            address("invitation", token="abc:def"),
            address("account_reset_password_from_key", uidb36="1", key="secret"),
        ],
    )
    def test_remembers_no_address_that_is_a_secret(self, client, editor, path):
        sign_in(client)

        client.get(path)

        assert "exchange.going_to" not in client.session

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

        set_up_an_app(client)

        assert Authenticator.objects.filter(user=editor, type=Authenticator.Type.TOTP).exists()
        assert client.get("/admin/").status_code == 200

    def test_asks_for_no_password_right_after_it_was_given(self, client, editor):
        sign_in(client)

        assert client.get(address("mfa_activate_totp")).status_code == 200

    def test_asks_for_the_password_a_quarter_of_an_hour_later(self, client, editor):
        with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False) as clock:
            sign_in(client)
            clock.shift(dt.timedelta(minutes=16))

            answer = client.get(address("mfa_activate_totp"))

        assert answer.url.startswith(address("account_reauthenticate"))

    def test_leads_on_to_where_one_was_going(self, client, editor, monkeypatch):
        monkeypatch.setattr("django.db.transaction.on_commit", lambda tell, **options: tell())
        sign_in(client)
        client.get("/admin/?q=x")

        codes = set_up_an_app(client)

        assert codes.url == address("mfa_view_recovery_codes")
        assert 'href="/admin/?q=x"' in client.get(codes.url).text
        assert client.get("/admin/?q=x").status_code == 200
        assert 'href="/admin/?q=x"' not in client.get(codes.url).text

    def test_leads_on_to_the_page_and_not_to_what_it_fetched(self, client, editor, monkeypatch):
        monkeypatch.setattr("django.db.transaction.on_commit", lambda tell, **options: tell())
        sign_in(client, next="/admin/?q=x")
        client.get("/admin/?q=x", headers={"Sec-Fetch-Dest": "document"})
        # What the page that says « set up a factor » asks for by itself.
        client.get(f"{address('search:suggest')}?q=x", headers={"Sec-Fetch-Dest": "empty"})
        client.get("/favicon.ico", headers={"Accept": "image/avif,image/webp,*/*;q=0.8"})
        assert "Continuer vers la page demandée" not in client.get(address("mfa_index")).text

        set_up_an_app(client)

        for name in ("mfa_index", "mfa_list_webauthn", "mfa_view_recovery_codes"):
            assert 'href="/admin/?q=x"' in client.get(address(name)).text, name

    def test_asks_for_no_password_after_another_account_was_signed_out_of_the_way(self, client, editor):
        other = UserFactory(email="agent@zone.example")
        other.set_password(PASSWORD)
        other.save()
        client.post(address("login"), {"login": other.email, "password": PASSWORD})

        sign_in(client)

        assert client.get(address("mfa_activate_totp")).status_code == 200


class TestSetUpByWhoeverCameWithoutPassword:
    """A session that an organisation's own sign-in opened proves nothing here: a code goes to the address."""

    @pytest.fixture(autouse=True)
    def _by_a_provider(self, client, editor, queue):
        editor.set_unusable_password()
        editor.save()
        client.force_login(editor)

    def last_code(self):
        task = DBTaskResult.objects.filter(task_path__endswith="mail_code").order_by("enqueued_at").last()
        mail.outbox.clear()
        mail_code.call(*task.args_kwargs["args"])
        assert mail.outbox[0].to == ["redaction@exchange.example"]
        return re.search(r"^\d{8}$", mail.outbox[0].body, re.MULTILINE)[0]

    def test_asks_for_a_code(self, client):
        assert client.get(address("mfa_activate_totp")).url.startswith(
            address("account_reauthenticate_by_mail")
        )
        assert client.get(address("mfa_add_webauthn")).url.startswith(
            address("account_reauthenticate_by_mail")
        )

    def test_goes_on_with_the_code(self, client):
        ask = client.get(address("mfa_activate_totp")).url
        client.post(ask, {"send": "1"})

        answer = client.post(ask, {"code": self.last_code()})

        assert answer.url == address("mfa_activate_totp")
        assert client.get(answer.url).status_code == 200

    def test_takes_the_last_code_only_and_once(self, client):
        ask = address("account_reauthenticate_by_mail")
        client.post(ask, {"send": "1"})
        first = self.last_code()
        client.post(ask, {"send": "1"})
        second = self.last_code()

        assert client.post(ask, {"code": first}).status_code == 200
        assert client.post(ask, {"code": second}).status_code == 302
        assert client.post(ask, {"code": second}).status_code == 200

    def test_takes_no_old_code(self, client):
        ask = address("account_reauthenticate_by_mail")
        with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False) as clock:
            client.post(ask, {"send": "1"})
            code = self.last_code()
            clock.shift(dt.timedelta(minutes=11))

            assert client.post(ask, {"code": code}).status_code == 200

    def test_stops_whoever_guesses(self, client):
        ask = address("account_reauthenticate_by_mail")
        client.post(ask, {"send": "1"})
        for number in range(5):
            client.post(ask, {"code": f"{number:08}"})

        answer = client.post(ask, {"code": self.last_code()})

        assert answer.status_code == 200
        assert answer.context["form"].errors.as_data()["code"][0].code == "throttled"

    def test_sends_three_codes_and_no_more(self, client):
        for _time in range(5):
            client.post(address("account_reauthenticate_by_mail"), {"send": "1"})

        assert DBTaskResult.objects.filter(task_path__endswith="mail_code").count() == 3

    def test_writes_down_no_code(self, client):
        client.post(address("account_reauthenticate_by_mail"), {"send": "1"})
        code = self.last_code()

        assert code not in str(dict(client.session))
        assert code not in str(list(DBTaskResult.objects.values()))


class TestRemoved:
    """Whose last factor is gone has shown none: their roles ask for another one before all else."""

    @pytest.fixture
    def client(self, editor, secret):
        client = WatchfulClient()
        client.force_login(editor)
        return client

    def test_opens_nothing_any_more(self, client, editor):
        assert client.get("/admin/").status_code == 200

        client.post(address("mfa_deactivate_totp"))

        assert not Authenticator.objects.filter(user=editor).exists()
        assert client.get("/admin/").url == address("mfa_index")

    def test_ends_the_other_sessions(self, client, editor):
        other = Client()
        other.force_login(editor)

        client.post(address("mfa_deactivate_totp"))

        other.get("/fr/")
        assert "_auth_user_id" not in other.session
        assert "_auth_user_id" in client.session

    def test_lets_another_one_take_its_place_at_once(self, client, editor, monkeypatch):
        monkeypatch.setattr("django.db.transaction.on_commit", lambda tell, **options: tell())
        client.post(address("mfa_deactivate_totp"))

        set_up_an_app(client)

        assert client.get("/admin/").status_code == 200

    def test_leaves_whoever_has_another_one(self, client, editor):
        Authenticator.objects.create(user=editor, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé"})

        client.post(address("mfa_deactivate_totp"))

        assert client.get("/admin/").status_code == 200


class TestSessions:
    def test_end_for_good_when_the_account_is_closed(self, client, editor):
        """Whoever closes it, and by whatever statement; a row that was read before brings none of them back."""
        sign_in(client)
        read_before = User.objects.get(pk=editor.pk)
        User.objects.filter(pk=editor.pk).update(is_active=False)
        read_before.save()

        User.objects.filter(pk=editor.pk).update(is_active=True)

        client.get(address("mfa_index"))
        assert "_auth_user_id" not in client.session

    def test_that_were_opened_before_a_factor_was_set_up_are_closed(self, client, editor):
        sign_in(client)
        TOTP.activate(editor, generate_totp_secret())

        answer = client.get(address("mfa_index"))

        assert answer.url.startswith(address("login"))
        assert "_auth_user_id" not in client.session


def test_a_closed_browser_ends_the_session(client, editor, secret):
    sign_in(client)
    client.post(address("mfa_authenticate"), {"code": code_of(secret)})

    assert client.session.get_expire_at_browser_close()
