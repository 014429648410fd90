import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from exchange.duties.actions import record_step, remind
from exchange.models import Duty, DutyNotice, RoleName
from exchange.models.duties import StepTaken
from exchange.refusal import Refused
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

SEPTEMBER = dt.date(2026, 9, 1)


@pytest.fixture
def member():
    body = OrganisationFactory()
    MembershipFactory(organisation=body, accession_on=dt.date(2016, 10, 13))
    return body


@pytest.fixture
def lead(member):
    return UserFactory(organisation=member, roles=[RoleName.CONTENT_LEAD])


@pytest.fixture
def committee():
    return UserFactory(organisation=None, roles=[RoleName.COMMITTEE])


def step(body, step, by, note="Rien depuis deux ans."):
    return record_step(body, duty=Duty.SHARE, year=2026, step=step, note=note, by=by)


class TestSteps:
    def test_write_to_those_who_speak_for_the_body(
        self, member, lead, committee, django_capture_on_commit_callbacks
    ):
        UserFactory(organisation=member, roles=[RoleName.READER])
        with django_capture_on_commit_callbacks(execute=True):
            step(member, StepTaken.NOTICE, committee)
        assert [letter.to for letter in mail.outbox] == [[lead.email]]
        assert "Rien depuis deux ans." in mail.outbox[0].body

    def test_are_logged_without_their_words(self, member, committee):
        step(member, StepTaken.NOTICE, committee)
        entry = ModelLogEntry.objects.get(action="exchange.duty.step")
        assert entry.data == {"duty": "share", "year": 2026, "step": "notice"}
        assert entry.user == committee

    def test_begin_with_a_notice(self, member, committee):
        with pytest.raises(Refused, match="D’abord un avis"):
            step(member, StepTaken.CONVERSATION, committee)
        step(member, StepTaken.NOTICE, committee)
        step(member, StepTaken.CONVERSATION, committee)
        assert DutyNotice.objects.count() == 2

    def test_send_one_notice_only(self, member, committee):
        step(member, StepTaken.NOTICE, committee)
        with pytest.raises(Refused, match="déjà"):
            step(member, StepTaken.NOTICE, committee)

    def test_need_words(self, member, committee):
        with pytest.raises(Refused):
            step(member, StepTaken.NOTICE, committee, note="  ")
        assert not DutyNotice.objects.exists()

    def test_are_taken_by_nobody_of_a_body(self, member, lead):
        with pytest.raises(Refused):
            step(member, StepTaken.NOTICE, lead)

    def test_are_not_taken_about_one_s_own_body(self, member):
        editor = UserFactory(organisation=member, roles=[RoleName.EDITOR])
        with pytest.raises(Refused, match="la vôtre"):
            step(member, StepTaken.NOTICE, editor)

    def test_change_no_membership(self, member, committee):
        step(member, StepTaken.NOTICE, committee)
        step(member, StepTaken.CONVERSATION, committee)
        assert list(member.memberships.values_list("state", flat=True)) == ["active"]


class TestReminder:
    def test_comes_once_a_year_from_september_on(self, member, lead, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            assert remind(SEPTEMBER - dt.timedelta(days=1)) == []
            assert len(remind(SEPTEMBER)) == 1
            assert remind(SEPTEMBER + dt.timedelta(days=40)) == []
        assert [letter.to for letter in mail.outbox] == [[lead.email]]
        with django_capture_on_commit_callbacks(execute=True):
            assert len(remind(SEPTEMBER.replace(year=2027))) == 1

    @time_machine.travel("2026-10-02 12:00 +00:00", tick=False)
    def test_is_sent_by_the_command_of_the_worker(self, member, capsys):
        call_command("remind_of_duties")
        assert capsys.readouterr().out == "1 reminded.\n"
        call_command("remind_of_duties")
        assert capsys.readouterr().out == "0 reminded.\n"
