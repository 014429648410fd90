import datetime as dt
import re

import pytest
import time_machine
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from exchange.models import FailedSignIn, Membership, MembershipState
from exchange.people import close_accounts_of_former_members, close_unused_accounts, update_person
from exchange.tasks import forget_failed_sign_ins
from exchange.viewers import viewer_of
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "un bon mot de passe"


def door(name="login", language="fr"):
    with override(language):
        return reverse(name)


@pytest.fixture
def person():
    person = UserFactory(email="auteur@zone.example", language="nl")
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def sign_in(client):
    def try_to(email="auteur@zone.example", password=PASSWORD, address="192.0.2.7", **data):
        return client.post(door(), {"login": email, "password": password, **data}, REMOTE_ADDR=address)

    return try_to


class TestSignIn:
    def test_says_whom_to_write_to_without_a_password(self, client, settings):
        settings.SECRETARIAT_EMAIL = "aide@rives.example"

        assert 'href="mailto:aide@rives.example"' in client.get(door()).text

    def test_leads_home_in_the_preferred_language(self, client, person, sign_in):
        answer = sign_in()

        assert answer.status_code == 302
        assert answer.url == "/nl/"
        assert client.get("/").url == "/nl/"

    def test_leads_back_to_where_one_came_from(self, person, sign_in):
        assert sign_in(next="/fr/membres/").url == "/fr/membres/"

    def test_says_why_the_editor_is_closed(self, client):
        place = MembershipFactory()
        client.force_login(UserFactory(organisation=place.organisation, roles=["author"], language="fr"))
        own = door("membership")
        assert client.get(reverse("wagtailadmin_home")).status_code == 200
        assert f'href="{reverse("wagtailadmin_home")}"' in client.get(own).text

        Membership.objects.filter(pk=place.pk).update(state=MembershipState.SUSPENDED)
        answer = client.get(reverse("wagtailadmin_home"), follow=True)

        notice = "L’éditeur vous est fermé aujourd’hui"
        assert notice in answer.text
        assert f'href="{reverse("wagtailadmin_home")}"' not in client.get(own).text
        assert notice not in client.get(door(), {"next": own}).text

    @pytest.mark.parametrize(
        "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
    )
    def test_leads_nowhere_else(self, person, sign_in, elsewhere):
        assert sign_in(next=elsewhere).url == "/nl/"

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/"])
    def test_leads_nowhere_else_on_the_way_out_or_in_between(self, client, person, sign_in, elsewhere):
        sign_in()

        again = client.post(door("account_reauthenticate"), {"password": PASSWORD, "next": elsewhere})
        out = client.post(door("logout"), {"next": elsewhere})

        assert "evil" not in again.url
        assert "evil" not in out.url

    def test_takes_the_address_in_any_case(self, person, sign_in):
        assert sign_in("Auteur@Zone.example").status_code == 302

    def test_starts_a_new_session(self, client, person, sign_in):
        client.get(door())
        client.session.save()
        before = client.session.session_key

        sign_in()

        assert client.session.session_key != before
        cookie = client.cookies["sessionid"]
        assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")

    @pytest.mark.parametrize(
        ("email", "password"),
        [
            ("auteur@zone.example", "faux"),
            ("inconnu@zone.example", PASSWORD),
            ("", ""),
            ("é" * 5000, PASSWORD),
        ],
    )
    def test_refuses_without_saying_which_word_was_wrong(self, client, person, sign_in, email, password):
        answer = sign_in(email, password)

        assert answer.status_code == 200
        assert "_auth_user_id" not in client.session
        assert answer.context["form"].errors

    def test_refuses_a_closed_account(self, client, person, sign_in):
        person.is_active = False
        person.save()

        assert sign_in().status_code == 200
        assert "_auth_user_id" not in client.session

    def test_closes_the_session_of_an_account_that_is_closed_meanwhile(self, client, person, sign_in):
        sign_in()
        person.is_active = False
        person.save()

        answer = client.get("/fr/")

        assert answer.wsgi_request.viewer.is_visitor


