"""What happens to a sheet once it is there, and what the calendar does."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import TaskState

from exchange.audiences import State, desk_token
from exchange.models import Verdict
from practices import actions
from practices.models import Adoption, CoOwner
from practices.timeline import timeline, withdrawal
from tests.factories import (
    PracticeFactory,
    ProtocolFactory,
    TalkFactory,
    UserFactory,
)
from tests.practices.cast import cast, complete_sheet, fresh

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)


def published_sheet(world, **fields):
    return PracticeFactory(organisation=world.owner, owner=world.author, reference="BE-5344-0001", **fields)


class TestFreeze:
    def test_takes_out_of_sight_and_gives_back(self):
        world = cast()
        sheet = published_sheet(world)

        sheet = actions.freeze(sheet, by=world.home_reviewer, reason="Un nom dans le texte.")
        assert sheet.state == State.FROZEN
        assert set(sheet.tokens) == {desk_token(world.owner.pk), "editorial", "governance"}

        sheet = actions.unfreeze(sheet, by=world.committee)
        assert (sheet.state, sheet.tokens, sheet.state_before_freeze) == (State.PUBLISHED, ["public"], "")

    def test_stops_a_review(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)

        actions.freeze(sheet, by=world.author, reason="Un nom.")
        with pytest.raises(actions.Refused):
            actions.find_admissible(sheet, by=world.editor, answers=YES)

        actions.unfreeze(sheet, by=world.editor)
        assert fresh(sheet).state == State.RELEASED

    def test_is_asked_of_people_who_answer_for_sheets(self):
        world = cast()
        sheet = published_sheet(world)

        for name in ("reader", "stranger"):
            with pytest.raises(actions.Refused):
                actions.freeze(sheet, by=getattr(world, name), reason="Non.")
        with pytest.raises(actions.NotReady):
            actions.freeze(sheet, by=world.editor, reason=" ")

    def test_cannot_be_undone_by_the_body(self):
        world = cast()
        sheet = actions.freeze(published_sheet(world), by=world.lead, reason="Un nom.")

        of_committee = UserFactory(organisation=world.owner, roles=["committee"])

        for person in (world.author, world.lead, of_committee):
            with pytest.raises(actions.Refused):
                actions.unfreeze(sheet, by=person)


class TestWithdraw:
    def test_leaves_a_tombstone(self):
        world = cast()

        sheet = actions.withdraw(published_sheet(world), by=world.lead, reason="owner")

        assert (sheet.state, sheet.tokens, sheet.reference) == (State.WITHDRAWN, ["public"], "BE-5344-0001")
        assert withdrawal(sheet)[1] == "owner"
        with pytest.raises(actions.Refused):
            actions.submit(sheet, by=world.author)

    def test_leaves_no_trace_of_what_was_never_published(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)

        with pytest.raises(actions.Refused):
            actions.withdraw(sheet, by=world.lead, reason="owner")

    def test_is_the_leads_or_the_secretariats(self):
        world = cast()
        sheet = published_sheet(world)

        for name in ("author", "reader", "stranger", "home_reviewer", "committee"):
            with pytest.raises(actions.Refused):
                actions.withdraw(sheet, by=getattr(world, name), reason="owner")
        assert actions.withdraw(sheet, by=world.editor, reason="privacy").state == State.WITHDRAWN


class TestArchiveAndConfirm:
    def test_archives_and_confirms(self):
        world = cast()
        sheet = actions.archive(published_sheet(world), by=world.editor)
        assert sheet.state == State.ARCHIVED

        sheet = actions.confirm(sheet, by=world.lead)

        assert (sheet.state, sheet.last_verified_on) == (State.PUBLISHED, timezone.localdate())
        assert sheet.review_due_on.year == timezone.localdate().year + 2

    def test_confirms_in_the_name_of_the_body_only(self):
        world = cast()
        sheet = published_sheet(world)

        for name in ("author", "editor", "stranger"):
            with pytest.raises(actions.Refused):
                actions.confirm(sheet, by=getattr(world, name))


class TestDeclareAdoption:
    def test_names_the_body_that_uses_it(self):
        world = cast()
        sheet = published_sheet(world)

        actions.declare_adoption(sheet, by=world.stranger, status="adapting", year=2025)
        actions.declare_adoption(sheet, by=world.stranger, status="in_use")

        adoption = Adoption.objects.get()
        assert (adoption.organisation, adoption.status) == (world.neighbour, "in_use")
        assert {letter.to[0] for letter in mail.outbox} == {world.author.email, world.lead.email}

    def test_refuses_the_owner_readers_and_what_they_cannot_read(self):
        world = cast()
        sheet = published_sheet(world)
        protocol = ProtocolFactory(parties=[world.owner, world.far])
        kept = PracticeFactory(organisation=world.owner, parties=True, protocol=protocol)

        for person, practice in (
            (world.author, sheet),
            (world.reader, sheet),
            (world.editor, sheet),
            (world.stranger, kept),
        ):
            with pytest.raises(actions.Refused):
                actions.declare_adoption(practice, by=person, status="in_use")


class TestAcceptCoOwnership:
    def test_counts_from_then_on_and_narrows_the_audience(self):
        world = cast()
        lead = UserFactory(organisation=world.far, roles=["content_lead"])
        sheet = published_sheet(world)
        row = CoOwner.objects.create(practice=sheet, organisation=world.far)
        fresh(sheet).save_revision()

        sheet = actions.accept_co_ownership(row, by=lead, audience="members")

        assert sheet.owner_ids() == [world.owner.pk, world.far.pk]
        assert "public" not in sheet.tokens
        # The next version remembers it.
        sheet.get_latest_revision().publish(skip_permission_checks=True)
        assert fresh(sheet).owner_ids() == [world.owner.pk, world.far.pk]

    def test_is_the_leads_of_the_body_that_was_asked(self):
        world = cast()
        sheet = published_sheet(world)
        row = CoOwner.objects.create(practice=sheet, organisation=world.far)

        for name in ("lead", "far_reviewer", "editor"):
            with pytest.raises(actions.Refused):
                actions.accept_co_ownership(row, by=getattr(world, name))


class TestDeadlines:
    def test_ask_to_verify_then_archive(self):
        world = cast()
        today = timezone.localdate()
        sheet = published_sheet(world, review_due_on=today)
        PracticeFactory(organisation=world.owner, review_due_on=today + dt.timedelta(days=1))

        assert actions.mark_review_due() == 1
        assert fresh(sheet).state == State.REVIEW_DUE
        assert {letter.to[0] for letter in mail.outbox} == {world.author.email, world.lead.email}
        assert actions.mark_review_due() == 0

        assert actions.archive_overdue(today + dt.timedelta(days=100)) == 0
        assert actions.archive_overdue(today + dt.timedelta(days=190)) == 1
        assert fresh(sheet).state == State.ARCHIVED

    def test_give_back_what_was_not_corrected(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        actions.request_changes(sheet, by=world.editor, comment="Plus clair.")

        assert actions.return_uncorrected(timezone.now() + dt.timedelta(days=59)) == 0
        assert actions.return_uncorrected(timezone.now() + dt.timedelta(days=61)) == 1

        assert fresh(sheet).state == State.DRAFT
        assert fresh(sheet).current_workflow_state is None

    def test_open_what_was_under_embargo(self):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        sheet = PracticeFactory(embargo_until=tomorrow)
        talk = TalkFactory(embargo_until=tomorrow)
        assert sheet.tokens != ["public"]
        for page in (sheet, talk):
            type(page).objects.filter(pk=page.pk).update(embargo_until=timezone.localdate())

        assert actions.lapse_embargoes() == 2
        assert actions.lapse_embargoes() == 0

        assert (fresh(sheet).tokens, fresh(talk).tokens) == (["public"], ["public"])

    def test_remind_reviewers_a_week_before_and_each_week_after(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        due_on = sheet.assignments.get().due_on
        mail.outbox.clear()

        days = [-8, -7, -6, 0, 1, 7]
        told = [actions.remind(due_on + dt.timedelta(days=day)) for day in days]

        assert told == [0, 1, 0, 1, 0, 1]
        assert {letter.to[0] for letter in mail.outbox} == {world.home_reviewer.email}

    def test_remind_the_secretariat_after_ten_working_days(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        actions.release(sheet, by=world.lead)
        # A Monday: ten working days later is the Monday after next.
        monday = dt.datetime(2026, 11, 2, 12, tzinfo=dt.UTC)
        TaskState.objects.filter(status="in_progress").update(started_at=monday)
        mail.outbox.clear()

        told = [actions.remind(dt.date(2026, 11, day)) for day in (15, 16, 17, 23)]

        assert told == [0, 1, 0, 1]
        assert {letter.to[0] for letter in mail.outbox} == {world.editor.email}

    def test_are_kept_by_one_command(self, capsys):
        PracticeFactory(review_due_on=timezone.localdate())

        call_command("keep_deadlines")

        assert "mark_review_due: 1" in capsys.readouterr().out


class TestTimeline:
    def test_tells_what_was_done_who_acts_and_what_comes(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        sheet = actions.review(
            sheet, verdict=Verdict.REQUEST_CHANGES, by=world.home_reviewer, comment="Quelles étapes ?"
        )

        moments = timeline(sheet)

        assert [moment.status for moment in moments] == ["done"] * 4 + ["now"] + ["later"] * 2
        asked = moments[3]
        assert (asked.by, asked.comment) == (str(world.neighbour), "Quelles étapes ?")
        now = moments[4]
        assert now.by == str(world.owner)
        assert now.due_on == timezone.localdate() + dt.timedelta(days=60)

    def test_names_bodies_and_never_people(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.author)

        said = " ".join(str(moment.by) for moment in timeline(sheet))

        assert str(world.owner) in said
        assert world.author.name not in said
