"""Signing in by the provider of one's organisation, against real OpenID providers, a lying one among them."""

import re
import urllib.parse

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from exchange.accounts.providers.identity import uid_of
from exchange.accounts.providers.refusals import sentence
from exchange.invitations import invite
from exchange.models import Invitation, Membership, RoleName, SignInProvider, User
from exchange.people import update_person
from exchange.providers import bind_provider, connect_account, unbind_provider
from exchange.refusal import Refused
from exchange.traces.words import REFUSALS
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.openid import NoProviderError, OpenIDProvider

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"
AGENT = {"sub": "agent", "email": "agent@val.example", "email_verified": True}


def running(name, **kwargs):
    try:
        return OpenIDProvider(f"http://testserver/oidc/{name}/callback/", **kwargs).start()
    except NoProviderError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="module")
def val():
    """Run the provider of the organisation; the address of a person stands in the token."""
    provider = running("val")
    yield provider
    provider.stop()


@pytest.fixture(scope="module")
def autre():
    """Run the provider of another organisation, which tells addresses apart, and would like to open others."""
    provider = running("autre", address_apart=True)
    yield provider
    provider.stop()


@pytest.fixture(autouse=True)
def declared(settings, val, autre):
    settings.OIDC_PROVIDERS = [
        {
            "provider_id": name,
            "name": f"Connexion {name}",
            "client_id": "exchange",
            "secret": "a secret of the tests",
            "settings": {"server_url": provider.url},
        }
        for name, provider in (("val", val), ("autre", autre))
    ]


@pytest.fixture
def zone():
    zone = OrganisationFactory(name_fr="Zone du Val", email_domains=["val.example"])
    MembershipFactory(organisation=zone)
    bind_provider("val", organisation=zone, by=None)
    return zone


@pytest.fixture
def other():
    other = OrganisationFactory(name_fr="Une autre zone", email_domains=["autre.example"])
    MembershipFactory(organisation=other)
    bind_provider("autre", organisation=other, by=None)
    return other


@pytest.fixture
def agent(zone):
    agent = UserFactory(email="agent@val.example", organisation=zone, roles=["author"])
    agent.set_password(PASSWORD)
    agent.save()
    return agent


@pytest.fixture
def sign_in(client, val, autre):
    """Return a function that goes to a provider and comes back as somebody, telling the truth or a lie."""

    def walk(claims, lie="", at="val", there=None):
        provider = {"val": val, "autre": autre}[at]
        provider.expect(lie, **claims)
        if there is None:
            with override("fr"):
                there = client.post(reverse("provider_sign_in", args=[at]))
        assert there.status_code == 302, there.content.decode()
        return client.get(provider.walk(there.url).removeprefix("http://testserver"))

    return walk


@pytest.fixture
def connect(client, sign_in):
    """Return a function that connects an account to somebody at a provider, as its page does."""

    def walk(person, claims, at="val", lie=""):
        client.force_login(person)
        with override("fr"):
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
            there = client.post(reverse("provider_connect", args=[at]))
        return sign_in(claims, lie, at, there)

    return walk


@pytest.fixture
def connected(agent, val):
    connect_account(agent, SignInProvider.objects.get(), uid=uid_of(val.url, "agent"))
    return agent


def who(client):
    return client.session.get("_auth_user_id")


def refused(thing=None):
    """Return the reasons of the refusals that the log keeps, or those about one thing."""
    lines = ModelLogEntry.objects.for_instance(thing) if thing else ModelLogEntry.objects
    return [line.data["refused"] for line in lines.filter(action="exchange.account.provider_refused")]