class TestThrottle:
    def test_stops_looking_after_five_wrong_passwords(self, person, sign_in):
        for _time in range(5):
            sign_in(password="faux")

        answer = sign_in()

        assert answer.status_code == 200
        assert answer.context["form"].non_field_errors().as_data()[0].code == "throttled"

    def test_looks_again_later(self, person, sign_in):
        with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False) as clock:
            for _time in range(5):
                sign_in(password="faux")
            clock.shift(dt.timedelta(minutes=16))

            assert sign_in().status_code == 302

    def test_lets_the_owner_in_from_another_place(self, person, sign_in):
        for _time in range(5):
            sign_in(password="faux", address="203.0.113.66")

        assert sign_in(address="192.0.2.7").status_code == 302

    def test_stops_who_guesses_one_account_from_many_places(self, person, sign_in):
        for number in range(20):
            sign_in(password="faux", address=f"203.0.113.{number}")

        assert sign_in(address="192.0.2.7").status_code == 200

    def test_stops_who_tries_many_accounts_from_one_place(self, person, sign_in):
        for number in range(30):
            sign_in(f"personne-{number}@zone.example", "faux")

        assert sign_in().status_code == 200

    def test_says_the_same_of_an_account_that_does_not_exist(self, sign_in):
        for _time in range(5):
            sign_in("inconnu@zone.example", "faux")

        answer = sign_in("inconnu@zone.example", "faux")

        assert answer.context["form"].non_field_errors().as_data()[0].code == "throttled"

    def test_a_success_forgets_the_errors(self, person, sign_in):
        for _time in range(4):
            sign_in(password="faux")

        sign_in()

        assert not FailedSignIn.objects.exists()

    def test_keeps_neither_address_nor_account(self, person, sign_in):
        sign_in(password="faux")

        assert "zone.example" not in str(FailedSignIn.objects.values().get())
        assert "192.0.2" not in str(FailedSignIn.objects.values().get())

    def test_forgets_old_errors(self, person, sign_in):
        sign_in(password="faux")
        FailedSignIn.objects.update(failed_at=timezone.now() - dt.timedelta(days=2))

        forget_failed_sign_ins.call()

        assert not FailedSignIn.objects.exists()


class TestThousandTries:
    def test_are_looked_at_five_times(self, person, sign_in, monkeypatch):
        looked = []
        monkeypatch.setattr(
            "exchange.accounts.adapters.authenticate", lambda request, **credentials: looked.append(1)
        )

        answers = [sign_in(password=f"faux {number}") for number in range(1000)]

        assert len(looked) == 5
        assert "_auth_user_id" not in answers[-1].wsgi_request.session
        assert {answer.status_code for answer in answers} <= {200, 429}

    def test_are_counted_by_all_processes_together(self, rf):
        """What one process counted stands in the database, and not in its memory."""
        for _number in range(3):
            assert ratelimit.consume(
                rf.post("/"),
                app="account",
                action="reset_password",
                key="agent@zone.example",
                config={"reset_password": "3/m/key"},
            )
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from exchange_shared_cache where cache_key like '%allauth%'")
            assert cursor.fetchone()[0] >= 1
        caches["default"].clear()

        assert not ratelimit.consume(
            rf.post("/"),
            app="account",
            action="reset_password",
            key="agent@zone.example",
            config={"reset_password": "3/m/key"},
        )

    def test_of_a_code_that_was_used_are_refused_by_all(self, person):
        factor = TOTP.activate(person, generate_totp_secret())

        assert factor._mark_code_used("123456")
        caches["default"].clear()
        assert not factor._mark_code_used("123456")


