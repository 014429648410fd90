"""A body gives notice and leaves: what becomes of each sheet, day by day."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone
from wagtail.models import PageLogEntry

from exchange.audiences import Audience, State
from exchange.viewers import viewer_of
from practices import actions as life
from practices.leaving import actions, work
from practices.leaving.plan import Deed, plan_of, supposed
from practices.models import Departure, Practice
from search.models import Entry
from tests.factories import PracticeFactory
from tests.practices.leaving.world import NOTICE, exclude, let_days_pass, notice, sheet
from tests.practices.steps import submitted

pytestmark = pytest.mark.django_db


def ends(departure) -> dict:
    return {line.sheet.pk: (line.deed, line.on) for line in plan_of(departure).lines}


class TestPlan:
    def test_says_before_the_notice_what_would_happen(self, world):
        found = ends(supposed(world.membership))

        effective = dt.date(2027, 3, 31)
        assert found == {
            world.sheets.public.pk: (Deed.ARCHIVE, dt.date(2027, 10, 1)),
            world.sheets.members.pk: (Deed.ARCHIVE, dt.date(2029, 3, 31)),
            world.sheets.other.pk: (Deed.ARCHIVE, dt.date(2029, 3, 31)),
            world.sheets.parties.pk: (Deed.STAY, None),
            world.sheets.draft.pk: (Deed.DELETE, effective + dt.timedelta(days=90)),
        }
        assert not Departure.objects.exists()

    def test_comes_true(self, world, clock, django_capture_on_commit_callbacks):
        departure = notice(world, django_capture_on_commit_callbacks)
        choices = {world.sheets.members.pk: "open", world.sheets.other.pk: "remove"}
        actions.choose(departure, choices, by=world.head)
        awaited = {line.sheet.pk: (line.deed, line.on) for line in plan_of(departure).lines if line.on}
        days = sorted({on - dt.timedelta(days=ahead) for _, on in awaited.values() for ahead in (0, 1, 30)})
        done = {}

        for day in days:
            if day > timezone.localdate():
                let_days_pass(clock, (day - timezone.localdate()).days)
            for pk, (deed, _on) in awaited.items():
                if pk not in done and has_come(deed, pk):
                    done[pk] = (deed, timezone.localdate())

        assert done == awaited

    def test_asks_the_database_as_often_for_many_sheets(self, world, django_assert_max_num_queries):
        departure = supposed(world.membership)
        with django_assert_max_num_queries(5):
            plan_of(departure)
        for _number in range(20):
            PracticeFactory(organisation=world.owner, members=True)

        with django_assert_max_num_queries(5):
            plan = plan_of(departure)

        assert len(plan.lines) == 25
        assert dict(plan.counts) == {Deed.STAY: 1, Deed.ARCHIVE: 23, Deed.DELETE: 1}


def has_come(deed, pk) -> bool:
    found = Practice.objects.filter(pk=pk).first()
    if deed == Deed.DELETE:
        return found is None
    wanted = {
        Deed.ARCHIVE: State.ARCHIVED,
        Deed.REMOVE: State.WITHDRAWN,
    }
    return found.audience == Audience.PUBLIC if deed == Deed.OPEN else found.state == wanted[deed]


class TestWithdrawal:
    def test_tells_the_body_what_it_may_choose(self, world, django_capture_on_commit_callbacks):
        mail.outbox.clear()

        notice(world, django_capture_on_commit_callbacks)
        work.keep_departures()
        work.keep_departures()

        letters = [letter for letter in mail.outbox if "/depart/" in letter.body]
        assert sorted(letter.to[0] for letter in letters) == [world.head.email, world.lead.email]
        assert "30 avril 2027" in letters[0].body
        assert all(part.heading not in letters[0].body for part in vars(world.sheets).values())

    def test_takes_what_the_body_read_of_others_and_leaves_its_own(
        self, world, clock, client, django_capture_on_commit_callbacks
    ):
        theirs = PracticeFactory(organisation=world.far, parties=True, protocol=world.protocol)
        of_members = PracticeFactory(organisation=world.far, members=True)
        public = PracticeFactory(organisation=world.far)
        client.force_login(world.lead)
        assert [client.get(page.url).status_code for page in (theirs, of_members, public)] == [200] * 3

        notice(world, django_capture_on_commit_callbacks)
        let_days_pass(clock, 30)

        client.force_login(world.lead)
        assert [client.get(page.url).status_code for page in (theirs, of_members, public)] == [404, 404, 200]
        own = vars(world.sheets).values()
        assert {client.get(page.url).status_code for page in own} == {200}

    def test_keeps_members_sheets_two_years_then_archives_them(
        self, world, clock, django_capture_on_commit_callbacks
    ):
        notice(world, django_capture_on_commit_callbacks)
        let_days_pass(clock, 300)
        assert sheet(world.sheets.members).state == State.PUBLISHED
        life.mark_review_due()
        assert sheet(world.sheets.public).state == State.ARCHIVED

        let_days_pass(clock, 480)

        assert sheet(world.sheets.members).state == State.ARCHIVED
        entry = PageLogEntry.objects.get(page=world.sheets.members.pk, action="practices.archive")
        assert entry.data["reason"] == "departure"

    def test_deletes_drafts_after_a_warning_and_says_so_in_the_log(
        self, world, clock, django_capture_on_commit_callbacks
    ):
        notice(world, django_capture_on_commit_callbacks)
        let_days_pass(clock, 89)
        mail.outbox.clear()
        let_days_pass(clock, 1)
        assert sorted(letter.to[0] for letter in mail.outbox) == [world.head.email, world.lead.email]
        let_days_pass(clock, 29)
        assert sheet(world.sheets.draft)

        let_days_pass(clock, 1)

        assert sheet(world.sheets.draft) is None
        entry = PageLogEntry.objects.get(page=world.sheets.draft.pk, action="practices.purge")
        assert entry.data["organisation"] == world.owner.pk

    def test_leaves_a_tombstone_of_what_is_removed_and_takes_it_out_of_search(
        self, world, clock, client, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        actions.choose(departure, {world.sheets.other.pk: "remove"}, by=world.lead)
        let_days_pass(clock, 31)
        let_days_pass(clock, 29)
        assert Entry.objects.filter(object_id=world.sheets.other.pk).exists()

        let_days_pass(clock, 1)

        removed = sheet(world.sheets.other)
        assert (removed.state, removed.withdrawal_reason) == (State.WITHDRAWN, "departure")
        assert (removed.reference, removed.heading) == ("BE-5344-0003", world.sheets.other.heading)
        assert (removed.summary, removed.pitch, removed.revisions.count()) == ("", "", 0)
        assert not Entry.objects.filter(object_id=removed.pk).exists()
        client.force_login(world.reader)
        answer = client.get(removed.url)
        assert answer.status_code == 410
        text = answer.content.decode()
        assert all(words in text for words in ("BE-5344-0003", removed.heading, "quitté le réseau"))
        client.logout()
        assert client.get(removed.url).status_code == 404

    def test_removes_a_public_sheet_thirty_days_after_it_was_asked(
        self, world, clock, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        let_days_pass(clock, 100)
        mail.outbox.clear()
        adoption = life.declare_adoption(world.sheets.public, by=world.stranger, status="in_use")
        lead = world.stranger
        lead.roles.create(name="content_lead")
        actions.choose(departure, {world.sheets.public.pk: "remove"}, by=world.committee)
        assert any(letter.to == [lead.email] for letter in mail.outbox)
        let_days_pass(clock, 29)
        assert sheet(world.sheets.public).state == State.PUBLISHED

        let_days_pass(clock, 1)

        removed = sheet(world.sheets.public)
        assert removed.state == State.WITHDRAWN
        assert list(removed.adoptions.all()) == [adoption]

    def test_a_choice_may_change_until_its_day_and_not_after(
        self, world, clock, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        pk = world.sheets.members.pk
        assert actions.choose(departure, {pk: "remove"}, by=world.lead) == 1
        assert actions.choose(departure, {pk: "remove"}, by=world.lead) == 0
        assert actions.choose(departure, {pk: "keep"}, by=world.lead) == 1
        let_days_pass(clock, 61)

        with pytest.raises(life.Refused):
            actions.choose(departure, {pk: "remove"}, by=world.lead)

        assert sheet(world.sheets.members).state == State.PUBLISHED

    def test_is_taken_back_when_the_body_returns(self, world, clock, django_capture_on_commit_callbacks):
        departure = notice(world, django_capture_on_commit_callbacks)
        actions.choose(departure, {world.sheets.other.pk: "remove"}, by=world.lead)
        world.membership.refresh_from_db()
        world.membership.state, world.membership.leaves_on = "active", None
        world.membership.save()

        let_days_pass(clock, 400)

        departure.refresh_from_db()
        assert departure.closed_on
        assert sheet(world.sheets.other).state == State.PUBLISHED
        assert sheet(world.sheets.draft)


class TestExclusion:
    def test_lets_the_committee_choose_and_not_the_body(self, world, django_capture_on_commit_callbacks):
        departure = exclude(world, django_capture_on_commit_callbacks)
        pk = world.sheets.members.pk

        for person in (world.lead, world.head, world.editor, world.stranger):
            with pytest.raises(life.Refused):
                actions.choose(departure, {pk: "remove"}, by=person)
        assert actions.choose(departure, {pk: "remove"}, by=world.committee) == 1

    def test_names_the_committee_for_what_it_chose(self, world, django_capture_on_commit_callbacks):
        departure = exclude(world, django_capture_on_commit_callbacks)
        public = world.sheets.public.pk
        actions.choose(departure, {public: "remove"}, by=world.committee)

        (line,) = [line for line in plan_of(departure).lines if line.sheet.pk == public]

        assert str(line.why) == "Selon le choix du comité."

    def test_takes_effect_at_once(self, world, django_capture_on_commit_callbacks):
        departure = exclude(world, django_capture_on_commit_callbacks)

        assert departure.effective_on == departure.noticed_on == NOTICE.date()
        assert not viewer_of(world.lead).is_member


class TestWork:
    def test_one_failure_stops_no_other_sheet_and_is_tried_again(
        self, world, clock, monkeypatch, caplog, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        pks = (world.sheets.members.pk, world.sheets.other.pk)
        actions.choose(departure, dict.fromkeys(pks, "remove"), by=world.lead)
        let_days_pass(clock, 31)
        erase = work.erase

        def fail_once(practice):
            if practice.pk == pks[0]:
                raise OSError("the disk is full")
            erase(practice)

        monkeypatch.setattr(work, "erase", fail_once)
        clock.shift(dt.timedelta(days=30))
        with pytest.raises(CommandError):
            call_command("keep_departures", now=True)
        assert [Practice.objects.get(pk=pk).state for pk in pks] == [State.PUBLISHED, State.WITHDRAWN]
        assert "the disk is full" in caplog.text

        monkeypatch.setattr(work, "erase", erase)
        call_command("keep_departures", now=True)

        assert Practice.objects.get(pk=pks[0]).state == State.WITHDRAWN

    def test_shows_before_it_does(self, world, capsys, django_capture_on_commit_callbacks):
        notice(world, django_capture_on_commit_callbacks)

        call_command("keep_departures")

        shown = capsys.readouterr().out
        assert "BE-5344-0002 archive 2029-03-31" in shown
        assert f"{world.sheets.draft.pk} delete 2027-06-29" in shown

    def test_ends_what_is_under_way_when_the_body_has_left(
        self, world, clock, django_capture_on_commit_callbacks
    ):
        world.sheets.draft.delete()
        under_way = submitted(world)
        notice(world, django_capture_on_commit_callbacks)

        let_days_pass(clock, 30)

        assert sheet(under_way).state == State.DRAFT
        assert sheet(under_way).current_workflow_state is None
