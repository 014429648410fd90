"""The pages of accounts are the exchange's own, in its words and its design."""

import re
from html import unescape

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_second_factor_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings as project
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import override

from tests.clients import WatchfulClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"
# What people meet; what is not listed here is closed or switched off.
TEMPLATES = [
    *(
        f"account/{name}.html"
        for name in [
            "login",
            "logout",
            "account_inactive",
            "password_change",
            "password_set",
            "password_reset",
            "password_reset_done",
            "password_reset_from_key",
            "password_reset_from_key_done",
            "reauthenticate",
            "reauthenticate_by_mail",
        ]
    ),
    *(
        f"mfa/{name}.html"
        for name in [
            "index",
            "authenticate",
            "reauthenticate",
            "totp/activate_form",
            "totp/deactivate_form",
            "recovery_codes/index",
            "recovery_codes/generate",
            "webauthn/add_form",
            "webauthn/authenticator_list",
            "webauthn/edit_form",
            "webauthn/authenticator_confirm_delete",
            "webauthn/reauthenticate",
            "webauthn/snippets/scripts",
        ]
    ),
    *(
        f"socialaccount/{name}.html"
        for name in ("connect", "disconnect", "login", "login_cancelled", "refused")
    ),
    "usersessions/usersession_list.html",
    *(
        f"{name}.txt"
        for name in [
            "account/messages/password_changed",
            "account/messages/password_set",
            "account/messages/logged_in",
            "account/messages/logged_out",
            "mfa/messages/totp_activated",
            "mfa/messages/totp_deactivated",
            "mfa/messages/webauthn_added",
            "mfa/messages/webauthn_removed",
            "mfa/messages/recovery_codes_generated",
            "usersessions/messages/sessions_logged_out",
        ]
    ),
]


def address(name, **kwargs):
    with override("en"):
        return reverse(name, kwargs=kwargs)


def test_are_written_here():
    found = {name: get_template(name) for name in TEMPLATES}

    here = str(project.BASE_DIR / "templates")
    assert [name for name, template in found.items() if not template.origin.name.startswith(here)] == []
    assert [name for name, template in found.items() if "{% element" in template.template.source] == []


@pytest.fixture
def person(client):
    person = UserFactory(email="agent@zone.example")
    person.set_password(PASSWORD)
    person.save()
    with override("en"):
        client.post(reverse("login"), {"login": person.email, "password": PASSWORD})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return person


class TestPages:
    @pytest.mark.parametrize(
        ("name", "heading"),
        [
            ("account_change_password", "Choose another password"),
            ("account_logout", "Sign out"),
            ("mfa_index", "Second factor"),
            ("mfa_activate_totp", "Set up an authenticator app"),
            ("mfa_add_webauthn", "Add a passkey or a key"),
            ("mfa_list_webauthn", "Passkeys and keys"),
            ("usersessions_list", "Open sessions"),
        ],
    )
    def test_say_what_they_are_for(self, client, person, name, heading):
        assert f"<h1>{heading}</h1>" in client.get(address(name)).text

    @pytest.mark.parametrize("wanted", ["", "?next=/admin/", "?next=/en/membership/"])
    def test_show_no_sign_in_to_whoever_is_signed_in(self, client, person, wanted):
        page = client.get(address("login") + wanted).text

        assert "<h1>You are signed in</h1>" in page
        assert 'name="password"' not in page
        # The way to another account, and from there to where they were going.
        leave = re.search(r'name="next" value="([^"]+)"', page)[1]
        answer = client.post(address("logout"), {"next": unescape(leave)})
        assert answer.url == unescape(leave)
        again = client.get(answer.url).text
        assert 'name="password"' in again
        assert f'name="next" value="{wanted.partition("=")[2]}"' in again

    def test_lead_away_to_no_other_site(self, client, person):
        for address_of in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
            client.post(address("login"), {"login": person.email, "password": PASSWORD})
            answer = client.post(address("logout"), {"next": address_of})
            assert answer.url.startswith("/en/")

    def test_offer_another_way_to_show_that_it_is_still_you(self, client, person):
        page = client.get(address("account_reauthenticate")).text

        assert f'href="{address("account_reauthenticate_by_mail")}"' in page
        assert "A code sent to your address" in page

    def test_show_recovery_codes_to_their_owner(self, person):
        TOTP.activate(person, generate_totp_secret())
        codes = RecoveryCodes.activate(person).get_unused_codes()
        client = WatchfulClient()
        client.force_login(person)

        page = client.get(address("mfa_view_recovery_codes")).text

        assert all(code in page for code in codes)
        assert "Make recovery codes" in client.get(address("mfa_generate_recovery_codes")).text
        assert "Remove the authenticator app" in client.get(address("mfa_deactivate_totp")).text

    def test_of_a_key_ask_for_the_owner(self, client, person):
        key = Authenticator.objects.create(
            user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Poste", "credential": {}}
        )

        assert client.get(address("mfa_remove_webauthn", pk=key.pk)).status_code == 404

    def test_tie_no_provider_by_hand(self, client, person):
        assert client.get(address("socialaccount_connections")).status_code == 404
        assert client.post(address("socialaccount_connections"), {"account": 1}).status_code == 404

    def test_tell_who_has_no_account_whom_to_ask(self, client):
        page = client.get(address("account_inactive")).text

        assert f"mailto:{project.SECRETARIAT_EMAIL}" in page


class TestMistakes:
    def test_keep_the_words_of_the_exchange(self, client, person):
        answer = client.post(
            address("account_change_password"),
            {"oldpassword": "x", "password1": "un tout autre mot", "password2": "pas le même mot"},
        )

        errors = answer.context["form"].errors
        assert errors["oldpassword"] == ["This is not your current password."]
        assert errors["password2"] == ["The two passwords differ."]

    def test_are_counted_where_the_password_is_asked_again(self, client, person):
        for _number in range(5):
            client.post(address("account_reauthenticate"), {"password": "faux"})

        answer = client.post(address("account_reauthenticate"), {"password": PASSWORD})

        assert answer.status_code == 200
        assert "Too many attempts" in answer.text

    @pytest.mark.parametrize(
        "code", ["incorrect_password", "enter_current_password", "account_inactive", "rate_limited"]
    )
    def test_of_an_account_are_said_in_own_words(self, code):
        words = str(get_adapter().error_messages[code])

        assert words != str(type(get_adapter()).__mro__[1].error_messages[code])

    @pytest.mark.parametrize("code", ["incorrect_code", "cannot_delete_authenticator"])
    def test_of_a_second_factor_are_said_in_own_words(self, code):
        adapter = get_second_factor_adapter()

        assert str(adapter.error_messages[code]) != str(type(adapter).__mro__[1].error_messages[code])