class TestOtherDoors:
    def test_the_editor_has_no_door_of_its_own(self, client):
        assert client.get("/admin/login/?next=/admin/").url.endswith("?next=%2Fadmin%2F")
        assert client.get("/admin/login/?next=https://evil.example/").url == door()
        assert client.post("/admin/login/", {"username": "x", "password": "y"}).status_code == 405

    def test_the_editor_asks_at_the_one_door(self, client):
        answer = client.get("/admin/")

        assert answer.status_code == 302
        assert answer.url.startswith(door())

    @pytest.mark.parametrize("path", ["", "done/", "confirm/MQ/x-y/", "complete/"])
    def test_the_editor_resets_no_password(self, client, path):
        assert client.get(f"/admin/password_reset/{path}", follow=True).status_code == 404

    def test_signing_out_closes_the_session(self, client, person):
        client.force_login(person)

        answer = client.post(door("logout"))

        assert answer.url == "/fr/"
        assert "_auth_user_id" not in client.session

    def test_signing_out_makes_the_browser_forget_what_was_typed(self, client):
        """Text that waited in the editor for a session that ended: the next person may use the same computer."""
        for address in (door("logout"), reverse("wagtailadmin_logout")):
            client.force_login(UserFactory(roles=["editor"], organisation=None))

            assert "Clear-Site-Data" not in client.get(door("logout"))
            assert client.post(address)["Clear-Site-Data"] == '"storage"'
            assert "_auth_user_id" not in client.session

    def test_a_link_signs_nobody_out(self, client, person):
        client.force_login(person)

        assert client.get(door("logout")).status_code == 200
        assert "_auth_user_id" in client.session

    @pytest.mark.parametrize("name", ["account", "account_change_password", "mfa_index", "usersessions_list"])
    def test_a_visitor_has_no_account_to_look_at(self, client, name):
        assert client.get(door(name)).url.startswith(door())

    @pytest.mark.parametrize("name", ["account_signup", "account_email", "socialaccount_signup"])
    def test_nobody_signs_up_or_changes_an_address(self, client, person, name):
        client.force_login(person)

        assert client.get(door(name)).status_code == 404


class TestForgottenPassword:
    def ask(self, client, email, callbacks):
        with callbacks(execute=True):
            return client.post(door("account_reset_password"), {"email": email})

    def test_sends_a_link_that_works_once(self, client, person, django_capture_on_commit_callbacks):
        self.ask(client, person.email, django_capture_on_commit_callbacks)
        link = re.search(r"http\S+", mail.outbox[0].body)[0].replace("http://localhost:8000", "")
        assert link.startswith("/nl/")

        form = client.get(link, follow=True)
        path = form.redirect_chain[-1][0]
        answer = client.post(path, {"password1": "un tout autre mot", "password2": "un tout autre mot"})

        assert answer.status_code == 302
        person.refresh_from_db()
        assert person.check_password("un tout autre mot")
        client.logout()
        assert client.get(link).context["token_fail"]

    def test_sends_a_link_that_grows_old(self, client, person, django_capture_on_commit_callbacks):
        self.ask(client, person.email, django_capture_on_commit_callbacks)
        link = re.search(r"http\S+", mail.outbox[0].body)[0].replace("http://localhost:8000", "")

        with time_machine.travel(timezone.now() + dt.timedelta(days=4)):
            assert client.get(link).context["token_fail"]

    @pytest.mark.parametrize(
        "email",
        [
            "auteur@zone.example\nBcc: x@evil.example",
            "auteur@zone.example, x@evil.example",
            "a\r\n@b.example",
        ],
    )
    def test_writes_to_no_address_that_holds_more_than_one(
        self, client, person, email, django_capture_on_commit_callbacks
    ):
        answer = self.ask(client, email, django_capture_on_commit_callbacks)

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert mail.outbox == []

    def test_says_the_same_to_whoever_has_no_account(
        self, client, person, django_capture_on_commit_callbacks
    ):
        known = self.ask(client, person.email, django_capture_on_commit_callbacks)
        unknown = self.ask(client, "inconnu@zone.example", django_capture_on_commit_callbacks)

        assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
        assert len(mail.outbox) == 1

    def test_writes_to_no_closed_account(self, client, person, django_capture_on_commit_callbacks):
        person.is_active = False
        person.save()

        self.ask(client, person.email, django_capture_on_commit_callbacks)

        assert mail.outbox == []


