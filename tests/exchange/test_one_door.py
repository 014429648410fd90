"""There is one way in: every address that could sign somebody in or change an account is named here, and tried."""

import inspect
import re
import sys

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.models import Session
from django.test import Client as PlainClient
from django.urls import get_resolver
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from exchange.models import RoleName, SignInProvider, User
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"
OTHER = "un tout autre mot de passe"
# Where views about accounts live, and what a view writes that signs in or changes an account.
HOMES = (
    "allauth.",
    "django.contrib.auth.views",
    "exchange.accounts.",
    "exchange.lost_factors.",
    "wagtail.admin.views.account",
    "wagtail.users.",
    "wagtail.views",
)
HANDS = re.compile(
    r"perform_login|\blogin\(|set_password|update_session_auth_hash|\bAuthenticator\b|record_authentication"
    r"|accept_invitation|confirm_move|offer_move|update_person|bind_provider|(?:dis)?connect_account"
    r"|erase_own_account|anonymise|AuthenticationForm|create_token"
)

# The way in, step by step; an account is opened and a password chosen by a link that was sent.
WAY_IN = {
    "en/sign-in/",
    "en/account/2fa/authenticate/",
    "en/account/2fa/webauthn/login/",
    "en/account/oidc/<slug:provider_id>/login/",
    "oidc/<slug:provider_id>/callback/",
    "en/account/invitation/<str:token>/",
    "en/account/password/reset/",
    "en/account/password/^reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
}
# About one's own account, for whoever is signed in.
OWN = {
    "admin/account/",
    "en/account/",
    "en/account/sessions/",
    "en/account/reauthenticate/",
    "en/account/reauthenticate/code/",
    "en/account/2fa/",
    "en/account/2fa/reauthenticate/",
    "en/account/2fa/totp/deactivate/",
    "en/account/2fa/webauthn/",
    "en/account/2fa/webauthn/reauthenticate/",
}
# The same, and others' accounts: asked once more who they are.
AGAIN = {
    "admin/people/edit/<int:pk>/",
    "admin/invitation/new/",
    "admin/move/new/",
    "admin/signinprovider/new/",
    "admin/signinprovider/delete/<int:pk>/",
    "admin/administrators/lost-factor/<int:pk>/",
    "admin/administrators/removal/<int:pk>/confirm/",
    "admin/administrators/removal/<int:pk>/withdraw/",
    "en/account/move/<str:token>/",
    "en/membership/people/",
    "en/account/data/",
    "en/account/data/file/",
    "en/account/data/erase/",
    "en/account/password/change/",
    "en/account/password/set/",
    "en/account/oidc/<slug:provider_id>/connect/",
    "en/account/oidc/<slug:provider_id>/disconnect/",
    "en/account/2fa/totp/activate/",
    "en/account/2fa/recovery-codes/",
    "en/account/2fa/recovery-codes/generate/",
    "en/account/2fa/recovery-codes/download/",
    "en/account/2fa/webauthn/add/",
    "en/account/2fa/webauthn/keys/<int:pk>/remove/",
    "en/account/2fa/webauthn/keys/<int:pk>/edit/",
}
# What Wagtail and allauth bring and the exchange does not offer.
CLOSED = {
    "^admin/(?:users|groups|password_reset|bulk|choose-page/chosen-multiple|reports/site-history|failwhale)/",
    "admin/login/",
    "admin/users/",
    "admin/users/results/",
    "admin/users/new/",
    "admin/users/edit/<int:pk>/",
    "admin/users/delete/<int:pk>/",
    "admin/users/history/<int:pk>/",
    "admin/users/history-results/<int:pk>/",
    "admin/groups/",
    "admin/groups/results/",
    "admin/groups/new/",
    "admin/groups/edit/<int:pk>/",
    "admin/groups/delete/<int:pk>/",
    "admin/password_reset/",
    "admin/password_reset/done/",
    "admin/password_reset/confirm/<uidb64>/<token>/",
    "admin/password_reset/complete/",
    "en/account/signup/",
    "en/account/email/",
    "en/account/confirm-email/",
    "en/account/confirm-email/<str:key>/",
    "en/account/login/code/confirm/",
    "en/account/3rdparty/signup/",
    "en/account/3rdparty/",
}
# Beside the above, in the same modules: these say something, sign out, or serve pages.
HARMLESS = {
    "admin/administrators/",
    "admin/logout/",
    "admin/invitation/delete/<int:pk>/",
    "admin/move/delete/<int:pk>/",
    "admin/charter_versions/delete/<int:pk>/",
    "admin/charter_versions/new/",
    "en/sign-out/",
    "en/account/inactive/",
    "en/account/password/reset/done/",
    "en/account/password/reset/key/done/",
    "en/account/trail/",
    "en/account/incidents/",
    "en/account/incidents/new/",
    "en/account/incidents/<int:pk>/",
    "en/account/incidents/<int:pk>/change/",
    "en/transfers/",
    "en/transfers/<int:pk>/",
    r"en/^((?:[\w\-]+/)*)$",
}
LISTED = WAY_IN | OWN | AGAIN | CLOSED | HARMLESS
DOORS = ("/en/sign-in/?next=", "/fr/connexion/?next=")  # the editor has no language in its addresses
ASKED = (
    "/en/account/2fa/reauthenticate/",
    "/fr/compte/2fa/reauthenticate/",
    "/en/account/2fa/totp/deactivate/",  # there is an app: the page to set one up leads to where it is taken away
)
# Whatever a form calls them.
WORDS = {
    **dict.fromkeys(("login", "username", "email"), "redaction@exchange.example"),
    **dict.fromkeys(("password", "oldpassword", "password-old_password"), PASSWORD),
    **dict.fromkeys(("password1", "password2", "password-new_password1", "password-new_password2"), OTHER),
    "code": "000000",
}


