"""The life of a sheet by its actions."""

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry

from exchange.audiences import State, desk_token, page_token
from exchange.models import Verdict
from practices import actions, signals
from practices.models import AdmissibilityTask, Practice, ReleaseTask
from tests.factories import (
    LicenceFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)
from tests.practices.cast import LONG, cast, complete_sheet, fresh
from tests.practices.steps import (
    YES,
    admissible,
    approved,
    changed,
    far_reviewer_of,
    published,
    released,
    resubmitted,
    submitted,
)

pytestmark = pytest.mark.django_db


class TestJourney:
    def test_leads_from_draft_to_publication(self):
        world = cast()
        sheet = complete_sheet(world.author)
        desk = [desk_token(world.owner.pk)]
        in_review = sorted([*desk, page_token(sheet.pk), "editorial"])
        assert (sheet.state, sheet.tokens, sheet.reference) == (State.DRAFT, desk, None)

        sheet = actions.submit(sheet, by=world.author)
        assert (sheet.state, sheet.tokens, sheet.reference) == (State.SUBMITTED, desk, "BE-5344-0001")

        sheet = actions.release(sheet, by=world.lead)
        assert (sheet.state, sheet.tokens) == (State.RELEASED, in_review)

        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        assert (sheet.state, sheet.tokens) == (State.HOME_REVIEW, in_review)

        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        assert (sheet.state, sheet.tokens) == (State.FAR_REVIEW, in_review)

        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.far_reviewer)
        assert (sheet.state, sheet.tokens) == (State.APPROVED, in_review)

        sheet = actions.publish(sheet, by=world.editor)
        assert (sheet.state, sheet.tokens, sheet.live) == (State.PUBLISHED, ["public"], True)
        assert sheet.version == "1.0"
        assert sheet.attribution == "Zone du Nord, fiche BE-5344-0001, Rives"
        assert sheet.evidence_level_confirmed.level == 2
        assert (sheet.review_due_on.year, sheet.review_due_on.month) == (
            sheet.last_verified_on.year + 2,
            sheet.last_verified_on.month,
        )
        assert not sheet.assignments.open().exists()


class TestSubmit:
    def test_says_what_is_missing(self):
        world = cast()
        sheet = complete_sheet(world.author, density="", no_personal_data=False)

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(sheet, by=world.author)

        assert {problem.field for problem in refusal.value.problems} == {"density", "no_personal_data"}
        assert fresh(sheet).reference is None

    def test_says_which_rule_does_not_hold(self):
        world = cast()
        sheet = complete_sheet(world.author, end_date="2010")

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(sheet, by=world.author)

        assert [problem.field for problem in refusal.value.problems] == ["end_date"]

    def test_refuses_who_does_not_write_for_the_body(self):
        world = cast()
        sheet = complete_sheet(world.author)

        for name in ("stranger", "reader", "own_reviewer", "editor", "committee"):
            with pytest.raises(actions.Refused):
                actions.submit(sheet, by=getattr(world, name))

    def test_refuses_a_body_that_does_not_contribute(self):
        world = cast()
        sheet = complete_sheet(world.author)

        for standing in (
            {"state": "candidate"},
            {"state": "suspended"},
            {"state": "active", "category": "observer"},
        ):
            world.owner.memberships.update(**standing)
            with pytest.raises(actions.Refused):
                actions.submit(sheet, by=world.author)

    def test_refuses_what_is_already_on_its_way(self):
        world = cast()
        sheet = submitted(world)

        with pytest.raises(actions.Refused):
            actions.submit(sheet, by=world.author)

    def test_fills_in_licence_and_main_theme(self):
        world = cast()
        LicenceFactory(code="cc_by_nc_4", default_for="public")
        sheet = complete_sheet(world.author, licence=None, main_theme=None)

        sheet = actions.submit(sheet, by=world.author)

        assert sheet.licence.code == "cc_by_nc_4"
        assert sheet.main_theme.code == "neighbourhood"

    def test_keeps_the_grant_in_the_log(self):
        world = cast()
        sheet = submitted(world)

        entry = PageLogEntry.objects.get(page=sheet.pk, action="practices.submit")

        assert entry.user == world.author
        assert entry.data["grant"] == {"version": "2026-11", "date": timezone.localdate().isoformat()}
        assert entry.data["licence"] == "cc_by_nc_4"

    def test_numbers_the_sheets_of_a_body(self):
        world = cast()
        quebec = UserFactory(organisation=world.far, roles=["author"])
        UserFactory.create_batch(2, organisation=world.far)

        references = [submitted(world).reference, submitted(world).reference]
        other = actions.submit(complete_sheet(quebec), by=quebec).reference

        assert references == ["BE-5344-0001", "BE-5344-0002"]
        assert other == f"QC-{world.far.reference_code}-0001"

    def test_counts_on_from_imported_references(self):
        world = cast()
        PracticeFactory(organisation=world.owner, reference="BE-5344-0007")

        assert submitted(world).reference == "BE-5344-0008"

    def test_never_uses_a_number_again(self):
        world = cast()
        first = submitted(world)
        Practice.objects.filter(pk=first.pk).update(reference=None)

        assert submitted(world).reference == "BE-5344-0002"

    def test_refuses_what_the_secretariat_may_not_read(self):
        world = cast()
        protocol = ProtocolFactory(parties=[world.owner, world.far])
        sheet = complete_sheet(world.author, audience="parties", protocol=protocol)

        with pytest.raises(actions.NotReady) as refusal:
            actions.submit(sheet, by=world.author)

        assert [problem.field for problem in refusal.value.problems] == ["audience"]

    def test_keeps_what_the_parties_share_to_whom_it_concerns(self):
        world = cast()
        protocol = ProtocolFactory(parties=[world.owner, world.far], secretariat_mandated=True)

        sheet = published(world, audience="parties", protocol=protocol)

        owner = f"organisation:{world.owner.pk}"
        assert set(sheet.tokens) == {f"protocol:{protocol.pk}", owner, "editorial"}


