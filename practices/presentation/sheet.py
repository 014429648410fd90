"""Everything that the page of a sheet shows, read once."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchange.audiences import desk_token
from practices.completeness import open_questions
from practices.presentation.attribution import cited, standing
from practices.presentation.links import bodies, files_for, links_of
from practices.presentation.notices import citation, in_its_language, notices
from practices.presentation.reading import Reading
from practices.presentation.rows import read_rows
from practices.presentation.sections import Chapters, Fact
from practices.presentation.wording import (
    amount_in_words,
    hours_in_words,
    opening,
    period_in_words,
    staff_in_words,
)


@dataclass(frozen=True)
class Answer:
    """A short answer, and the chapter that tells more."""

    label: str
    anchor: str
    fact: Fact


def sheet(practice, viewer) -> dict:
    """Return what the page of this sheet shows to this viewer, in the language of the moment."""
    reading = Reading(practice)
    examples = set(practice.illustrative_fields)
    heading = reading.text("heading")
    around = read_rows(practice)
    chapters = Chapters(practice, reading).all()
    known = bool(practice.shown_evidence_level or practice.result_direction)
    told = [chapter for chapter in chapters if chapter.parts or (known and chapter.anchor == "results")]
    owners = bodies(practice, viewer)
    links = links_of(practice, around, viewer)
    said = standing(around.departures, around.former_owners)
    own = in_its_language(practice.attribution, reading.foreign_original)
    source = own or citation(practice, heading, practice.reference or "")
    terms = {name: list(getattr(practice, name).all()) for name in ("themes", "pillars", "settings")}
    groups = list(practice.target_groups.all())
    return {
        "heading": heading,
        "pitch": reading.text("pitch"),
        "summary": reading.text("summary"),
        "bodies": owners,
        "standing": said,
        "facts": facts(practice, reading, groups),
        "examples": dict.fromkeys(examples, True),
        "evidence_illustrative": bool(examples & {"evidence_level", "result_direction"}),
        "brief": brief(practice, reading),
        "evidence_known": known,
        "chapters": told,
        "untold": [chapter for chapter in chapters if chapter not in told],
        "themes": main_first(terms["themes"], practice.main_theme_id),
        "pillars": terms["pillars"],
        "settings": terms["settings"],
        "groups": groups,
        "keywords": around.keywords,
        "related": links.related,
        "inspired_by": links.inspired_by,
        "inspired": links.inspired,
        "adoptions": around.adoptions,
        "adoption_offered": adoption_offered(practice, viewer),
        "adopted_here": any(row.organisation_id == viewer.organisation_id for row in around.adoptions),
        "talks": links.talks,
        "files": files_for(practice, viewer),
        "links": list(practice.links.all()),
        "original_language": reading.foreign_original,
        # Once everything is read, it is known what was borrowed from another language.
        "notices": notices(practice, reading),
        "questions": open_questions(practice),
        "also": links.also,
        "citation": cited(source, said),
    }


def adoption_offered(practice, viewer) -> bool:
    """Say whether this viewer works at the desk of another body.

    Pages are kept for whoever holds the same tokens; roles are asked once the form is opened.
    """
    own = {desk_token(pk) for pk in practice.owner_ids()}
    desks = {token for token in viewer.tokens if token.startswith(desk_token(""))}
    return practice.is_published and bool(desks - own)


def main_first(themes, main) -> list:
    return sorted(themes, key=lambda theme: theme.pk != main)


def facts(practice, reading, groups) -> list[Fact]:
    """Return the line under the pitch: since when, in which state, for whom, where."""
    examples = practice.illustrative_fields
    note = reading.text("start_note")
    since = period_in_words(practice.start_date, practice.end_date)
    where = ", ".join(territory.name for territory in practice.territories.all())
    if practice.density:
        density = practice.get_density_display()
        where = f"{where} ({density.lower()})" if where else density
    found = [
        Fact(_("Type"), practice.practice_type or "", illustrative="practice_type" in examples),
        Fact(
            _("When"),
            f"{since} ({note.value})" if since and note else since or note.value,
            note.foreign if note else "",
            "start_date" in examples,
        ),
        Fact(_("State"), practice.lifecycle or "", illustrative="lifecycle" in examples),
        Fact(
            _("For whom"),
            ", ".join(str(group) for group in groups),
            illustrative="target_groups" in examples,
        ),
        Fact(_("Where"), where, illustrative="territories" in examples),
    ]
    return [fact for fact in found if fact.value]


def brief(practice, reading) -> list[Answer]:
    """Return the short answers of « En bref », taken from the sheet's own words."""
    return [
        Answer(_("The problem"), "situation", first_words(reading, "situation")),
        Answer(_("What was done"), "response", first_words(reading, "response")),
        Answer(_("What it takes"), "means", takes(practice)),
        Answer(_("The outcome"), "results", first_words(reading, "assessment")),
    ]


def first_words(reading, name):
    text = reading.text(name)
    illustrative = name in reading.page.illustrative_fields
    return Fact("", opening(str(text.value)) if text else "", text.foreign, illustrative)


def takes(practice) -> Fact:
    pieces = []
    if practice.staff_fte is not None:
        pieces.append(staff_in_words(practice.staff_fte))
    if practice.budget_annual is not None:
        amount = amount_in_words(practice.budget_annual, practice.budget_currency)
        price_year = f" ({practice.budget_year})" if practice.budget_year else ""
        pieces.append(_("%(amount)s a year") % {"amount": amount} + price_year)
    if practice.training_hours:
        pieces.append(hours_in_words(practice.training_hours))
    examples = {"staff_fte", "budget_annual", "training_hours"}
    return Fact("", " · ".join(pieces), illustrative=not examples.isdisjoint(practice.illustrative_fields))