def addresses():
    """Return every address that could sign in or change an account, as its pattern reads in English."""

    def walk(resolver, before=""):
        for entry in resolver.url_patterns:
            route = before + str(entry.pattern)
            if hasattr(entry, "url_patterns"):
                yield from walk(entry, route)
            elif concerns_accounts(entry.callback):
                yield route

    with override("en"):
        return set(walk(get_resolver()))


def concerns_accounts(callback) -> bool:
    view = inspect.unwrap(getattr(callback, "view_class", callback))
    modules = {part.__module__ for part in (inspect.getmro(view) if inspect.isclass(view) else [view])}
    modules -= {"builtins"}
    return any(
        name.startswith(HOMES) or HANDS.search(inspect.getsource(sys.modules[name])) for name in modules
    )


def example(route: str) -> str:
    """Return an address that the pattern takes."""
    if route.startswith("^admin"):
        return "/admin/bulk/"
    for pattern, value in (
        (r"\^\(\(\?:.*\$$", "x/"),
        (r"\(\?P<uidb36>.*\$$", "1-x/"),
        (r"<int:\w+>", "1"),
        (r"<[\w:]+>", "x"),
        (r"\^", ""),
    ):
        route = re.sub(pattern, value, route)
    return f"/{route}"


@pytest.fixture
def editor():
    """Return somebody with a password and a second factor."""
    editor = UserFactory(roles=[RoleName.ADMINISTRATOR], organisation=None, email=WORDS["email"])
    editor.set_password(PASSWORD)
    editor.save()
    TOTP.activate(editor, generate_totp_secret())
    RecoveryCodes.activate(editor)
    return editor


def state_of(editor):
    """Return what of the account no request below may change."""
    account = User.objects.values("password", "email", "is_active", "session_epoch").get(pk=editor.pk)
    return account, list(Authenticator.objects.filter(user=editor).order_by("pk").values("type", "data"))


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


class TestEveryAddress:
    def test_is_listed(self):
        there = addresses()

        assert there - LISTED == set(), "say in tests/exchange/test_one_door.py whether these can sign in"
        assert LISTED - there == set(), "these are gone from the site"

    def test_leads_to_itself(self):
        with override("en"):
            wrong = [route for route in LISTED if not get_resolver().resolve(example(route))]

        assert wrong == []

    def test_signs_nobody_in_by_a_password_alone(self, client, editor):
        before = state_of(editor)
        let_in = []
        for route in LISTED:
            browser = PlainClient()
            browser.get(example(route))
            browser.post(example(route), WORDS)
            if is_signed_in(browser) or browser.get("/en/account/2fa/").status_code == 200:
                let_in.append(route)

        assert let_in == []
        assert state_of(editor) == before

    def test_knows_no_session_without_its_factor(self, editor):
        """Whatever door it came in by: it is closed at the first request, and nothing has happened."""
        before = state_of(editor)
        still_open = []
        for route in LISTED:
            for method in ("get", "post"):
                browser = PlainClient()
                browser.force_login(editor)
                answer = getattr(browser, method)(example(route), WORDS)
                if is_signed_in(browser) or not answer.url.startswith(DOORS):
                    still_open.append((method, route))

        assert still_open == []
        assert state_of(editor) == before

    def test_that_is_closed_opens_to_nobody(self, client, editor):
        client.force_login(editor)
        before = state_of(editor)

        answers = {
            (method, route): getattr(browser, method)(example(route), WORDS, follow=True).status_code
            for route in CLOSED - {"admin/login/"}
            for method in ("get", "post")
            for browser in (PlainClient(), client)
        }

        assert {key: status for key, status in answers.items() if status != 404} == {}
        assert state_of(editor) == before

    @pytest.mark.parametrize("path", ["_util/login/", "_util/authenticate_with_password/1/1/"])
    def test_of_pages_that_ask_for_a_password_is_gone(self, client, editor, path):
        for method in (client.get, client.post):
            assert method(f"/en/{path}", WORDS).status_code == 404


