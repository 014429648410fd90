"""Whether what a protocol says of how long it lasts agrees with what its fields say."""

import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exchange.dates import months_later
from exchange.languages import LANGUAGES, localized
from exchange.models import Right
from exchange.protocols.text import clauses_of, concluded_amendments

IN_WORDS = {
    **dict(
        zip(
            ["un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"],
            range(1, 11),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien"],
            range(1, 11),
            strict=True,
        )
    ),
    **dict(
        zip(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
            range(1, 11),
            strict=True,
        )
    ),
    "une": 1,
    "één": 1,
}
# « cinq (5) ans », « 5 years », « vijf jaar ».
YEARS = re.compile(r"\b(\w+)\s*(?:\(\s*(\d+)\s*\)\s*)?(?:ans?|années?|years?|jaar|jaren)\b", re.IGNORECASE)


def why_disagree(protocol) -> list[str]:
    """Return in words where clause, years and end of a protocol say different things; a person decides."""
    said = {number for clause in clauses_on_duration(protocol) for number in years_in(clause)}
    problems = []
    if len(said) > 1:
        numbers = ", ".join(map(str, sorted(said)))
        problems.append(_("Its clause on duration speaks of different numbers of years: %s.") % numbers)
    years = protocol.duration_years
    if years and said and years not in said:
        text = ngettext(
            "Its clause speaks of %(said)s, the field of %(years)s year: put one of them right.",
            "Its clause speaks of %(said)s, the field of %(years)s years: put one of them right.",
            years,
        )
        problems.append(text % {"said": ", ".join(map(str, sorted(said))), "years": years})
    if is_renewed(protocol) or not (years and protocol.signed_on and protocol.ends_on):
        return problems
    end = months_later(protocol.signed_on, 12 * years)
    if abs((end - protocol.ends_on).days) > 1:
        text = _("By its years it ends on %(end)s, by its field on %(field)s: put one of them right.")
        days = {"end": end, "field": protocol.ends_on}
        problems.append(text % {name: date_format(day, "DATE_FORMAT") for name, day in days.items()})
    return problems


def clauses_on_duration(protocol) -> list:
    return [clause for clause in clauses_of(protocol) if Right.DURATION in clause.grounds]


def is_renewed(protocol) -> bool:
    return any(row.extends_to for row in concluded_amendments(protocol))


def years_in(clause) -> set[int]:
    """Return the numbers of years of which a clause speaks, in any of its languages."""
    found = set()
    for language in LANGUAGES:
        for word, digits in YEARS.findall(getattr(clause, localized("text", language)) or ""):
            number = digits or word
            found.add(int(number) if number.isdecimal() else IN_WORDS.get(number.casefold()))
    return found - {None}
