"""Nothing is published that was not released and reviewed in the wording that readers meet."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import Revision, TaskState

from exchange.audiences import State
from exchange.models import ReviewStep, Verdict
from practices import actions
from practices.comparison import changed_since
from practices.models import CompletionTask, PublicationTask, ReleaseTask
from practices.models.release import leads_who_may_release
from practices.policies import policy
from practices.timeline import timeline
from tests.factories import UserFactory
from tests.practices.cast import LONG, cast, complete_sheet, fresh
from tests.practices.steps import (
    YES,
    admissible,
    approved,
    changed,
    released,
    resubmitted,
    submitted,
)

pytestmark = pytest.mark.django_db

EXPRESS = {"lessons_fr": "", "transfer_legal": None}
FULL = {"lessons_fr": LONG[:200], "transfer_legal": 1}


class TestCompletion:
    def test_comes_after_admissibility_and_before_the_reviewers(self):
        world = cast()

        sheet = admissible(world, **EXPRESS)

        assert sheet.state == State.TO_COMPLETE
        assert isinstance(sheet.current_workflow_task, CompletionTask)
        assert not sheet.assignments.exists()

    def test_asks_for_what_publication_needs(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(sheet, by=world.author)

        assert {problem.field for problem in refusal.value.problems} == {"lessons", "transferability"}

    def test_lets_the_lead_release_what_was_added_before_it_is_reviewed(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)

        sheet = actions.submit(changed(sheet, world.author, **FULL), by=world.author)
        assert isinstance(sheet.current_workflow_task, ReleaseTask)
        sheet = actions.release(sheet, by=world.lead)

        # It was found admissible, and need not be found so again.
        assert sheet.state == State.HOME_REVIEW

    def test_is_told_as_given_and_admissibility_is_not_announced_again(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)
        sheet = actions.submit(changed(sheet, world.author, **FULL), by=world.author)

        with override("en"):
            moments = timeline(sheet)
            told = [(str(moment.label), str(moment.outcome)) for moment in moments]
        assert ("Completion by the author", "given") in told
        assert "Admissibility" not in {str(moment.label) for moment in moments if moment.status == "later"}

    def test_is_told_as_stopped_when_the_body_takes_the_sheet_back(self):
        world = cast()
        sheet = actions.take_back(admissible(world, **EXPRESS), by=world.author)

        with override("en"):
            assert "stopped" in {str(moment.outcome) for moment in timeline(sheet)}

    def test_says_once_what_is_asked_of_a_field_named_by_its_question(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)

        with pytest.raises(actions.NotReady) as refusal, override("en"):
            actions.submit(changed(sheet, world.author, processes_personal_data=""), by=world.author)

        assert not [problem for problem in refusal.value.problems if problem.label == problem.text]

    def test_is_asked_once_more_of_whoever_empties_a_chapter(self):
        world = cast()
        sheet = actions.request_changes(admissible(world), by=world.home_reviewer, comment="Trop long.")

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(changed(sheet, world.author, lessons_fr=""), by=world.author)

        assert [problem.field for problem in refusal.value.problems] == ["lessons"]

    def test_is_not_asked_of_a_full_sheet(self):
        assert admissible(cast()).state == State.HOME_REVIEW

    def test_is_written_by_the_body_only(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)

        assert sheet.permissions_for_user(world.author).can_edit()
        assert not sheet.permissions_for_user(world.author).page_locked()
        assert sheet.permissions_for_user(world.editor).page_locked()

    def test_ends_as_a_draft_when_its_time_is_over(self):
        world = cast()
        sheet = admissible(world, **EXPRESS)
        TaskState.objects.filter(task=sheet.current_workflow_task).update(
            started_at=timezone.now() - dt.timedelta(days=61)
        )

        assert actions.return_uncorrected() == 1

        assert fresh(sheet).state == State.DRAFT


class TestResubmission:
    def test_is_refused_when_nothing_changed(self):
        world = cast()
        sheet = actions.request_changes(admissible(world), by=world.home_reviewer, comment="Étapes ?")

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(sheet, by=world.author)

        assert [problem.field for problem in refusal.value.problems] == [""]
        # The way out: take it back, and submit it anew.
        again = actions.submit(actions.take_back(sheet, by=world.author), by=world.author)
        assert again.state == State.SUBMITTED

    def test_is_refused_when_it_was_only_saved_again(self):
        world = cast()
        sheet = actions.request_changes(admissible(world), by=world.home_reviewer, comment="Étapes ?")
        sheet = changed(sheet, world.author, lessons_fr=sheet.lessons_fr)

        with pytest.raises(actions.NotReady):
            actions.submit(sheet, by=world.author)

    def test_goes_back_to_the_lead_and_to_whoever_approved_the_earlier_text(self):
        world = cast()
        sheet = approved(world)
        far_reviewer = sheet.assignments.get(step=ReviewStep.FAR).reviewer
        sheet = actions.request_changes(sheet, by=world.editor, comment="Le chapitre 7 ?")

        sheet = actions.submit(changed(sheet, world.author), by=world.author)
        assert isinstance(sheet.current_workflow_task, ReleaseTask)
        sheet = actions.release(sheet, by=world.lead)
        assert sheet.assignments.open().get().reviewer == world.home_reviewer
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        assert sheet.assignments.open().get().reviewer == far_reviewer
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer)

        assert isinstance(sheet.current_workflow_task, PublicationTask)
        assert actions.publish(sheet, by=world.editor).state == State.PUBLISHED

    def test_gives_the_reviewer_a_month_again(self):
        world = cast()
        sheet = actions.request_changes(admissible(world), by=world.home_reviewer, comment="Étapes ?")
        sheet.assignments.update(due_on=timezone.localdate() - dt.timedelta(days=3))

        sheet = resubmitted(world, sheet)

        assert sheet.assignments.open().get().due_on == timezone.localdate() + dt.timedelta(days=30)

    def test_counts_the_refusal_of_this_round_only(self):
        world = cast()
        sheet = actions.review(
            admissible(world), verdict=Verdict.DECLINE, by=world.home_reviewer, comment="Non."
        )
        far = sheet.assignments.open().get().reviewer
        sheet = actions.request_changes(sheet, by=far, comment="Plus clair.")
        sheet = resubmitted(world, sheet)

        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far)

        assert isinstance(sheet.current_workflow_task, PublicationTask)

    def test_lets_editors_translate_without_a_new_round(self):
        world = cast()
        sheet = approved(world)
        sheet = changed(sheet, world.editor, heading_en="Adopt a class")

        assert actions.publish(sheet, by=world.editor).heading_en == "Adopt a class"

    def test_asks_again_about_a_translation_that_the_body_wrote(self):
        world = cast()
        sheet = changed(approved(world), world.author, heading_en="Adopt a class")

        with pytest.raises(actions.NotReady):
            actions.publish(sheet, by=world.editor)


class TestComparison:
    def test_is_blind_to_what_changes_at_each_save(self):
        world = cast()
        sheet = complete_sheet(world.author)
        first = sheet.get_latest_revision()

        again = fresh(sheet).get_latest_revision_as_object()
        again.save()
        again.save_revision(user=world.author)

        assert changed_since(fresh(sheet), first) == frozenset()

    def test_sees_texts_choices_and_rows(self):
        world = cast()
        sheet = complete_sheet(world.author)
        first = sheet.get_latest_revision()
        draft = sheet.get_latest_revision_as_object()
        draft.situation_fr = f"<p>{LONG} Et la nuit.</p>"
        draft.density = "rural"
        draft.pillars = []
        draft.partners = []
        draft.save_revision(user=world.author)

        assert changed_since(fresh(sheet), first) == {"situation_fr", "density", "pillars", "partners"}


class TestFourEyes:
    def test_refuses_the_lead_who_rewrote_the_draft_of_a_colleague(self):
        world = cast()
        sheet = changed(complete_sheet(world.author), world.lead)
        sheet = actions.submit(sheet, by=world.author)

        with pytest.raises(actions.Refused):
            actions.release(sheet, by=world.lead)

    def test_refuses_the_lead_who_submitted(self):
        world = cast()
        sheet = actions.submit(complete_sheet(world.author), by=world.lead)

        with pytest.raises(actions.Refused):
            actions.release(sheet, by=world.lead)
        # Nobody else of the body may: the secretariat confirms it with the head.
        assert actions.release(sheet, by=world.editor).state == State.RELEASED

    def test_asks_another_lead_if_there_is_one(self):
        world = cast()
        other = UserFactory(organisation=world.owner, roles=["content_lead"])
        sheet = actions.submit(complete_sheet(world.author), by=world.lead)

        assert leads_who_may_release(sheet) == [other]
        with pytest.raises(actions.Refused):
            actions.release(sheet, by=world.editor)
        assert actions.release(sheet, by=other).state == State.RELEASED

    def test_remembers_a_change_made_before_the_sheet_was_sent_back(self):
        world = cast()
        sheet = changed(complete_sheet(world.author), world.lead)
        sheet = actions.submit(sheet, by=world.author)
        sheet = actions.release(sheet, by=world.editor)
        sheet = actions.request_changes(sheet, by=world.editor, comment="Plus court.")
        sheet = actions.submit(changed(sheet, world.author), by=world.author)

        assert not policy.may_decide(world.lead, sheet)

    def test_forgets_what_was_published_since(self):
        world = cast()
        draft = changed(complete_sheet(world.author), world.lead)
        sheet = actions.release(actions.submit(draft, by=world.author), by=world.editor)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        far = sheet.assignments.open().get().reviewer
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far)
        sheet = actions.publish(sheet, by=world.editor)

        sheet = actions.submit(changed(sheet, world.author), by=world.author)

        assert policy.may_decide(world.lead, sheet)

    def test_lets_nobody_write_while_the_lead_reads(self):
        world = cast()
        sheet = submitted(world)

        for person in (world.author, world.lead, world.editor):
            assert sheet.permissions_for_user(person).page_locked()


class TestVersions:
    def test_are_not_overwritten_while_somebody_decides_about_them(self):
        world = cast()
        sheet = released(world)
        read = sheet.get_latest_revision()
        draft = sheet.get_latest_revision_as_object()
        draft.heading_en = "Adopt a class"

        draft.save_revision(user=read.user, overwrite_revision=read)

        assert Revision.objects.get(pk=read.pk).content["heading_en"] != "Adopt a class"
        assert fresh(sheet).latest_revision_id != read.pk