class TestOnceMore:
    """Before what gives rights or changes an account, the factor is asked for, and a password does not do."""

    def test_every_change_asks(self, client, editor):
        # What does not exist is not found before anything is asked.
        SignInProvider.objects.create(pk=editor.pk, provider_id="zone", organisation=OrganisationFactory())
        client.force_login(editor)
        before = state_of(editor)
        unasked = []
        for route in AGAIN:
            target = example(route).replace("/1/", f"/{editor.pk}/")
            for method in ("get", "post"):
                answer = getattr(client, method)(target, WORDS)
                if answer.status_code != 405 and not getattr(answer, "url", "").startswith(ASKED):
                    unasked.append((method, route, answer.status_code))

        assert unasked == []
        assert state_of(editor) == before

    def test_a_password_does_not_do(self, client, editor):
        client.force_login(editor)

        answer = client.post(
            "/en/account/reauthenticate/", {"password": PASSWORD, "next": "/en/account/data/"}
        )

        assert answer.url.startswith("/en/account/2fa/reauthenticate/")
        assert client.get("/en/account/data/").status_code == 302
        assert PASSWORD not in str(dict(client.session))

    def test_a_code_by_mail_does_not_do(self, client, editor):
        client.force_login(editor)

        answer = client.post("/en/account/reauthenticate/code/", {"send": "1"})

        assert answer.url.startswith("/en/account/2fa/reauthenticate/")


class TestWhatWaits:
    """A form that was sent too late waits in the session until its sender has shown that it is them."""

    GENERATE = "/en/account/2fa/recovery-codes/generate/"

    def seed(self, editor):
        return Authenticator.objects.get(user=editor, type="recovery_codes").data["seed"]

    def show(self, client, editor, address):
        codes = Authenticator.objects.get(user=editor, type="recovery_codes").wrap().get_unused_codes()
        answer = client.post("/en/account/2fa/reauthenticate/", {"code": codes[0], "next": address})
        assert answer.status_code == 302

    def test_is_done_afterwards(self, client, editor):
        client.force_login(editor)
        before = self.seed(editor)

        client.post(self.GENERATE)
        self.show(client, editor, self.GENERATE)

        assert self.seed(editor) != before

    def test_is_not_done_by_coming_back_to_look(self, client, editor):
        client.force_login(editor)
        before = self.seed(editor)

        client.post(self.GENERATE)  # and then leaves it
        client.get(self.GENERATE)
        self.show(client, editor, self.GENERATE)

        assert self.seed(editor) == before

    @pytest.mark.parametrize("is_signed_in", [True, False])
    @pytest.mark.parametrize("page", ["change", "set"])
    def test_holds_no_password(self, client, editor, page, is_signed_in):
        if is_signed_in:
            client.force_login(editor)

        client.post(f"/en/account/password/{page}/", WORDS)

        kept = str([session.get_decoded() for session in Session.objects.all()])
        assert OTHER not in kept
        assert PASSWORD not in kept

    def test_is_nothing_of_a_stranger(self, client):
        """They might leave it on a shared machine, for whoever signs in next."""
        client.post("/en/account/2fa/totp/activate/", {"code": "123456"})

        assert not Session.objects.exists()


class TestLinkOfAnEmail:
    def test_stands_in_no_session(self, editor):
        """A copy of the database would hold what opens the account, until it was used."""
        browser, key = PlainClient(), default_token_generator.make_token(editor)
        link = f"/en/account/password/reset/key/{user_pk_to_url_str(editor)}-{key}/"

        form = browser.get(link, follow=True)
        kept = str([session.get_decoded() for session in Session.objects.all()])
        browser.post(form.request["PATH_INFO"], {"password1": OTHER, "password2": OTHER})

        assert key not in kept
        editor.refresh_from_db()
        assert editor.check_password(OTHER)


class TestPassword:
    """One place changes it."""

    def test_is_not_changed_in_the_editor(self, client, editor):
        client.force_login(editor)
        page = client.get("/admin/account/").text

        client.post("/admin/account/", WORDS)

        assert "password" not in page
        editor.refresh_from_db()
        assert editor.check_password(PASSWORD)

    def test_of_anybody_is_written_down(self, client):
        author = UserFactory(roles=[RoleName.AUTHOR])
        author.set_password(PASSWORD)
        author.save()
        client.force_login(author)

        client.post("/en/account/password/change/", WORDS)

        author.refresh_from_db()
        assert author.check_password(OTHER)
        (line,) = ModelLogEntry.objects.for_instance(author)
        assert (line.action, line.user) == ("exchange.account.password", author)
