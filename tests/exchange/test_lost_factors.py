"""Two administrators together take away a second factor that was lost: neither alone, neither their own."""

import datetime as dt
import io

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import ModelLogEntry

from exchange.accounts.demonstration import current_code
from exchange.invitations import accept_invitation, invite
from exchange.lost_factors.actions import ask_for_removal, confirm_removal, withdraw_removal
from exchange.lost_factors.administrators import administrators
from exchange.models import FactorRemoval, RoleName
from exchange.people import update_person
from exchange.refusal import Refused
from exchange.traces.retention import purge
from tests.clients import Client, PasswordClient, WatchfulClient
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"


def with_factor(**fields):
    person = UserFactory(**fields)
    person.set_password(PASSWORD)
    person.save()
    TOTP.activate(person, generate_totp_secret())
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def first():
    return with_factor(roles=[RoleName.ADMINISTRATOR], organisation=None, email="une@exchange.example")


@pytest.fixture
def second():
    return with_factor(roles=[RoleName.ADMINISTRATOR], organisation=None, email="deux@exchange.example")


@pytest.fixture
def editor():
    return with_factor(
        roles=[RoleName.EDITOR], organisation=None, email="redaction@exchange.example", language="en"
    )


@pytest.fixture
def removal(editor, first):
    return ask_for_removal(editor, reason="rappelée au bureau", by=first)


def factors(person):
    return Authenticator.objects.filter(user=person).count()


def actions_about(person):
    return list(ModelLogEntry.objects.for_instance(person).order_by("pk").values_list("action", "user"))


class TestTwoAdministrators:
    def test_take_every_factor_away(self, removal, editor, first, second):
        confirm_removal(removal, by=second)

        assert factors(editor) == 0
        assert actions_about(editor) == [
            ("exchange.account.ask_removal", first.pk),
            ("exchange.account.lose_factor", second.pk),
        ]

    def test_tell_the_person_each_time(self, editor, first, second, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            removal = ask_for_removal(editor, reason="vue en personne", by=first)
        with django_capture_on_commit_callbacks(execute=True):
            confirm_removal(removal, by=second)

        assert [message.to for message in mail.outbox] == [[editor.email]] * 2
        assert "about to be removed" in mail.outbox[0].subject
        assert "was removed" in mail.outbox[1].subject
        assert not any("vue en personne" in message.body for message in mail.outbox)

    def test_end_the_sessions_of_the_person(self, removal, editor, second):
        client = Client()
        client.force_login(editor)

        confirm_removal(removal, by=second)

        client.get("/en/")
        assert "_auth_user_id" not in client.session

    def test_leave_the_person_to_set_up_another_one_first(self, removal, editor, second):
        confirm_removal(removal, by=second)
        client = PasswordClient()

        client.post("/en/sign-in/", {"login": editor.email, "password": PASSWORD})

        assert client.get("/admin/").url == "/en/account/2fa/"
        assert client.get("/en/account/2fa/totp/activate/").status_code == 200

    def test_may_be_the_same_for_an_administrator(self, first, second):
        third = with_factor(roles=[RoleName.ADMINISTRATOR], organisation=None)

        confirm_removal(ask_for_removal(third, reason="vu", by=first), by=second)

        assert factors(third) == 0


class TestRefused:
    def test_to_whoever_asked(self, removal, editor, first):
        with pytest.raises(Refused, match="Vous avez fait cette demande"):
            confirm_removal(removal, by=first)

        assert factors(editor) == 2

    def test_for_oneself(self, first, second):
        removal = ask_for_removal(first, reason="vu", by=second)

        for step in (
            lambda: ask_for_removal(second, reason="x", by=second),
            lambda: confirm_removal(removal, by=first),
        ):
            with pytest.raises(Refused):
                step()

    @pytest.mark.parametrize(
        "role", [RoleName.EDITOR, RoleName.COMMITTEE, RoleName.ORGANISATION_ADMINISTRATOR]
    )
    def test_to_other_roles(self, removal, editor, role):
        other = with_factor(roles=[role])

        for step in (
            lambda: ask_for_removal(other, reason="x", by=editor),
            lambda: confirm_removal(removal, by=other),
            lambda: withdraw_removal(removal, by=other),
        ):
            with pytest.raises(Refused):
                step()

    def test_to_administrators_without_a_factor(self, removal, editor):
        bare = UserFactory(roles=[RoleName.ADMINISTRATOR], organisation=None)

        with pytest.raises(Refused):
            confirm_removal(removal, by=bare)

    @pytest.mark.parametrize("way", ["role", "invitation"])
    def test_to_whom_another_administrator_has_just_named(self, removal, editor, first, way):
        """Otherwise one administrator alone makes the second one, with an address of their own."""
        if way == "role":
            puppet = with_factor(organisation=None)
            update_person(
                puppet, name="x", language="fr", roles={RoleName.ADMINISTRATOR}, is_active=True, by=first
            )
        else:
            invitation = invite(
                "moi@ailleurs.example", organisation=None, roles=[RoleName.ADMINISTRATOR], by=first
            )
            puppet = accept_invitation(invitation, name="x", language="fr", password=PASSWORD)
            TOTP.activate(puppet, generate_totp_secret())
        puppet = type(puppet).objects.get(pk=puppet.pk)

        with pytest.raises(Refused, match="14"):
            confirm_removal(removal, by=puppet)
        with pytest.raises(Refused, match="14"):
            ask_for_removal(first, reason="x", by=puppet)

        assert factors(editor) == 2
        with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=15)):
            assert ask_for_removal(first, reason="x", by=puppet)

    def test_once_whoever_asked_is_no_administrator_any_more(self, removal, first, second):
        first.roles.all().delete()

        with pytest.raises(Refused):
            confirm_removal(removal, by=second)

    def test_twice(self, removal, editor, second):
        confirm_removal(removal, by=second)
        TOTP.activate(editor, generate_totp_secret())

        with pytest.raises(Refused):
            confirm_removal(removal, by=second)

        assert factors(editor) == 1

    def test_while_another_request_waits(self, removal, editor, second):
        with pytest.raises(Refused):
            ask_for_removal(editor, reason="encore", by=second)

    @pytest.mark.parametrize("how", ["dropped", "late"])
    def test_of_a_request_that_is_over(self, removal, editor, second, how, settings):
        if how == "dropped":
            withdraw_removal(removal, by=editor)  # whom it is about may stop it
        else:
            FactorRemoval.objects.update(asked_at=removal.asked_at - settings.FACTOR_REMOVAL_LIFE)

        with pytest.raises(Refused):
            confirm_removal(removal, by=second)

        assert factors(editor) == 2

    def test_by_the_database_too(self, removal, first, editor):
        for field in ({"asked_by": editor}, {"confirmed_by": first}, {"confirmed_by": editor}):
            with pytest.raises(IntegrityError), transaction.atomic():
                FactorRemoval.objects.filter(pk=removal.pk).update(**field)