class TestUnusedAccounts:
    TODAY = dt.date(2026, 11, 22)

    @pytest.fixture
    def used(self, person):
        def on(day):
            person.last_login = dt.datetime.combine(day, dt.time(12), dt.UTC)
            person.joined_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
            person.save()

        return on

    def close(self, callbacks):
        with callbacks(execute=True):
            return close_unused_accounts(self.TODAY)

    def test_are_closed_after_a_year(self, person, used, django_capture_on_commit_callbacks):
        used(dt.date(2025, 11, 20))

        self.close(django_capture_on_commit_callbacks)

        person.refresh_from_db()
        assert not person.is_active
        assert mail.outbox[0].to == [person.email]

    def test_are_warned_once_a_month_before(self, person, used, django_capture_on_commit_callbacks):
        for day, written in (
            (dt.date(2025, 12, 21), 1),
            (dt.date(2025, 12, 19), 0),
            (dt.date(2026, 6, 1), 0),
        ):
            mail.outbox.clear()
            used(day)

            self.close(django_capture_on_commit_callbacks)

            person.refresh_from_db()
            assert person.is_active
            assert len(mail.outbox) == written

    def test_stay_open_once_an_administrator_opened_them_again(
        self, person, used, django_capture_on_commit_callbacks
    ):
        used(dt.date(2025, 1, 1))
        self.close(django_capture_on_commit_callbacks)
        person.refresh_from_db()
        administrator = UserFactory(roles=["administrator"])
        with time_machine.travel(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)):
            administrator.last_login = timezone.now()
            administrator.save()
            update_person(person, name="x", language="nl", roles=[], is_active=True, by=administrator)

        self.close(django_capture_on_commit_callbacks)

        person.refresh_from_db()
        assert person.is_active

    def test_count_from_the_invitation_where_nobody_signed_in(
        self, person, django_capture_on_commit_callbacks
    ):
        person.joined_at = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
        person.save()

        self.close(django_capture_on_commit_callbacks)

        person.refresh_from_db()
        assert not person.is_active


class TestFormerMembers:
    END = dt.date(2026, 9, 1)

    @pytest.fixture
    def agent(self):
        body = OrganisationFactory(languages=["fr"])
        MembershipFactory(organisation=body, state=MembershipState.WITHDRAWN, left_on=self.END)
        return UserFactory(
            organisation=body,
            email="agent@zone.example",
            roles=["author"],
            language="",
            last_login=timezone.now(),
        )

    def run(self, day, callbacks):
        with callbacks(execute=True):
            return close_accounts_of_former_members(day)

    def test_are_told_the_day_after(self, agent, django_capture_on_commit_callbacks):
        self.run(self.END + dt.timedelta(days=1), django_capture_on_commit_callbacks)

        agent.refresh_from_db()
        assert agent.is_active
        assert mail.outbox[0].to == ["agent@zone.example"]
        assert "2026" in mail.outbox[0].body

    def test_keep_their_account_for_sixty_days(self, agent, settings, django_capture_on_commit_callbacks):
        self.run(self.END + dt.timedelta(days=60), django_capture_on_commit_callbacks)
        agent.refresh_from_db()
        assert agent.is_active

        self.run(self.END + dt.timedelta(days=61), django_capture_on_commit_callbacks)
        agent.refresh_from_db()
        assert not agent.is_active
        assert mail.outbox[-1].to == ["agent@zone.example"]

    def test_read_what_is_public_at_once(self, agent):
        assert not viewer_of(agent).is_member

    @pytest.mark.parametrize("state", [MembershipState.ACTIVE, MembershipState.SUSPENDED])
    def test_are_none_where_another_membership_goes_on(
        self, agent, state, django_capture_on_commit_callbacks
    ):
        MembershipFactory(
            organisation=agent.organisation, network=OrganisationFactory(network=True), state=state
        )

        assert self.run(self.END + dt.timedelta(days=90), django_capture_on_commit_callbacks) == []

    def test_who_works_for_the_platform_stays(self, agent, django_capture_on_commit_callbacks):
        agent.roles.create(name="editor")

        assert self.run(self.END + dt.timedelta(days=90), django_capture_on_commit_callbacks) == []

    def test_who_was_let_in_again_stays(self, agent, django_capture_on_commit_callbacks):
        agent.reopened_at = dt.datetime(2026, 11, 10, tzinfo=dt.UTC)
        agent.save()

        assert self.run(self.END + dt.timedelta(days=90), django_capture_on_commit_callbacks) == []