class TestConnect:
    def test_ties_the_account_of_the_person_who_is_signed_in(self, client, connect, sign_in, agent):
        answer = connect(agent, AGENT)
        assert answer.url == "/fr/compte/"
        client.logout()

        answer = sign_in(AGENT)

        assert answer.status_code == 302
        assert who(client) == str(agent.pk)
        agent.refresh_from_db()
        assert agent.check_password(PASSWORD)

    def test_asks_again_who_it_is(self, client, agent):
        client.force_login(agent)
        with override("fr"):
            answer = client.post(reverse("provider_connect", args=["val"]))

            assert answer.url.startswith(reverse("account_reauthenticate"))

    def test_keeps_nothing_but_a_number_of_the_person(self, connected):
        connection = SocialAccount.objects.get()

        assert connection.extra_data == {}
        assert "agent" not in connection.uid

    @pytest.mark.parametrize(
        ("claims", "reason"),
        [
            ({**AGENT, "email_verified": False}, "unverified"),
            ({**AGENT, "email": "autre@val.example"}, "address"),
            ({**AGENT, "email": "agent@autre.example"}, "domain"),
        ],
    )
    def test_refuses_what_the_provider_does_not_bear_out(self, client, connect, agent, claims, reason):
        answer = connect(agent, claims)

        assert answer.status_code == 403
        assert refused(agent) == [reason]
        assert not SocialAccount.objects.exists()

    def test_is_offered_for_the_own_organisation_alone(self, client, agent, other):
        client.force_login(agent)
        with override("fr"):
            page = client.get(reverse("account")).text
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
            answer = client.post(reverse("provider_connect", args=["autre"]))

        assert "Connexion val" in page
        assert "Connexion autre" not in page
        assert answer.status_code == 404

    @pytest.mark.parametrize("role", ["editor", "committee", "administrator"])
    def test_is_not_offered_to_who_works_for_the_platform(self, client, zone, role):
        person = UserFactory(email="e@val.example", organisation=zone, roles=[role, "author"])
        person.set_password(PASSWORD)
        person.save()
        client.force_login(person)
        with override("fr"):
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

            assert client.post(reverse("provider_connect", args=["val"])).status_code == 404

    def test_gives_one_person_there_to_one_account(self, client, connect, connected, zone):
        second = UserFactory(email="second@val.example", organisation=zone)
        second.set_password(PASSWORD)
        second.save()

        answer = connect(second, {**AGENT, "email": "second@val.example"})

        assert answer.status_code == 403
        assert refused(second) == ["taken"]

    def test_gives_one_account_to_one_person_there(self, client, connect, connected):
        answer = connect(connected, {**AGENT, "sub": "successor"})

        assert answer.status_code == 403
        assert refused(connected) == ["taken"]

    def test_is_not_finished_by_another_person(self, client, val, agent, zone):
        client.force_login(agent)
        with override("fr"):
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
            there = client.post(reverse("provider_connect", args=["val"]))
        val.expect(**AGENT)
        back = val.walk(there.url).removeprefix("http://testserver")
        client.force_login(UserFactory(email="x@val.example", organisation=zone))

        assert client.get(back).status_code == 400
        assert not SocialAccount.objects.exists()


class TestDisconnect:
    def leave(self, client, person):
        client.force_login(person)
        with override("fr"):
            client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
            return client.post(reverse("provider_disconnect", args=["val"]))

    def test_closes_the_way(self, client, connected, sign_in):
        self.leave(client, connected)
        client.logout()

        answer = sign_in(AGENT)

        assert answer.status_code == 403
        assert who(client) is None

    def test_keeps_the_only_way_in(self, client, connected):
        connected.set_unusable_password()
        connected.save()
        client.force_login(connected)
        session = client.session

        session["account_authentication_methods"] = [{"method": "code", "at": 9e9, "reauthenticated": True}]
        session["account_authentication_methods_user"] = str(connected.pk)
        session.save()
        with override("fr"):
            answer = client.post(reverse("provider_disconnect", args=["val"]))

        assert answer.url.endswith(reverse("account_set_password")[3:])
        assert SocialAccount.objects.exists()