class TestRelease:
    def test_refuses_who_does_not_lead_the_body(self):
        world = cast()
        sheet = submitted(world)

        for name in ("author", "colleague", "stranger", "editor", "administrator"):
            with pytest.raises(actions.Refused):
                actions.release(sheet, by=getattr(world, name))

    def test_refuses_the_lead_who_wrote_the_sheet(self):
        world = cast()
        UserFactory(organisation=world.owner, roles=["content_lead"])
        sheet = actions.submit(complete_sheet(world.lead), by=world.lead)

        with pytest.raises(actions.Refused):
            actions.release(sheet, by=world.lead)

    def test_is_confirmed_by_the_secretariat_for_a_small_body(self):
        world = cast()
        alone = UserFactory(organisation=world.far_too, roles=["author", "content_lead"])
        sheet = actions.submit(complete_sheet(alone), by=alone)

        with pytest.raises(actions.Refused):
            actions.release(sheet, by=alone)
        sheet = actions.release(sheet, by=world.editor)

        assert sheet.state == State.RELEASED
        assert PageLogEntry.objects.get(action="practices.release").data == {"by_secretariat": True}

    def test_keeps_what_is_sent_back_from_the_secretariat(self):
        world = cast()
        sheet = submitted(world)

        sheet = actions.request_changes(sheet, by=world.lead, comment="Plus court.")

        assert (sheet.state, sheet.tokens) == (State.DRAFT, [desk_token(world.owner.pk)])
        sheet = actions.submit(changed(sheet, world.author), by=world.author)
        assert isinstance(sheet.current_workflow_task, ReleaseTask)
        assert sheet.state == State.SUBMITTED


class TestFindAdmissible:
    def test_sends_back_with_a_reason_for_one_no(self):
        world = cast()
        sheet = released(world)

        sheet = actions.find_admissible(
            sheet, by=world.editor, answers={**YES, "no_secret": False}, reason="Effectifs par service."
        )

        assert sheet.state == State.CHANGES_REQUESTED
        sheet = resubmitted(world, sheet)
        assert sheet.state == State.RELEASED
        assert isinstance(sheet.current_workflow_task, AdmissibilityTask)

    def test_wants_a_reason(self):
        world = cast()
        sheet = released(world)

        with pytest.raises(actions.NotReady):
            actions.find_admissible(sheet, by=world.editor, answers={**YES, "licence": False})

    def test_wants_all_five_answers(self):
        world = cast()
        sheet = released(world)

        with pytest.raises(actions.NotReady):
            actions.find_admissible(sheet, by=world.editor, answers={"complete": True})

    def test_refuses_who_is_no_editor_of_another_body(self):
        world = cast()
        sheet = released(world)
        insider = UserFactory(organisation=world.owner, roles=["editor"])

        for person in (world.author, world.lead, world.committee, world.home_reviewer, insider):
            with pytest.raises(actions.Refused):
                actions.find_admissible(sheet, by=person, answers=YES)


