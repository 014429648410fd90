"""What changes how somebody signs in is told to them by e-mail, for it may have been somebody else."""

import re
import time
from pathlib import Path

import allauth
import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from exchange.accounts.adapters import CHANGES
from exchange.invitations import accept_invitation, invite
from exchange.models import RoleName, SignInProvider
from exchange.people import update_person
from exchange.providers import connect_account, disconnect_account, unbind_provider
from exchange.tasks.accounts import AccountChange, tell_of_change
from tests.clients import WatchfulClient
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"
# What the library would write about, and the exchange does not offer: addresses belong to organisations.
NOT_OFFERED = {
    "account/email/email_changed",
    "account/email/email_deleted",
    "socialaccount/email/account_connected",
    "socialaccount/email/account_disconnected",
}


def address(name, **kwargs):
    with override("en"):
        return reverse(name, kwargs=kwargs or None)


@pytest.fixture
def person():
    person = UserFactory(organisation=OrganisationFactory(quebec=True), language="en")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def client(person):
    client = WatchfulClient()
    client.force_login(person)
    return client


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Return what an act tells its people: subjects by address."""

    def tell(act):
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return [(message.to[0], message.subject.partition(": ")[2]) for message in mail.outbox]

    return tell


def test_every_letter_of_the_library_has_one_of_ours():
    code = "\n".join(path.read_text() for path in Path(allauth.__file__).parent.rglob("*.py"))
    named = set(re.findall(r'send_notification_mail\(\s*"([^"]+)"', code))

    assert named
    assert named == set(CHANGES) | (NOT_OFFERED & named)


class TestChanges:
    def test_password(self, client, person, told):
        fields = {
            "oldpassword": PASSWORD,
            "password1": "cinq mots bien neufs",
            "password2": "cinq mots bien neufs",
        }

        assert told(lambda: client.post(address("account_change_password"), fields)) == [
            (person.email, "your password was changed")
        ]

    def test_app_and_codes(self, client, person, told):
        secret = generate_totp_secret()
        TOTP.activate(person, secret)

        assert told(lambda: client.post(address("mfa_generate_recovery_codes"))) == [
            (person.email, "new recovery codes were made")
        ]
        assert told(lambda: client.post(address("mfa_deactivate_totp"))) == [
            (person.email, "your authenticator app was removed")
        ]
        assert not Authenticator.objects.filter(user=person).exists()

    def test_a_new_app_is_told_once(self, client, person, told):
        client.get(address("mfa_activate_totp"))
        secret = client.session["mfa.totp.secret"]
        code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))

        assert told(lambda: client.post(address("mfa_activate_totp"), {"code": code})) == [
            (person.email, "an authenticator app was set up")
        ]

    def test_provider(self, person, told, settings):
        settings.OIDC_PROVIDERS = [{"provider_id": "zone", "name": "Zone"}]
        provider = SignInProvider.objects.create(provider_id="zone", organisation=person.organisation)

        assert told(lambda: connect_account(person, provider, uid="a")) == [
            (person.email, "a sign-in provider was connected")
        ]
        assert told(lambda: disconnect_account(person, "zone")) == [
            (person.email, "a sign-in provider was disconnected")
        ]
        connect_account(person, provider, uid="a")
        assert told(lambda: unbind_provider(provider, by=None)) == [
            (person.email, "a sign-in provider was disconnected")
        ]


class TestLetter:
    @pytest.mark.parametrize(
        ("language", "subject", "hour"),
        [
            ("en", "your password was changed", "22:30"),
            ("fr-ca", "votre mot de passe a été changé", "22 h 30"),
            ("nl", "uw wachtwoord is gewijzigd", "22:30"),
        ],
    )
    def test_is_in_the_language_and_the_time_of_its_person(self, person, told, language, subject, hour):
        person.language = language
        person.save()
        with time_machine.travel("2026-02-03T03:30:00Z", tick=False):
            ((_to, said),) = told(lambda: tell_of_change(person, AccountChange.PASSWORD))

        assert said == subject
        assert hour in mail.outbox[0].body.replace("\xa0", " ")

    @pytest.mark.parametrize("change", AccountChange)
    def test_says_what_to_do(self, person, told, change, settings):
        settings.SECRETARIAT_EMAIL = "aide@rives.example"
        told(lambda: tell_of_change(person, change))

        body = mail.outbox[0].body
        assert "aide@rives.example" in body
        assert (address("account_reset_password") in body) == (change != AccountChange.ADMINISTRATOR)

    def test_is_not_written_to_an_account_that_was_erased(self, person, told):
        person.email = "12@closed.invalid"
        person.save()

        assert told(lambda: tell_of_change(person, AccountChange.PASSWORD)) == []


class TestNewAdministrator:
    @pytest.fixture
    def first(self):
        return UserFactory(
            roles=[RoleName.ADMINISTRATOR], name="Une", email="une@rives.example", language="en"
        )

    @pytest.fixture
    def second(self):
        return UserFactory(
            roles=[RoleName.ADMINISTRATOR], name="Deux", email="deux@rives.example", language="en"
        )

    def change(self, person, by, roles):
        update_person(person, name=person.name, language="en", roles=roles, is_active=True, by=by)

    def test_is_told_to_the_person_and_to_the_others(self, person, first, second, told):
        UserFactory(roles=[RoleName.ADMINISTRATOR], is_active=False)
        UserFactory(roles=[RoleName.EDITOR])

        found = told(lambda: self.change(person, first, [RoleName.ADMINISTRATOR]))

        assert sorted(found) == sorted(
            [
                (person.email, "you became an administrator"),
                (first.email, "there is a new administrator"),
                (second.email, "there is a new administrator"),
            ]
        )
        (to_second,) = [message.body for message in mail.outbox if message.to == [second.email]]
        assert "Named by: Une." in to_second
        (to_first,) = [message.body for message in mail.outbox if message.to == [first.email]]
        assert "You named this person." in to_first

    def test_is_told_once(self, person, first, told):
        self.change(person, first, [RoleName.ADMINISTRATOR])

        assert told(lambda: self.change(person, first, [RoleName.ADMINISTRATOR, RoleName.EDITOR])) == []

    def test_by_invitation_is_told_when_it_is_accepted(self, first, second, told):
        invitation = invite(
            "trois@rives.example", organisation=None, roles=[RoleName.ADMINISTRATOR], by=first
        )

        found = told(lambda: accept_invitation(invitation, name="Trois", language="en", password=PASSWORD))

        assert ("trois@rives.example", "you became an administrator") in found
        assert {to for to, _subject in found} == {first.email, second.email, "trois@rives.example"}

    def test_does_not_name_across_the_ocean_whom_the_register_does_not(self, first, told):
        """Names cross where the organisation has established a basis for it."""
        far = UserFactory(
            organisation=OrganisationFactory(quebec=True), name="Nom Propre", roles=[RoleName.AUTHOR]
        )
        near = UserFactory(
            organisation=MembershipFactory().organisation, roles=[RoleName.ADMINISTRATOR], language="en"
        )

        told(lambda: self.change(far, first, [RoleName.AUTHOR, RoleName.ADMINISTRATOR]))

        (letter,) = [message.body for message in mail.outbox if message.to == [near.email]]
        assert "Nom Propre" not in letter
