"""Rules that tie the fields of a sheet together: each says in words what does not hold."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.audiences import WIDTH, Audience
from exchange.clocks import today_of
from exchange.dates import months_later, parse_partial_date
from exchange.languages import LABELS, LANGUAGES, localized
from exchange.models import Party
from exchange.models.illustrated import picture_fields, picture_problems
from exchange.protocols.closing import why_nothing_is_added
from practices.completeness import has_answer, has_text, label_of, plain
from practices.models.choices import (
    EXTERNAL_EVALUATIONS,
    Currency,
    DataProcessing,
    Direction,
    Evaluation,
    FileKind,
    Involvement,
)

EMBARGO_MONTHS = 12
FIRST_YEAR = 1970
FEW_PEOPLE = 5
STOPPED = "stopped"
EMPOWERMENT = "empowerment"
PARTNERSHIP = "partnership"
SPLIT_EVALUATIONS = (Evaluation.EXTERNAL_COMPARISON, Evaluation.MULTIPLE)
NO_INVOLVEMENT = (Involvement.NONE, Involvement.INFORMED)

# Fewest and most characters; the fewest count in the original language only.
LENGTHS = {
    "heading": (10, 120),
    "pitch": (20, 160),
    "summary": (200, 900),
    "situation": (300, 3000),
    "analysis": (300, 4000),
    "response": (500, 6000),
    "mechanism": (100, 1500),
    "moderators": (100, 1500),
    "assessment": (200, 4000),
    "unintended_effects": (0, 1500),
    "citizen_feedback": (0, 1000),
    "lessons": (100, 2000),
    "transatlantic_note": (50, 1200),
    "privacy_note": (50, 1000),
    "ethics_note": (0, 1000),
    "budget_note": (0, 500),
    "training_required": (0, 600),
    "equipment": (0, 600),
}
# Fewest and most entries; an empty list is a question, not an error.
ENTRIES = {
    "themes": (1, 3),
    "pillars": (1, 3),
    "keywords": (0, 8),
    "territories": (1, 20),
    "settings": (1, 4),
    "target_groups": (1, 5),
    "partners": (0, 20),
    "staff_profiles": (0, 8),
    "funding_sources": (0, 4),
    "indicators": (0, 10),
    "legal_bases": (0, 8),
    "files": (0, 10),
    "links": (0, 10),
    "relations": (0, 8),
    "co_owners": (0, 5),
    "objectives": (1, 5),
    "steps": (3, 12),
    "core_components": (1, 6),
    "adaptable_components": (0, 6),
}
STREAMS = ("objectives", "steps", "core_components", "adaptable_components")
COMPONENT_LENGTH = 160


@dataclass(frozen=True)
class Problem:
    """What does not hold, and the field where it is put right."""

    field: str
    text: str

    @property
    def label(self):
        label = label_of(self.field)
        # A field that is named by its question says it once.
        return "" if label == self.text else label


def original(practice, field: str):
    """Return a translated field in the language in which the sheet was written."""
    return getattr(practice, localized(field, practice.original_language))


def codes(terms) -> set[str]:
    return {term.code for term in terms.all()}


def level_of(practice) -> int:
    return practice.evidence_level.level if practice.evidence_level else 0


def as_date(text: str) -> dt.date | None:
    try:
        return parse_partial_date(text) if text else None
    except ValueError:
        return None


def end_follows_start(practice):
    start, end = as_date(practice.start_date), as_date(practice.end_date)
    # 2016 and 2016-10 may be the same moment: what is compared is what both know.
    known = min(len(practice.start_date), len(practice.end_date))
    if start and end and practice.end_date[:known] < practice.start_date[:known]:
        yield Problem("end_date", _("The end comes before the start."))


def start_is_plausible(practice):
    start = as_date(practice.start_date)
    if start and not FIRST_YEAR <= start.year <= timezone.localdate().year + 1:
        yield Problem("start_date", _("The start lies between 1970 and next year."))


def stopped_tells_its_end_and_lessons(practice):
    if practice.lifecycle is None or practice.lifecycle.code != STOPPED:
        return
    if not practice.end_date:
        yield Problem("end_date", _("The practice was stopped: say when."))
    if not has_answer(practice, "lessons"):
        yield Problem("lessons", _("The practice was stopped: say what you learned."))


def evaluation_bears_the_level(practice):
    if practice.evaluation_type == Evaluation.NONE and level_of(practice) > 1:
        yield Problem("evidence_level", _("Without an evaluation the evidence level is 0 or 1."))


def direction_needs_measures(practice):
    if practice.result_direction in ("", Direction.UNKNOWN):
        return
    if level_of(practice) < 2:
        text = _("Without measures (evidence level 2) the direction of results is “not yet known”.")
        yield Problem("result_direction", text)


def level_rests_on_evidence(practice):
    level = level_of(practice)
    if level >= 2 and not any(is_measured(row) for row in practice.indicators.all()):
        text = _("Evidence level 2 needs an indicator with a value, a date and a source.")
        yield Problem("indicators", text)
    files, links = practice.files.all(), practice.links.all()
    if level >= 3 and not links and not any(row.kind == FileKind.REPORT for row in files):
        yield Problem("files", _("Evidence level 3 needs the report of an evaluation, as a file or a link."))
    if level >= 4 and practice.evaluation_type not in SPLIT_EVALUATIONS:
        text = _("Evidence level 4 needs an external evaluation with a comparison.")
        yield Problem("evaluation_type", text)
    if level >= 5 and len(links) < 2:
        yield Problem("links", _("Evidence level 5 needs two independent references."))


def is_measured(indicator) -> bool:
    value = indicator.follow_up or indicator.baseline
    date = indicator.follow_up_date or indicator.baseline_date
    return bool(value and date and indicator.source)


def external_evaluation_names_its_evaluator(practice):
    if practice.evaluation_type in EXTERNAL_EVALUATIONS and not practice.evaluator:
        yield Problem("evaluator", _("Name the organisation that evaluated the practice."))


def empowerment_involves_citizens(practice):
    if EMPOWERMENT in codes(practice.pillars) and practice.community_involvement in NO_INVOLVEMENT:
        text = _("The pillar “empowerment” means that citizens are at least consulted.")
        yield Problem("community_involvement", text)


def partners_agree_with_the_rest(practice):
    partners = practice.partners.all()
    if partners and practice.no_partner:
        yield Problem("no_partner", _("There are partners and “no partner” is ticked."))
    if not partners and PARTNERSHIP in codes(practice.pillars):
        yield Problem("partners", _("The pillar “partnership” needs at least one partner."))


def budget_can_be_compared(practice):
    if practice.budget_setup is None and practice.budget_annual is None:
        return
    if practice.budget_currency not in Currency.values:
        yield Problem("budget_currency", _("Give the currency of the amount."))
    if not practice.budget_year:
        yield Problem("budget_year", _("Give the year of the prices: without it an amount says little."))


def staff_profiles_add_up(practice):
    profiles = practice.staff_profiles.all()
    if profiles and practice.staff_fte is not None:
        total = sum(row.fte for row in profiles)
        if total != practice.staff_fte:
            text = _("The profiles add up to %(total)s FTE, but “staff (FTE)” says %(staff)s.")
            yield Problem("staff_profiles", text % {"total": total, "staff": practice.staff_fte})


def few_people_are_not_counted(practice):
    for row in practice.indicators.all():
        if row.counts_people and any(is_few(value) for value in (row.baseline, row.follow_up)):
            text = _("“%(name)s” counts fewer than 5 people: write “< 5”.")
            yield Problem("indicators", text % {"name": row.name})


def is_few(value: str) -> bool:
    try:
        number = float(value.replace(",", ".").strip())
    except ValueError:
        return False
    return 0 < number < FEW_PEOPLE


def files_are_no_wider_than_the_sheet(practice):
    widest = WIDTH[practice.effective_audience()]
    for row in practice.files.all():
        if WIDTH[row.audience] > widest:
            text = _("“%(title)s” has a wider audience than the practice.")
            yield Problem("files", text % {"title": row.title})


def parties_name_their_protocol(practice):
    if practice.audience != Audience.PARTIES:
        return
    if practice.protocol is None:
        yield Problem("protocol", _("Say which protocol binds the parties that may read the practice."))
    elif not Party.objects.filter(
        protocol=practice.protocol_id, organisation=practice.organisation_id
    ).exists():
        yield Problem("protocol", _("Your organisation is not a party to this protocol."))
    elif reason := why_nothing_is_added(practice.protocol, practice.organisation_id):
        yield Problem("protocol", reason)


def embargo_is_short(practice):
    last = months_later(today_of(practice.organisation), EMBARGO_MONTHS)
    if practice.embargo_until and practice.embargo_until > last:
        yield Problem("embargo_until", _("An embargo lasts twelve months at most."))


def personal_data_are_safeguarded(practice):
    processing = (DataProcessing.ADMINISTRATIVE, DataProcessing.OPERATIONAL)
    if practice.processes_personal_data in processing and not has_answer(practice, "privacy_note"):
        text = _("The practice processes personal data: say who sees what, and for how long.")
        yield Problem("privacy_note", text)


def main_theme_is_a_theme(practice):
    if practice.main_theme and practice.main_theme not in practice.themes.all():
        yield Problem("main_theme", _("The main theme is one of the themes."))


def body_owns_antenna(practice):
    antenna = practice.contact_antenna
    if antenna and antenna.organisation_id not in practice.owner_ids():
        yield Problem("contact_antenna", _("This antenna belongs to another organisation."))


def links_are_secure(practice):
    if any(not row.url.startswith("https://") for row in practice.links.all()):
        yield Problem("links", _("The address of a link begins with https://."))


def picture_has_words(practice):
    answers = {name: getattr(practice, name) for name in picture_fields()}
    for field, text in picture_problems(answers, practice.original_language).items():
        yield Problem(field, text)


def texts_have_their_length(practice):
    for field, (fewest, most) in LENGTHS.items():
        count = len(plain(original(practice, field)))
        if 0 < count < fewest:
            text = _("At least %(fewest)s characters; there are %(count)s.")
            yield Problem(field, text % {"fewest": fewest, "count": count})
        for language in LANGUAGES:
            count = len(plain(getattr(practice, localized(field, language))))
            if count > most:
                text = _("At most %(most)s characters; in %(language)s there are %(count)s.")
                words = {"most": most, "language": LABELS[language], "count": count}
                yield Problem(field, text % words)


def lists_have_their_length(practice):
    for field, (fewest, most) in ENTRIES.items():
        if field in STREAMS:
            count = len(original(practice, field))
        else:
            rows = getattr(practice, field)
            count = len(rows.all() if hasattr(rows, "all") else rows)
        if 0 < count < fewest:
            text = _("At least %(fewest)s entries; there are %(count)s.")
            yield Problem(field, text % {"fewest": fewest, "count": count})
        if count > most:
            text = _("At most %(most)s entries; there are %(count)s.")
            yield Problem(field, text % {"most": most, "count": count})


def components_are_short(practice):
    for field in ("core_components", "adaptable_components"):
        if any(len(block.value) > COMPONENT_LENGTH for block in original(practice, field)):
            yield Problem(field, _("At most 160 characters for each."))


RULES: tuple[Callable[..., Iterator[Problem]], ...] = (
    end_follows_start,
    start_is_plausible,
    stopped_tells_its_end_and_lessons,
    evaluation_bears_the_level,
    direction_needs_measures,
    level_rests_on_evidence,
    external_evaluation_names_its_evaluator,
    empowerment_involves_citizens,
    partners_agree_with_the_rest,
    budget_can_be_compared,
    staff_profiles_add_up,
    few_people_are_not_counted,
    files_are_no_wider_than_the_sheet,
    parties_name_their_protocol,
    embargo_is_short,
    personal_data_are_safeguarded,
    main_theme_is_a_theme,
    body_owns_antenna,
    links_are_secure,
    picture_has_words,
    texts_have_their_length,
    lists_have_their_length,
    components_are_short,
)


def problems_of(practice) -> list[Problem]:
    """Return everything that does not hold, in the order of the rules."""
    return [problem for rule in RULES for problem in rule(practice)]


def languages_to_publish(practice) -> list[str]:
    """Return the languages that a published sheet must speak: French, and Dutch in bilingual Brussels."""
    is_bilingual = practice.organisation.is_bilingual_brussels and practice.audience == Audience.PUBLIC
    return ["fr", "nl"] if is_bilingual else ["fr"]


def missing_translations(practice) -> list[Problem]:
    """Return which heading, sentence or summary is missing in a language that must be there."""
    return [
        Problem(localized(field, language), _("Missing in %(language)s.") % {"language": LABELS[language]})
        for language in languages_to_publish(practice)
        for field in ("heading", "pitch", "summary")
        if not has_text(practice, field, language)
    ]