class TestScreen:
    def browse(self, person):
        client = WatchfulClient()
        client.force_login(person)
        return client

    def test_does_it_from_the_page_of_the_person(self, editor, first, second):
        asking, confirming = self.browse(first), self.browse(second)
        ask = reverse("factor_removal_ask", args=[editor.pk])
        assert ask in asking.get(reverse("people:edit", args=[editor.pk])).text

        asking.post(ask, {"reason": "rappelée"})
        own = asking.get(reverse("administrators")).text
        waiting = confirming.get(reverse("administrators")).text
        confirm = reverse("factor_removal_confirm", args=[FactorRemoval.objects.get().pk])

        assert confirm not in own
        assert confirm in waiting
        assert "rappelée" in waiting
        assert confirming.post(confirm).url == reverse("administrators")
        assert factors(editor) == 0

    def test_says_why_it_refuses_and_keeps_what_was_typed(self, removal, editor, first):
        answer = self.browse(first).post(
            reverse("factor_removal_ask", args=[editor.pk]), {"reason": "rappelée"}
        )

        assert answer.status_code == 200
        assert "attend un autre administrateur" in answer.text
        assert "rappelée" in answer.text

    def test_asks_for_the_factor_once_more(self, editor, first):
        client = Client()
        client.force_login(first)

        answer = client.post(reverse("factor_removal_ask", args=[editor.pk]), {"reason": "x"})

        assert answer.url.startswith("/fr/compte/2fa/reauthenticate/")
        assert not FactorRemoval.objects.exists()

    @pytest.mark.parametrize(("role", "reads"), [("committee", True), ("editor", False), ("author", False)])
    def test_shows_the_committee_who_administers_and_no_request(self, removal, first, role, reads):
        client = self.browse(with_factor(roles=[role]))

        page = client.get(reverse("administrators"))

        assert (page.status_code == 200) == reads
        assert (first.email in page.text) == reads
        assert "rappelée" not in page.text
        ask = reverse("factor_removal_ask", args=[first.pk])
        assert client.post(ask, {"reason": "x"}).status_code in (302, 403)
        assert FactorRemoval.objects.count() == 1


class TestList:
    def test_says_which_factors_and_when_they_came_last(self, first, editor, settings):
        bare = UserFactory(roles=[RoleName.ADMINISTRATOR], organisation=None, email="sans@exchange.example")
        UserFactory(roles=[RoleName.ADMINISTRATOR], organisation=None, is_active=False)
        said, warned = io.StringIO(), io.StringIO()

        with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
            Client().force_login(first)
        call_command("administrators", stdout=said, stderr=warned)

        assert {row.person for row in administrators()} == {first, bare}
        assert sorted(said.getvalue().splitlines()) == [
            "sans@exchange.example\tnone\tlast sign-in: never",
            "une@exchange.example\ttotp\tlast sign-in: 2026-11-20 13:00",
        ]
        assert "Fewer than 3" in warned.getvalue()


class TestCommand:
    ASK = ("remove_second_factor", "redaction@exchange.example")
    BY = {"asked_by": "une@exchange.example", "confirmed_by": "deux@exchange.example", "reason": "vue"}

    def run(self, monkeypatch, *codes, **options):
        answers = iter(codes)
        monkeypatch.setattr(
            "exchange.management.commands.remove_second_factor.getpass", lambda prompt: next(answers)
        )
        call_command(*self.ASK, **{**self.BY, **options}, stdout=io.StringIO())

    def test_asks_each_for_a_code(self, monkeypatch, editor, first, second):
        self.run(monkeypatch, current_code(first), current_code(second))

        assert factors(editor) == 0

    @pytest.mark.parametrize("wrong", [0, 1])
    def test_refuses_a_wrong_code(self, monkeypatch, editor, first, second, wrong):
        codes = [current_code(first), current_code(second)]
        codes[wrong] = "000000"

        with pytest.raises(CommandError, match="not one of"):
            self.run(monkeypatch, *codes)

        assert factors(editor) == 2

    def test_refuses_one_administrator_twice(self, monkeypatch, editor, first):
        with pytest.raises(CommandError):
            self.run(monkeypatch, current_code(first), "000000", confirmed_by=first.email)

        assert factors(editor) == 2


def test_old_requests_go(removal):
    with time_machine.travel(dt.datetime(2028, 1, 1, tzinfo=dt.UTC)):
        purge()

    assert not FactorRemoval.objects.exists()
