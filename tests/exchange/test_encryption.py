"""Secrets of second factors stand in the database under a key that does not."""

import io
from importlib import import_module

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from exchange.accounts.encryption import UnreadableSecretError, decrypt, encrypt
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

FIRST, SECOND = "the first key of all", "another key"


@pytest.fixture(autouse=True)
def _first_key(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = FIRST, []


@pytest.fixture
def factors():
    """Return the secrets of an app and the codes of a person, as they were made."""
    person = UserFactory()
    secret = generate_totp_secret()
    app = TOTP.activate(person, secret).instance
    codes = RecoveryCodes.activate(person)
    return app, secret, codes.instance, codes.generate_codes()


def stored() -> str:
    """Return what a copy of the database shows."""
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(data::text, ' ') from mfa_authenticator")
        return cursor.fetchone()[0]


def rotate(settings):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SECOND, [FIRST]


class TestStored:
    def test_secrets_cannot_be_read(self, factors):
        _app, secret, _codes, codes = factors

        assert secret not in stored()
        assert not any(code in stored() for code in codes)
        assert "gAAAA" in stored()

    def test_secrets_open_with_the_key(self, factors):
        app, secret, codes, made = factors

        assert decrypt(Authenticator.objects.get(pk=app.pk).data["secret"]) == secret
        assert Authenticator.objects.get(pk=codes.pk).wrap().generate_codes() == made

    def test_nothing_that_the_site_did_not_write_opens(self):
        """Whoever can write to the database puts no secret of their own there."""
        for written in (generate_totp_secret(), "", "gAAAA" + encrypt("x")[5:][::-1]):
            with pytest.raises(UnreadableSecretError):
                decrypt(written)

    def test_the_same_secret_looks_different_each_time(self):
        assert encrypt("secret") != encrypt("secret")


class TestOwner:
    """A secret opens in the row of its person only, whoever can write to the database."""

    def secrets(self, people):
        rows = Authenticator.objects.filter(user__in=people, type="totp").order_by("user_id")
        return [row.data["secret"] for row in rows]

    @pytest.fixture
    def people(self):
        people = [UserFactory(), UserFactory()]
        for person, secret in zip(people, ("GEZDGNBVGY3TQOJQ", "MFRGGZDFMZTWQ2LK"), strict=True):
            TOTP.activate(person, secret)
        return people

    def test_opens_its_own(self, people):
        assert [decrypt(token) for token in self.secrets(people)] == ["GEZDGNBVGY3TQOJQ", "MFRGGZDFMZTWQ2LK"]

    def test_opens_nothing_in_the_row_of_another(self, people):
        mine, theirs = self.secrets(people)
        Authenticator.objects.filter(user=people[1]).update(data={"secret": str(mine)})
        Authenticator.objects.filter(user=people[0]).update(data={"secret": str(theirs)})

        for token in self.secrets(people):
            with pytest.raises(UnreadableSecretError):
                decrypt(token)

    def test_opens_nothing_as_another_kind(self, people):
        (mine, _theirs) = self.secrets(people)
        codes = RecoveryCodes.activate(people[0]).instance
        Authenticator.objects.filter(pk=codes.pk).update(data=codes.data | {"seed": str(mine)})

        with pytest.raises(UnreadableSecretError):
            Authenticator.objects.get(pk=codes.pk).wrap().generate_codes()

    def test_stays_closed_when_the_row_is_saved(self, people):
        """What the site encrypts for nobody stands in sessions: copied into a row it is not taken over."""
        Authenticator.objects.filter(user=people[1]).update(data={"secret": encrypt("GEZDGNBVGY3TQOJQ")})
        row = Authenticator.objects.get(user=people[1])
        row.save()

        with pytest.raises(CommandError, match="1 secrets"):
            call_command("encrypt_second_factors", stdout=io.StringIO())
        with pytest.raises(UnreadableSecretError):
            decrypt(Authenticator.objects.get(user=people[1]).data["secret"])


class TestRotation:
    def test_keeps_what_was_made_under_the_key_before(self, factors, settings):
        app, secret, codes, made = factors
        rotate(settings)

        assert decrypt(Authenticator.objects.get(pk=app.pk).data["secret"]) == secret
        assert Authenticator.objects.get(pk=codes.pk).wrap().generate_codes() == made

    def test_is_finished_by_the_command(self, factors, settings):
        app, secret, codes, made = factors
        rotate(settings)
        said = io.StringIO()

        call_command("encrypt_second_factors", stdout=said)
        settings.SECRET_KEY_FALLBACKS = []

        assert said.getvalue().startswith("2 secrets")
        assert decrypt(Authenticator.objects.get(pk=app.pk).data["secret"]) == secret
        assert Authenticator.objects.get(pk=codes.pk).wrap().generate_codes() == made

    def test_keeps_which_codes_were_used(self, factors, settings):
        _app, _secret, codes, made = factors
        codes.wrap().validate_code(made[0])
        rotate(settings)

        call_command("encrypt_second_factors", stdout=io.StringIO())

        assert Authenticator.objects.get(pk=codes.pk).wrap().get_unused_codes() == made[1:]

    def test_names_the_accounts_whose_key_is_lost(self, factors, settings):
        app, *_rest = factors
        settings.SECRET_KEY = SECOND
        before = stored()

        with pytest.raises(CommandError, match=rf"2 secrets, of the accounts #{app.user_id}\."):
            call_command("encrypt_second_factors", stdout=io.StringIO())

        assert stored() == before


class TestLostKey:
    def test_is_said_to_whoever_signs_in(self, factors, settings, client, caplog):
        app, *_rest = factors
        app.user.set_password("quatre mots de passe")
        app.user.save()
        client.post("/en/sign-in/", {"login": app.user.email, "password": "quatre mots de passe"})
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = SECOND
        app.data["secret"] = "gAAAA"
        Authenticator.objects.update(data=app.data | {"seed": "gAAAA"})

        answer = client.post("/en/account/2fa/authenticate/", {"code": "123456"})

        assert answer.status_code == 200
        assert "write to the secretariat" in answer.text
        assert f"account #{app.user_id} opens with no key" in caplog.text


class TestMigration:
    """What stood in clear is encrypted, and put back as it was when the change is taken back."""

    def test_encrypts_what_is_there(self):
        migration = import_module("exchange.migrations.0026_encrypt_second_factors")
        person = UserFactory()
        rows = [
            ("totp", {"secret": "GEZDGNBVGY3TQOJQ"}),
            ("recovery_codes", {"seed": "ab12", "used_mask": 3}),
        ]
        for kind, data in rows:
            Authenticator.objects.create(user=person, type=kind, data=data)
        Authenticator.objects.create(user=person, type="webauthn", data={"name": "Poste"})

        migration.forwards(apps, None)

        assert "GEZDGNBVGY3TQOJQ" not in stored()
        assert "ab12" not in stored()
        assert decrypt(str(Authenticator.objects.get(type="totp").data["secret"])) == "GEZDGNBVGY3TQOJQ"
        assert Authenticator.objects.get(type="recovery_codes").data["used_mask"] == 3
        assert Authenticator.objects.get(type="webauthn").data == {"name": "Poste"}

        owned = import_module("exchange.migrations.0033_secrets_of_one_person")
        owned.forwards(apps, None)
        assert decrypt(Authenticator.objects.get(type="totp").data["secret"]) == "GEZDGNBVGY3TQOJQ"
        with pytest.raises(UnreadableSecretError):
            decrypt(str(Authenticator.objects.get(type="totp").data["secret"]), "")
        owned.backwards(apps, None)

        migration.backwards(apps, None)

        assert [
            (row.type, row.data) for row in Authenticator.objects.exclude(type="webauthn").order_by("pk")
        ] == rows