class TestSignIn:
    def test_opens_nothing_that_was_not_connected(self, client, sign_in, agent):
        answer = sign_in(AGENT)

        assert answer.status_code == 403
        assert who(client) is None
        assert refused(agent) == ["unknown"]
        agent.refresh_from_db()
        assert agent.check_password(PASSWORD)

    def test_makes_no_account(self, client, sign_in, zone):
        sign_in({**AGENT, "sub": "stranger", "email": "inconnu@val.example"})

        assert who(client) is None
        assert not User.objects.exists()
        assert refused(zone) == ["unknown"]

    @pytest.mark.parametrize(
        ("claims", "reason"),
        [
            ({**AGENT, "sub": "somebody else"}, "unknown"),
            ({**AGENT, "email_verified": False}, "unverified"),
            ({**AGENT, "email_verified": "false"}, "unverified"),
            ({"sub": "agent", "email": "agent@val.example"}, "unverified"),
            ({**AGENT, "email": "agent@elsewhere.example"}, "domain"),
            ({**AGENT, "email": "agent@sub.val.example"}, "domain"),
            ({**AGENT, "email": "agent@val.example.evil"}, "domain"),
            ({**AGENT, "email": ""}, "domain"),
            ({**AGENT, "email": "agent@\u212aal.example"}, "domain"),
            ({**AGENT, "email": ["agent@val.example"]}, "domain"),
            ({**AGENT, "email": "colleague@val.example"}, "address"),
        ],
    )
    def test_asks_at_every_sign_in(self, client, sign_in, connected, claims, reason):
        answer = sign_in(claims)

        assert answer.status_code == 403
        assert who(client) is None
        assert reason in refused()

    @pytest.mark.parametrize(
        "lie",
        [
            "nonce",
            "no nonce",
            "audience",
            "issuer",
            "signature",
            "expired",
            "no subject",
            "unsigned",
            "garbage",
            "none",
            "broken",
            "endless",
            "elsewhere",
        ],
    )
    def test_believes_no_broken_word(self, client, sign_in, connected, lie):
        answer = sign_in(AGENT, lie)

        assert answer.status_code == 502
        assert who(client) is None
        assert refused() == ["answer"]

    @pytest.mark.parametrize(
        "lie", ["other issuer", "half a configuration", "a network within", "numbers for addresses"]
    )
    def test_goes_to_none_that_calls_itself_otherwise(self, client, val, connected, lie):
        val.expect(lie, **AGENT)
        with override("fr"):
            answer = client.post(reverse("provider_sign_in", args=["val"]))

        assert answer.status_code == 502

    def test_says_so_when_the_provider_is_away(self, client, settings, zone):
        settings.OIDC_PROVIDERS[0]["settings"]["server_url"] = "http://localhost:9"
        with override("fr"):
            answer = client.post(reverse("provider_sign_in", args=["val"]))

        assert answer.status_code == 502
        assert "Connexion val" in answer.text

    def test_begins_anew_after_who_broke_off(self, client, sign_in, connected):
        answer = sign_in(AGENT, "cancelled")

        assert answer.status_code == 200
        assert who(client) is None

    def test_takes_an_answer_once(self, client, val, connected):
        val.expect(**AGENT)
        with override("fr"):
            there = client.post(reverse("provider_sign_in", args=["val"]))
        back = val.walk(there.url).removeprefix("http://testserver")
        client.get(back)
        client.logout()

        assert client.get(back).status_code == 400
        assert who(client) is None

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (lambda p: User.objects.filter(pk=p.pk).update(is_active=False), "closed"),
            (lambda p: p.roles.create(name="editor"), "platform"),
            (lambda p: p.roles.create(name="committee"), "platform"),
            (lambda p: p.roles.create(name="administrator"), "platform"),
            (lambda p: User.objects.filter(pk=p.pk).update(is_superuser=True), "platform"),
            (lambda p: User.objects.filter(pk=p.pk).update(organisation=OrganisationFactory()), "elsewhere"),
            (lambda p: User.objects.filter(pk=p.pk).update(organisation=None), "elsewhere"),
            (lambda p: User.objects.filter(pk=p.pk).update(email="neuf@val.example"), "address"),
            (lambda p: Membership.objects.update(state="excluded"), "organisation"),
            (lambda p: Membership.objects.update(state="succeeded"), "organisation"),
            (lambda p: p.organisation.__class__.objects.update(email_domains=["neuf.example"]), "domain"),
        ],
    )
    def test_follows_what_changed_since(self, client, sign_in, connected, change, reason):
        change(connected)

        answer = sign_in(AGENT)

        assert answer.status_code == 403
        assert who(client) is None
        assert reason in refused()

    @pytest.mark.parametrize("state", ["suspended", "withdrawn", "leaving"])
    def test_stays_open_where_a_password_does(self, client, sign_in, connected, state):
        Membership.objects.update(state=state)

        sign_in(AGENT)

        assert who(client) == str(connected.pk)

    def test_asks_for_the_second_factor(self, client, sign_in, connected):
        from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

        TOTP.activate(connected, generate_totp_secret())
        assert Authenticator.objects.filter(user=connected).exists()

        answer = sign_in(AGENT)

        assert who(client) is None
        assert answer.url.endswith(reverse("mfa_authenticate").partition("/compte")[2])

    def test_leads_on_within_the_site_only(self, client, sign_in, connected):
        for wanted, found in (("/fr/membres/", "/fr/membres/"), ("https://evil.example/", "/fr/")):
            with override("fr"):
                address = (
                    f"{reverse('provider_sign_in', args=['val'])}?{urllib.parse.urlencode({'next': wanted})}"
                )
            answer = sign_in(AGENT, there=client.post(address))

            assert answer.url == found

    def test_tells_in_the_log_why(self, client, sign_in, agent):
        sign_in(AGENT)
        client.force_login(UserFactory(roles=["committee"]))

        page = client.get(reverse("exchange_log")).text

        assert "val; personne à qui un compte soit relié" in page

    def test_every_reason_has_words(self, zone):
        words = {reason: sentence(reason, SignInProvider.objects.get()) for reason in REFUSALS}

        assert all(words.values())

    def test_writes_a_refusal_down_once_in_a_while(self, sign_in, agent):
        for _time in range(3):
            sign_in(AGENT)

        assert refused(agent) == ["unknown"]


