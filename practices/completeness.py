"""What a reader of the other shore would still ask: completeness as questions, never as a score."""

from dataclasses import dataclass
from html import unescape

from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchange.languages import localized
from practices.models import Practice
from practices.models.practice import TRANSFER_AXES

# What a sheet needs to be submitted; audience and original language always have a value.
EXPRESS = {
    "heading": _("What does the practice do?"),
    "pitch": _("In one sentence: who does what, for whom, with which effect?"),
    "summary": _("What should a colleague in a hurry know?"),
    "practice_type": _("Is it a team, a programme, a tool, a procedure?"),
    "lifecycle": _("Is it an idea, a pilot, running, or stopped?"),
    "themes": _("What is it about?"),
    "pillars": _("Which pillars of community policing does it serve?"),
    "start_date": _("When did it begin?"),
    "territories": _("Where is it done?"),
    "density": _("Is it done in a city, a suburb, the countryside?"),
    "settings": _("In which places does it happen?"),
    "target_groups": _("Whom does it help?"),
    "situation": _("Which problem did you see, and how did you notice it?"),
    "objectives": _("What did you want to reach?"),
    "response": _("What do you really do, week after week?"),
    "partners": _("With whom do you do it?"),
    "evaluation_type": _("Has anybody evaluated it?"),
    "evidence_level": _("How much is known about its effect?"),
    "result_direction": _("Which way do the results point?"),
    "no_personal_data": _("Is it certain that nobody can be recognised in the text?"),
    "contact_antenna": _("Whom can a colleague call?"),
    "licence": _("Under which licence may others reuse it?"),
}
# What a sheet needs besides to be published.
FULL = {
    "analysis": _("What are the causes of the problem, and what had been tried before?"),
    "steps": _("What does a colleague do first on Monday morning, and then?"),
    "mechanism": _("Why should it work?"),
    "moderators": _("Under which conditions does it work, and where would it not?"),
    "community_involvement": _("Which place do citizens have in it?"),
    "staff_fte": _("How many people work on it?"),
    "assessment": _("What changed, and how do you know?"),
    "unintended_effects": _("Did it have effects that nobody wanted?"),
    "lessons": _("What would you do again, and what would you not?"),
    "core_components": _("Without what would it no longer be the same practice?"),
    "transferability": _("Could it be adopted elsewhere as it is?"),
    "transatlantic_note": _("What is different on the other shore?"),
    "legal_bases": _("On which law does it rest?"),
    "processes_personal_data": _("Does the practice process personal data?"),
}
# What helps, and is never demanded.
WELCOME = {
    "budget_annual": _("What does it cost each year?"),
    "training_required": _("Which training does it take?"),
    "equipment": _("Which equipment does it take?"),
    "citizen_feedback": _("What do citizens say about it?"),
    "adaptable_components": _("What may others change?"),
    "files": _("Is there a tool that others could reuse?"),
}
QUESTIONS = {**EXPRESS, **FULL, **WELCOME}

# A field that may rightly stay empty if this one says so.
WAIVED_BY = {
    "partners": "no_partner",
    "staff_fte": "staff_unknown",
    "unintended_effects": "no_unintended_effects",
    "legal_bases": "no_legal_basis",
}


@dataclass(frozen=True)
class Question:
    """What a reader would ask because a field is empty."""

    field: str
    text: str | Promise


def has_answer(practice, field: str) -> bool:
    """Say whether a field tells something, in the original language if it is translated."""
    waiver = WAIVED_BY.get(field)
    if waiver and getattr(practice, waiver):
        return True
    if field == "transferability":
        return all(getattr(practice, name) is not None for name in TRANSFER_AXES)
    if field in Practice.translated_content:
        return has_text(practice, field, practice.original_language)
    value = getattr(practice, field)
    if hasattr(value, "all"):
        return bool(value.all())
    # Nobody at all is an answer, and so is a transfer of nought.
    return value is not None and value is not False and value != ""


def has_text(practice, field: str, language: str) -> bool:
    """Say whether a translated field is filled in this very language."""
    value = getattr(practice, localized(field, language))
    return len(value) > 0 if hasattr(value, "stream_block") else bool(plain(value))


def plain(markup: str | None) -> str:
    """Return a text as a reader would count it, without its markup."""
    return " ".join(unescape(strip_tags(markup or "")).split())


def asked(practice, questions) -> list[Question]:
    return [Question(field, text) for field, text in questions.items() if not has_answer(practice, field)]


def open_questions(practice) -> list[Question]:
    """Return what a reader would still ask, in the order of the sheet."""
    return asked(practice, QUESTIONS)


def missing_to_submit(practice) -> list[Question]:
    return asked(practice, EXPRESS)


def missing_to_publish(practice) -> list[Question]:
    return asked(practice, {**EXPRESS, **FULL})


def label_of(field: str) -> str | Promise:
    """Return the name of a field as the editor shows it."""
    if field == "transferability":
        return _("Transferability")
    try:
        named = Practice._meta.get_field(field)
    except FieldDoesNotExist:
        return ""
    related = named.related_model if named.auto_created else None
    return capfirst(related._meta.verbose_name_plural if related else named.verbose_name)
