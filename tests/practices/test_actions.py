"""The life of a sheet by its actions."""

import pytest
from django.core import mail

from exchange.audiences import State, desk_token, page_token
from exchange.models import ReviewStep, Verdict
from practices import actions
from tests.factories import EvidenceLevelFactory, ProtocolFactory, UserFactory
from tests.practices.cast import cast, complete_sheet, fresh

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)


def submitted(world, **fields):
    return actions.submit(complete_sheet(world.author, **fields), by=world.author)


def released(world, **fields):
    return actions.release(submitted(world, **fields), by=world.lead)


def admissible(world, **fields):
    return actions.find_admissible(released(world, **fields), by=world.editor, answers=YES)


def home_approved(world, **fields):
    sheet = admissible(world, **fields)
    return actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)


def far_reviewer_of(sheet):
    return sheet.assignments.open().get(step=ReviewStep.FAR).reviewer


def approved(world, **fields):
    sheet = home_approved(world, **fields)
    return actions.review(sheet, verdict=Verdict.APPROVE, by=far_reviewer_of(sheet))


def published(world, **fields):
    return actions.publish(approved(world, **fields), by=world.editor)


class TestJourney:
    def test_leads_from_draft_to_publication(self):
        world = cast()
        sheet = complete_sheet(world.author)
        desk = [desk_token(world.owner.pk)]
        in_review = sorted([*desk, page_token(sheet.pk), "editorial"])
        assert (sheet.state, sheet.tokens, sheet.reference) == (State.DRAFT, desk, None)

        sheet = actions.submit(sheet, by=world.author)
        assert (sheet.state, sheet.tokens, sheet.reference) == (State.DRAFT, desk, "BE-5344-0001")

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