class TestAnotherProvider:
    """The provider of one organisation says that it knows people of others."""

    @pytest.mark.parametrize("role", ["author", "editor", "administrator"])
    def test_opens_nobody_elsewhere(self, client, sign_in, connected, other, role):
        connected.roles.get_or_create(name=role)

        answer = sign_in(AGENT, at="autre")

        assert answer.status_code == 403
        assert who(client) is None
        assert refused(connected) == ["domain"]
        connected.refresh_from_db()
        assert connected.check_password(PASSWORD)

    def test_opens_no_administrator_of_its_own_domain(self, client, sign_in, other):
        administrator = UserFactory(email="chef@autre.example", roles=["administrator"])

        sign_in({"sub": "x", "email": "chef@autre.example", "email_verified": True}, at="autre")

        assert who(client) is None
        assert refused(administrator) == ["unknown"]

    def test_is_not_answered_in_the_place_of_one_s_own(self, client, autre, val, connected, other):
        with override("fr"):
            there = client.post(reverse("provider_sign_in", args=["autre"]))
        autre.expect(**AGENT)
        back = autre.walk(there.url).removeprefix("http://testserver")

        answer = client.get(back.replace("/oidc/autre/", "/oidc/val/"))

        assert answer.status_code == 400
        assert who(client) is None

    def test_may_tell_the_address_apart(self, client, connect, sign_in, other):
        person = UserFactory(email="p@autre.example", organisation=other)
        person.set_password(PASSWORD)
        person.save()
        claims = {"sub": "p", "email": "p@autre.example", "email_verified": True}
        connect(person, claims, at="autre")
        client.logout()

        assert sign_in(claims, "another person", at="autre").status_code == 502
        sign_in(claims, at="autre")

        assert who(client) == str(person.pk)


