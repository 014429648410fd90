"""What a row of sheets may hold: the fields of the model, and their limits."""

from django.utils.translation import gettext as _

from exchange.dates import parse_partial_date
from exchange.imports.rows import Shape
from exchange.imports.shapes import (
    Address,
    Amount,
    Blocks,
    Choice,
    Field,
    Figure,
    Flag,
    Listed,
    PartialDate,
    Reference,
    RichText,
    Text,
    Whole,
)
from exchange.imports.shared import SHARED_PAGE, check_shared
from practices.models.choices import (
    AdoptionStatus,
    Currency,
    DataProcessing,
    Density,
    Direction,
    Evaluation,
    Funding,
    Involvement,
    Jurisdiction,
    RelationKind,
    Transfer,
)
from practices.models.practice import TRANSFER_AXES
from practices.rules import COMPONENT_LENGTH, ENTRIES, FEW_PEOPLE, LENGTHS


def words(name):
    return Text(longest=LENGTHS[name][1], lines=True, translated=True)


def paragraphs(name):
    return RichText(longest=LENGTHS[name][1], translated=True)


def most(name):
    return ENTRIES[name][1]


def rows(name, of):
    return Listed(of=of, most=most(name))


def codes(name, to=""):
    return rows(name, Reference(to=to or name))


def sentences(name, longest):
    return Blocks(type="sentence", of=Text(longest=longest), most=most(name), translated=True)


STEP = Shape(
    section="sheets.steps",
    fields={
        "title": Text(longest=80, required=True),
        "text": Text(longest=500, lines=True, required=True),
        "duration": Text(longest=60),
    },
)
PARTNER = Shape(
    section="sheets.partners",
    fields={
        "name": Text(longest=120, required=True),
        "type": Reference(to="organisation_types"),
        "role": Text(longest=200, spoken=True),
        "formal_agreement": Flag(),
    },
)
STAFF_PROFILE = Shape(
    section="sheets.staff_profile",
    fields={
        "profile": Text(longest=120, spoken=True, required=True),
        "fte": Amount(most=999, required=True),
    },
)
INDICATOR = Shape(
    section="sheets.indicators",
    fields={
        "name": Text(longest=120, spoken=True, required=True),
        "unit": Text(longest=40, spoken=True),
        "counts_people": Flag(),
        "baseline": Figure(longest=40),
        "baseline_date": PartialDate(),
        "follow_up": Figure(longest=40),
        "follow_up_date": PartialDate(),
        "change": Figure(longest=40),
        "source": Text(longest=150, spoken=True),
    },
)
LEGAL_BASIS = Shape(
    section="sheets.legal_bases",
    fields={
        "jurisdiction": Choice(of=Jurisdiction, required=True),
        "instrument": Text(longest=150, required=True),
        "article": Text(longest=40),
        "url": Address(),
    },
)
LINK = Shape(
    section="sheets.links",
    fields={"label": Text(longest=100, required=True), "url": Address(required=True)},
)
ADOPTION = Shape(
    section="sheets.adoptions",
    fields={
        "organisation": Reference(to="organisations", required=True),
        "year": Whole(least=1970, most=2100),
        "status": Choice(of=AdoptionStatus, required=True),
        "note": Text(longest=300, spoken=True),
    },
)
TRANSFERABILITY = Shape(
    section="sheets.transferability",
    fields={name.removeprefix("transfer_"): Choice(of=Transfer, blank=None) for name in TRANSFER_AXES},
)

