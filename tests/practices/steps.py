"""A sheet brought to a step of its life by those who decide."""

from exchange.models import ReviewStep, Verdict
from practices import actions
from practices.deeds import DEEDS
from tests.practices.cast import complete_sheet

YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)


def changed(sheet, by, **fields):
    """Save another version of a sheet, as its author does in the editor."""
    draft = sheet.get_latest_revision_as_object()
    for name, value in (fields or {"lessons_fr": draft.lessons_fr + " Encore."}).items():
        setattr(draft, name, value)
    if not draft.live:
        draft.save()
    draft.save_revision(user=by)
    return type(sheet).objects.get(pk=sheet.pk)


def resubmitted(world, sheet, **fields):
    """Change what was sent back, submit it, and release it again."""
    sheet = actions.submit(changed(sheet, world.author, **fields), by=world.author)
    return actions.release(sheet, by=world.lead)


def seen(sheet, verb) -> str:
    """Return the version that the form of this deed carries on the desk."""
    deed = next(deed for deed in DEEDS if deed.verb == verb)
    return deed.version(type(sheet).objects.get(pk=sheet.pk))


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