class TestBinding:
    def test_opens_nothing_unbound(self, client):
        with override("fr"):
            assert client.post(reverse("provider_sign_in", args=["val"])).status_code == 404
            assert "Connexion val" not in client.get(reverse("login")).text
        assert client.get(reverse("provider_callback", args=["val"]), follow=True).status_code == 404

    def test_opens_nothing_that_is_declared_no_longer(self, client, settings, zone):
        settings.OIDC_PROVIDERS = []
        with override("fr"):
            assert client.post(reverse("provider_sign_in", args=["val"])).status_code == 404

    def test_is_offered_at_the_door(self, client, zone):
        with override("fr"):
            assert "Connexion val" in client.get(reverse("login")).text

    def test_is_one_organisation_s(self, zone):
        with pytest.raises(Refused):
            bind_provider("val", organisation=OrganisationFactory(), by=None)

    def test_is_an_administrator_s(self, zone):
        for role in set(RoleName) - {RoleName.ADMINISTRATOR}:
            with pytest.raises(Refused):
                bind_provider("autre", organisation=zone, by=UserFactory(organisation=zone, roles=[role]))
            with pytest.raises(Refused):
                unbind_provider(SignInProvider.objects.get(), by=UserFactory(roles=[role]))

    def test_signs_out_whoever_came_by_it_when_it_is_taken_away(self, client, connected, sign_in):
        sign_in(AGENT)
        with override("fr"):
            assert client.get(reverse("account")).status_code == 200

            unbind_provider(SignInProvider.objects.get(), by=None)

            assert client.get(reverse("account")).status_code == 302

    def test_ends_where_a_role_of_the_platform_begins(self, client, connected, sign_in):
        sign_in(AGENT)
        update_person(
            connected,
            name="A",
            language="fr",
            roles=["editor"],
            is_active=True,
            by=UserFactory(roles=["administrator"]),
        )

        assert not SocialAccount.objects.exists()
        with override("fr"):
            assert reverse("login") in client.get(reverse("account")).url

    def test_forgets_whom_it_knew_when_it_is_taken_away(self, client, connected, sign_in, zone):
        unbind_provider(SignInProvider.objects.get(), by=None)
        bind_provider("val", organisation=zone, by=None)

        assert sign_in(AGENT).status_code == 403

    @pytest.mark.parametrize("entity", ["saml", "azure", "openid_connect"])
    @pytest.mark.parametrize("end", ["login/", "login/callback/", "connect/"])
    def test_knows_no_other(self, client, zone, entity, end):
        assert client.get(f"/fr/compte/oidc/{entity}/{end}", follow=True).status_code in (200, 404)
        assert client.post(f"/fr/compte/oidc/{entity}/login/").status_code == 404

    @pytest.mark.parametrize(
        "name",
        ["%00", "%C3%A9", "a" * 5000, "..%2F..", "val%0A"],
        ids=["NUL", "letter", "long", "folder", "line"],
    )
    @pytest.mark.parametrize(
        "address", ["/fr/compte/oidc/{}/login/", "/fr/compte/oidc/{}/login/callback/", "/oidc/{}/callback/"]
    )
    def test_is_not_broken_by_a_strange_name(self, client, zone, name, address):
        assert client.get(address.format(name), follow=True).status_code in (400, 404)
        assert client.post(address.format(name)).status_code in (302, 400, 404, 405)

    @pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied"])
    def test_refuses_a_return_that_nobody_began(self, client, zone, query):
        answer = client.get(reverse("provider_callback", args=["val"]) + query)

        assert answer.status_code == 400
        assert refused(zone) == ["state"]


