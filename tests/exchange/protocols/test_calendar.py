import datetime as dt

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command

from exchange.dates import months_later
from exchange.models import Protocol
from exchange.protocols.calendar import keep_calendar
from exchange.tasks.protocols import mail_protocol_news, mail_protocol_reminder
from exchange.typography import typographic
from tests.factories import ProtocolFactory, UserFactory

pytestmark = pytest.mark.django_db

END = dt.date(2027, 5, 19)


@pytest.fixture
def protocol(academies, committee):
    UserFactory(roles=["organisation_administrator"], organisation=academies[0], email="a@ecole.example")
    UserFactory(roles=["author"], organisation=academies[0])
    return ProtocolFactory(parties=academies, ends_on=END)


@pytest.fixture
def go_to(time_machine, django_capture_on_commit_callbacks):
    """Let the worker run on a day; returns to whom it wrote."""

    def run(day):
        time_machine.move_to(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC))
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            call_command("keep_protocols")
        return sorted(letter.to[0] for letter in mail.outbox)

    return run


# The other party has no administrator: the secretariat hears in its place.
THOSE_CONCERNED = ["a@ecole.example", "comite@exchange.example", "secretariat@exchange.example"]


class TestReminders:
    def test_go_out_once_each_to_administrators_and_committee(self, protocol, go_to):
        assert go_to(months_later(END, -12) - dt.timedelta(days=1)) == []
        for months in (12, 6, 3):
            day = months_later(END, -months)
            assert go_to(day) == THOSE_CONCERNED, months
            assert go_to(day) == []
            assert go_to(day + dt.timedelta(days=20)) == []
        assert go_to(END) == []

    def test_slept_through_are_caught_up_with_one_letter(self, protocol, go_to):
        assert go_to(months_later(END, -2)) == THOSE_CONCERNED
        assert go_to(months_later(END, -1)) == []

    def test_begin_anew_with_another_end(self, protocol, go_to):
        go_to(months_later(END, -3))
        Protocol.objects.update(ends_on=months_later(END, 60), reminded_months=None, state="in_force")

        assert go_to(months_later(END, 48)) == THOSE_CONCERNED

    def test_say_when_it_ends_and_what_follows(self, protocol, go_to):
        go_to(months_later(END, -6))

        body = mail.outbox[0].body
        assert "19 mai 2027" in body or "19 May 2027" in body
        assert typographic(protocol.title, "fr") in body


class TestStates:
    def state(self):
        return Protocol.objects.get().state

    def test_follow_the_dates(self, protocol, go_to):
        go_to(months_later(END, -12) - dt.timedelta(days=1))
        assert self.state() == "in_force"
        go_to(months_later(END, -12))
        assert self.state() == "to_renew"
        last = END + dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)
        go_to(last)
        assert self.state() == "to_renew"
        assert Protocol.objects.get().is_in_grace(last)
        assert go_to(last + dt.timedelta(days=1)) == THOSE_CONCERNED
        assert (self.state(), Protocol.objects.get().ended_on) == ("expired", END)
        assert go_to(last + dt.timedelta(days=2)) == []

    def test_expire_even_if_the_worker_slept_through_everything(self, protocol, go_to):
        go_to(dt.date(2029, 1, 1))

        assert self.state() == "expired"

    def test_end_with_the_notice(self, protocol, go_to, academies):
        Protocol.objects.update(
            state="denounced", ended_on=dt.date(2027, 1, 10), denounced_by=academies[0].pk
        )

        go_to(dt.date(2027, 1, 9))
        assert self.state() == "denounced"
        assert go_to(dt.date(2027, 1, 10)) == THOSE_CONCERNED
        assert self.state() == "ended"

    def test_are_renewed_by_silence_only_where_it_says_so(self, protocol, go_to):
        Protocol.objects.update(tacit_renewal=True, duration_years=5)

        go_to(END + dt.timedelta(days=1))

        assert (self.state(), Protocol.objects.get().ends_on) == ("in_force", dt.date(2032, 5, 19))

    def test_without_an_end_stay(self, academies):
        ProtocolFactory(parties=academies, ends_on=None)

        assert keep_calendar(dt.date(2099, 1, 1)) == []
        assert self.state() == "in_force"


class TestRights:
    """What holds today follows from the dates, whether or not the worker ran."""

    @pytest.mark.parametrize(
        ("fields", "days", "is_open", "is_writable"),
        [
            ({}, 0, True, True),
            ({}, 1, True, False),
            ({}, 90, True, False),
            ({}, 91, False, False),
            ({"state": "denounced", "ended_on": END}, -1, True, True),
            ({"state": "denounced", "ended_on": END}, 0, False, False),
            ({"state": "signed"}, -1, False, False),
            ({"state": "expired"}, -1, False, False),
            ({"ends_on": None}, 9999, True, True),
        ],
    )
    def test_on_a_day(self, academies, fields, days, is_open, is_writable):
        protocol = ProtocolFactory(parties=academies, **{"ends_on": END, **fields})
        day = END + dt.timedelta(days=days)

        assert protocol.is_open(day) is is_open
        assert protocol.is_writable(day) is is_writable
        assert Protocol.objects.open(day).exists() is is_open
        assert Protocol.objects.writable(day).exists() is is_writable


class TestLetters:
    def test_are_not_written_to_a_closed_account(self, protocol, committee):
        committee.is_active = False
        committee.save()

        mail_protocol_reminder.call(protocol.pk, committee.pk)
        mail_protocol_news.call(protocol.pk, "expire", committee.pk)

        assert mail.outbox == []

    @pytest.mark.parametrize(
        ("event", "words"),
        [
            ("bring_into_force", "It is in force"),
            ("renew", "It is renewed until 19 May 2027."),
            ("succeed", "The organisation that succeeds one of its parties"),
            ("amend", "An amendment signed by every party"),
            ("denounce", "École 1 has denounced it. It ends on 1 June 2027"),
            ("replace", "It is replaced by"),
            ("expire", "It ended on 1 June 2027."),
            ("end", "It ended on 1 June 2027."),
        ],
    )
    def test_tell_each_event(self, protocol, academies, committee, event, words):
        committee.language = "en"
        committee.save()
        protocol.denounced_by, protocol.ended_on = academies[0], dt.date(2027, 6, 1)
        protocol.replaced_by = ProtocolFactory(parties=academies)
        protocol.save()

        mail_protocol_news.call(protocol.pk, event, committee.pk)

        assert words in mail.outbox[0].body
