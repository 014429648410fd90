"""A person adds a passkey and signs in with it, in a real browser with an authenticator of its own."""

import pytest
from django.urls import reverse
from django.utils.translation import override

pytestmark = pytest.mark.browser
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def key(page):
    """Give the browser a security key that says yes."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def address(name):
    with override("fr"):
        return reverse(name)


def test_a_passkey_opens_the_account(page, sign_in, key):
    sign_in("auteur@spal.example")
    page.goto(address("mfa_add_webauthn"))
    page.locator("input[name=name]").fill("Poste de garde")
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/recovery-codes/")
    page.locator(".account form [type=submit]").click()
    page.wait_for_load_state()

    page.goto(address("login"))
    page.locator("#passkey_login").click()

    page.locator(".account__name").wait_for()
    assert page.locator(".account__name").inner_text() == "Auteur, SPAL"