class TestPublish:
    def test_wants_the_languages_that_readers_need(self):
        world = cast()
        sheet = approved(world, language="nl")

        with pytest.raises(actions.NotReady) as refusal:
            actions.publish(sheet, by=world.editor)

        fields = {problem.field for problem in refusal.value.problems}
        assert fields == {"heading_fr", "pitch_fr", "summary_fr"}
        assert fresh(sheet).state == State.APPROVED

    def test_wants_dutch_of_a_public_sheet_of_bilingual_brussels(self):
        world = cast()
        type(world.owner).objects.filter(pk=world.owner.pk).update(region="BE-BRU")
        sheet = approved(world)

        with pytest.raises(actions.NotReady) as refusal:
            actions.publish(sheet, by=world.editor)

        fields = {problem.field for problem in refusal.value.problems}
        assert fields == {"heading_nl", "pitch_nl", "summary_nl"}

    def test_refuses_a_text_that_was_changed_after_it_was_approved(self):
        world = cast()
        sheet = changed(approved(world), world.author)

        with pytest.raises(actions.NotReady) as refusal:
            actions.publish(sheet, by=world.editor)

        assert [problem.field for problem in refusal.value.problems] == [""]

    def test_is_no_business_of_the_body_nor_of_its_own_editor(self):
        world = cast()
        sheet = approved(world)
        insider = UserFactory(organisation=world.owner, roles=["editor"])

        for person in (world.author, world.lead, insider, world.committee):
            with pytest.raises(actions.Refused):
                actions.publish(sheet, by=person)

    def test_notes_that_the_secretariat_read_the_translations(self):
        world = cast()
        french = {"heading_fr": "Parrainer une classe", "pitch_fr": "Un policier suit une classe."}

        sheet = published(world, language="nl", summary_fr=LONG[:300], **french)

        assert sheet.translation_status("fr") == "reviewed"

    def test_says_so_once_it_is_certain(self, django_capture_on_commit_callbacks):
        world = cast()
        sheet = approved(world)
        heard = []
        signals.practice_published.connect(lambda instance, **kwargs: heard.append(instance.pk), weak=False)

        with django_capture_on_commit_callbacks(execute=True):
            actions.publish(sheet, by=world.editor)

        assert heard == [sheet.pk]


class TestNextVersion:
    def test_keeps_what_is_published_while_the_next_version_is_reviewed(self):
        world = cast()
        sheet = published(world)
        draft = sheet.get_latest_revision_as_object()
        draft.heading_fr = "Parrainer toutes les classes"
        draft.save_revision(user=world.author)

        sheet = actions.submit(sheet, by=world.author)
        assert (sheet.state, sheet.tokens, sheet.live) == (State.PUBLISHED, ["public"], True)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.find_admissible(sheet, by=world.editor, answers=YES)
        assert (sheet.state, sheet.heading_fr) == (State.PUBLISHED, "Parrainer les classes de sixième")
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        sheet = actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet))
        sheet = actions.publish(sheet, by=world.editor)

        assert (sheet.heading_fr, sheet.version) == ("Parrainer toutes les classes", "2.0")
        assert sheet.reference == "BE-5344-0001"

    def test_takes_a_correction_past_the_reviewers(self):
        world = cast()
        sheet = changed(published(world), world.author)

        sheet = actions.submit(sheet, by=world.author, correction=True)
        sheet = actions.release(sheet, by=world.lead)
        sheet = actions.publish(sheet, by=world.editor)

        assert sheet.version == "1.1"

    def test_reviews_whatever_was_never_published(self):
        world = cast()

        with pytest.raises(actions.Refused):
            actions.submit(complete_sheet(world.author), by=world.author, correction=True)


class TestTakeBack:
    def test_makes_a_draft_again(self):
        world = cast()
        sheet = admissible(world)

        sheet = actions.take_back(sheet, by=world.author)

        assert (sheet.state, sheet.tokens) == (State.DRAFT, [desk_token(world.owner.pk)])
        assert not sheet.assignments.open().exists()

    def test_is_the_bodys(self):
        world = cast()
        sheet = admissible(world)

        with pytest.raises(actions.Refused):
            actions.take_back(sheet, by=world.editor)

    def test_does_not_lift_a_freeze(self):
        world = cast()
        sheet = actions.freeze(admissible(world), by=world.editor, reason="Un nom.")

        with pytest.raises(actions.Refused):
            actions.take_back(sheet, by=world.author)
