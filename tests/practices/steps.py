"""A sheet brought to a step of its life by those who decide."""

from exchange.models import ReviewStep, Verdict
from practices import actions
from tests.practices.cast import complete_sheet

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