FIELDS: dict[str, Field] = {
    **SHARED_PAGE,
    # Identity
    "heading": Text(longest=LENGTHS["heading"][1], translated=True, required=True),
    "summary": words("summary"),
    "short_name": Text(longest=30),
    "pitch": Text(longest=LENGTHS["pitch"][1], translated=True),
    "co_owners": codes("co_owners", to="organisations"),
    "practice_type": Reference(to="practice_types"),
    "lifecycle": Reference(to="lifecycle"),
    "themes": codes("themes"),
    "pillars": codes("pillars"),
    "keywords": rows("keywords", Text(longest=40)),
    # Where, when, for whom
    "start_date": PartialDate(),
    "start_note": Text(longest=200, translated=True),
    "end_date": PartialDate(),
    "territories": rows("territories", Text(longest=120)),
    "density": Choice(of=Density),
    "population_served": Whole(least=1, most=20_000_000),
    "settings": codes("settings"),
    "target_groups": codes("target_groups"),
    # Problem and response
    "situation": paragraphs("situation"),
    "analysis": paragraphs("analysis"),
    "objectives": sentences("objectives", 200),
    "response": paragraphs("response"),
    "steps": Blocks(type="step", of=STEP, most=most("steps"), translated=True),
    "mechanism": words("mechanism"),
    "moderators": words("moderators"),
    "partners": rows("partners", PARTNER),
    "no_partner": Flag(),
    "community_involvement": Choice(of=Involvement),
    # Resources
    "staff_fte": Amount(most=999),
    "staff_unknown": Flag(),
    "staff_profiles": rows("staff_profiles", STAFF_PROFILE),
    "budget_setup": Amount(),
    "budget_annual": Amount(),
    "budget_currency": Choice(of=Currency),
    "budget_year": Whole(least=1970, most=2100),
    "budget_note": words("budget_note"),
    "funding_sources": rows("funding_sources", Choice(of=Funding)),
    "training_required": words("training_required"),
    "training_hours": Whole(most=999),
    "equipment": words("equipment"),
    # Results and evidence
    "assessment": paragraphs("assessment"),
    "indicators": rows("indicators", INDICATOR),
    "evaluation_type": Choice(of=Evaluation),
    "evaluator": Text(longest=150),
    "evidence_level": Reference(to="evidence_levels"),
    "result_direction": Choice(of=Direction),
    "unintended_effects": words("unintended_effects"),
    "no_unintended_effects": Flag(),
    "citizen_feedback": words("citizen_feedback"),
    # Transfer
    "lessons": words("lessons"),
    "core_components": sentences("core_components", COMPONENT_LENGTH),
    "adaptable_components": sentences("adaptable_components", COMPONENT_LENGTH),
    "transferability": TRANSFERABILITY,
    "transatlantic_note": words("transatlantic_note"),
    "adoptions": Listed(of=ADOPTION),
    "inspired_by_note": Text(longest=200, spoken=True),
    "related": codes("relations", to="sheets"),
    # Law, privacy, ethics
    "legal_bases": rows("legal_bases", LEGAL_BASIS),
    "no_legal_basis": Flag(),
    "processes_personal_data": Choice(of=DataProcessing),
    "privacy_note": words("privacy_note"),
    "no_personal_data": Flag(),
    "image_rights": Flag(),
    "ethics_note": words("ethics_note"),
    # Contact and dissemination
    "contact_antenna": Reference(to="antennas"),
    "attribution": Text(longest=200),
    "links": rows("links", LINK),
}
SHEET = Shape(section="sheets", fields=FIELDS)
RELATION = Shape(
    section="relations",
    fields={
        "kind": Choice(of=RelationKind, required=True),
        "source": Reference(to="sheets", required=True),
        "target": Reference(to="sheets", required=True),
    },
)


def check_sheet(row, visit):
    check_shared(row, visit, SHEET, "sheets")
    start, end = row.get("start_date"), row.get("end_date")
    # A year alone may end in any of its days.
    if start and end and parse_partial_date(end[: len(start)]) < parse_partial_date(start[: len(end)]):
        visit.key("end").error(_("The end is before the start."))
    if (row.get("budget_setup") or row.get("budget_annual")) and not row.get("budget_currency"):
        visit.key("budget_currency").error(_("An amount needs its currency: EUR or CAD."))
    if row.get("organisation") and row["organisation"] in row.get("co_owners", []):
        visit.key("co_organisations").error(_("The lead organisation is not also co-lead."))
    for number, indicator in enumerate(row.get("indicators", [])):
        for name in ("baseline", "follow_up"):
            value = indicator.get(name, "")
            if indicator.get("counts_people") and value.isdigit() and 0 < int(value) < FEW_PEOPLE:
                visit.key("indicators").index(number).key(name).error(
                    _("Below five people, somebody could be recognised: write “< 5”.")
                )
    bodies = [adoption.get("organisation") for adoption in row.get("adoptions", [])]
    for number, body in enumerate(bodies):
        if body in bodies[:number]:
            visit.key("adoptions").index(number).error(_("This organisation appears twice."))


def check_relation(row, visit):
    if row.get("source") and row.get("source") == row.get("target"):
        visit.key("target").error(_("A practice is not related to itself."))
