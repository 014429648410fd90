import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from exchange.models import Feedback, Invitation, RoleName, User
from exchange.tasks import purge_old_data
from exchange.traces.retention import note_closures, purge, rules
from tests.factories import PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def ago(**time):
    return NOW - dt.timedelta(**time)


class TestLog:
    def entry(self, person, action, at):
        return log(instance=person, action=action, user=person, timestamp=at)

    def test_lines_go_after_a_year_and_governance_stays(self, author):
        self.entry(author, "exchange.account.sign_in", ago(days=370))
        self.entry(author, "exchange.account.password", ago(days=360))
        self.entry(author, "exchange.role.change", ago(days=3000))
        self.entry(author, "exchange.invitation.accept", ago(days=3700))

        counts = purge()

        assert (counts["log"], counts["governance"]) == (1, 1)
        assert set(ModelLogEntry.objects.values_list("action", flat=True)) == {
            "exchange.account.password",
            "exchange.role.change",
            "exchange.data.purge",
        }

    def test_it_is_written_down_once(self, author):
        self.entry(author, "exchange.account.sign_in", ago(days=370))

        purge_old_data.call()
        purge_old_data.call()

        assert ModelLogEntry.objects.get().data == {"counts": {"log": 1}}


class TestAccounts:
    def test_names_go_a_year_after_the_closure_whoever_closed_it(self, author, clock):
        User.objects.filter(pk=author.pk).update(is_active=False)
        purge()
        clock.shift(dt.timedelta(days=360))
        assert purge()["accounts"] == 0

        clock.shift(dt.timedelta(days=10))
        counts = [purge()["accounts"], purge()["accounts"]]

        author.refresh_from_db()
        assert counts == [1, 0]
        assert author.is_erased
        assert "Ann" not in str(vars(author))

    def test_who_came_back_stays(self, author, clock):
        User.objects.filter(pk=author.pk).update(is_active=False)
        note_closures()
        User.objects.filter(pk=author.pk).update(is_active=True)
        clock.shift(dt.timedelta(days=400))

        assert purge()["accounts"] == 0


class TestAddresses:
    def test_closed_invitations_go(self, zone):
        for number, fields in enumerate(
            [
                {"withdrawn_at": ago(days=100)},
                {"accepted_at": ago(days=100)},
                {"sent_at": ago(days=120)},
                {"withdrawn_at": ago(days=10)},
                {"sent_at": ago(days=60)},
            ]
        ):
            Invitation.objects.create(email=f"gast-{number}@zone.example", organisation=zone, **fields)

        assert [purge()["invitations"], purge()["invitations"]] == [3, 0]
        assert set(Invitation.objects.values_list("email", flat=True)) == {
            "gast-3@zone.example",
            "gast-4@zone.example",
        }

    def test_addresses_of_readers_go_and_their_words_stay(self):
        page = PracticeFactory()
        for number, days in enumerate([370, 300]):
            message = Feedback.objects.create(
                page=page, message="Merci", email=f"lecteur-{number}@reader.example", language="fr"
            )
            Feedback.objects.filter(pk=message.pk).update(sent_at=ago(days=days))

        assert [purge()["feedback"], purge()["feedback"]] == [1, 0]
        assert list(Feedback.objects.order_by("pk").values_list("email", flat=True)) == [
            "",
            "lecteur-1@reader.example",
        ]

    def test_devices_go_with_their_session(self, author):
        for key, until in (("alive", 1), ("over", -1)):
            Session.objects.create(session_key=key, session_data="", expire_date=ago(days=-until))
        for key in ("alive", "over", "gone"):
            UserSession.objects.create(user=author, session_key=key, ip="192.0.2.7", user_agent="x")

        assert purge()["sessions"] == 2
        assert UserSession.objects.get().session_key == "alive"


class TestPage:
    def test_says_what_goes_when(self, client, committee, author):
        log(instance=author, action="exchange.account.sign_in", timestamp=ago(days=370))
        log(instance=author, action="exchange.account.sign_in", timestamp=ago(days=350))
        client.force_login(UserFactory(roles=[RoleName.ADMINISTRATOR]))

        rows = client.get(reverse("exchange_retention")).context["rows"]

        assert (rows[0]["due"], rows[0]["soon"]) == (1, 1)
        assert len(rows) == len(rules())
        assert timezone.now() == NOW