class TestInvitation:
    @pytest.fixture
    def invited(self, zone, django_capture_on_commit_callbacks):
        head = UserFactory(organisation=zone, roles=["organisation_administrator"], email="chef@val.example")
        return invite("agent@val.example", organisation=zone, roles=["author"], by=head)

    def open(self, client, invitation, **words):
        with override("fr"):
            address = reverse("invitation", kwargs={"token": invitation.token})
        answers = {"name": "Agent", "language": "nl", "password": "", "password_again": "", "by": "val"}
        return client.post(address, {**answers, **words})

    def test_opens_the_account_without_a_password(self, client, invited, sign_in, zone):
        sign_in(AGENT, there=self.open(client, invited))

        person = User.objects.get(email="agent@val.example")
        assert who(client) == str(person.pk)
        assert (person.organisation, person.name, person.language) == (zone, "Agent", "nl")
        assert not person.has_usable_password()
        client.logout()
        sign_in(AGENT)
        assert who(client) == str(person.pk)

    def test_keeps_asking_for_a_password_otherwise(self, client, invited):
        answer = self.open(client, invited, by="")

        assert answer.status_code == 200
        assert {"password", "password_again"} <= set(answer.context["form"].errors)

    def test_asks_for_a_name_first(self, client, invited):
        assert self.open(client, invited, name="").status_code == 200

    @pytest.mark.parametrize(
        ("claims", "reason"),
        [
            ({**AGENT, "email": "autre@val.example"}, "address"),
            ({**AGENT, "email_verified": False}, "unverified"),
            ({**AGENT, "email": "agent@autre.example"}, "domain"),
        ],
    )
    def test_is_for_whom_it_was_sent_to(self, client, invited, sign_in, claims, reason):
        answer = sign_in(claims, there=self.open(client, invited))

        assert answer.status_code == 403
        assert not User.objects.filter(email="agent@val.example").exists()
        assert Invitation.objects.get().is_open

    def test_is_asked_again_on_the_way_back(self, client, invited, sign_in):
        there = self.open(client, invited)
        Membership.objects.update(state="suspended")

        assert sign_in(AGENT, there=there).status_code == 403
        assert not User.objects.filter(email="agent@val.example").exists()

    def test_of_the_platform_asks_for_a_password(self, client, zone):
        administrator = UserFactory(roles=["administrator"])
        invitation = invite("agent@val.example", organisation=zone, roles=["editor"], by=administrator)

        assert self.open(client, invitation).status_code == 200
        assert not User.objects.filter(email="agent@val.example").exists()

    def test_is_not_opened_by_the_provider_of_another(self, client, invited, other):
        assert self.open(client, invited, by="autre").status_code == 200


class TestWithoutPassword:
    """Who came by a provider only: it says nothing about changes of the account."""

    @pytest.fixture
    def person(self, connected):
        connected.set_unusable_password()
        connected.save()
        return connected

    @pytest.mark.parametrize("name", ["account_set_password", "mfa_activate_totp", "mfa_add_webauthn"])
    def test_shows_more_before_a_first_password_or_factor(self, client, person, sign_in, name):
        sign_in(AGENT)
        with override("fr"):
            answer = client.get(reverse(name))

            assert answer.url.startswith(reverse("account_reauthenticate_by_mail"))

    def test_sets_up_a_factor_where_the_role_asks_for_one(self, client, person, sign_in):
        person.roles.create(name="organisation_administrator")
        sign_in(AGENT)
        with override("fr"):
            assert client.get(reverse("membership")).url == reverse("mfa_index")

    def test_gets_a_link_for_a_password(self, client, person, django_capture_on_commit_callbacks):
        with override("fr"), django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("account_reset_password"), {"email": person.email})
            address = re.search(r"http\S+", mail.outbox[0].body)[0].removeprefix("http://localhost:8000")
            form = client.get(address, follow=True)
            client.post(form.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})

        person.refresh_from_db()
        assert mail.outbox[0].to == [person.email]
        assert person.check_password(PASSWORD)
