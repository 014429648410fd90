"""Dates of which only the year, or the year and the month, is known."""

import datetime as dt
import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

# The names of months as people of both shores write them; three letters of one are enough where no other begins so.
MONTH_NAMES = (
    ("janvier", "januari", "january"),
    ("fevrier", "februari", "february"),
    ("mars", "maart", "march", "mrt"),
    ("avril", "april"),
    ("mai", "mei", "may"),
    ("juin", "juni", "june"),
    ("juillet", "juli", "july"),
    ("aout", "augustus", "august"),
    ("septembre", "september"),
    ("octobre", "oktober", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
SHORTEST_MONTH = 3
MONTH = r"(?P<month>[^\W\d_]+)\.?"
DAY = r"(?P<day>[0-9]{1,2})(?:er|e|st|nd|rd|th)?"
YEAR = r"(?P<year>[0-9]{4})"
WRITTEN_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        YEAR,
        rf"{YEAR}[-/. ](?P<month>[0-9]{{1,2}})(?:[-/. ](?P<day>[0-9]{{1,2}}))?",
        rf"(?:(?P<day>[0-9]{{1,2}})[-/. ])?(?P<month>[0-9]{{1,2}})[-/. ]{YEAR}",
        rf"(?:{DAY}\s+)?(?:de\s+)?{MONTH}\s+{YEAR}",
        rf"{MONTH}\s+{DAY},?\s+{YEAR}",
    )
)
EXAMPLES = ("2023", "2023-03", "2023-03-13")
PARTIAL_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


def parse_partial_date(text: str) -> dt.date:
    """Return the first day that a partial date may mean; ValueError if it is no date."""
    match = PARTIAL_DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return dt.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))


def read_partial_date(text: str) -> str:
    """Return as it is stored (2023, 2023-03 or 2023-03-13) a date as people write it in French, Dutch or English.

    « mars 2023 », « 03/2023 », « 13 maart 2023 », « March 13, 2023 »; the day comes before the month between
    figures. ValueError if it is no date.
    """
    plain = unicodedata.normalize("NFKD", " ".join(text.split()).lower())
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    match = next(filter(None, (pattern.fullmatch(plain) for pattern in WRITTEN_DATES)), None)
    if not match:
        raise ValueError(text)
    parts = match.groupdict()
    stored = parts["year"]
    if month := parts.get("month"):
        stored += f"-{int(month) if month.isdigit() else number_of_month(month):02}"
    if day := parts.get("day"):
        stored += f"-{int(day):02}"
    parse_partial_date(stored)
    return stored


def number_of_month(word: str) -> int:
    """Return 1 to 12 for the name of a month, or the beginning of one; ValueError if it is none, or several."""
    found = {
        number
        for number, names in enumerate(MONTH_NAMES, start=1)
        if any(name == word or (len(word) >= SHORTEST_MONTH and name.startswith(word)) for name in names)
    }
    exact = {number for number, names in enumerate(MONTH_NAMES, start=1) if word in names}
    (number,) = exact or found
    return number


def validate_partial_date(text: str) -> None:
    try:
        parse_partial_date(text)
    except ValueError:
        raise unreadable_date(text) from None


def unreadable_date(text: str) -> ValidationError:
    """Return what to tell whoever wrote this, with examples in their language."""
    examples = {f"example_{n}": display_partial_date(day) for n, day in enumerate(EXAMPLES, start=1)}
    return ValidationError(
        _(
            "“%(value)s” is not read as a date. Write for example %(example_1)s, %(example_2)s or %(example_3)s."
        ),
        params={"value": text, **examples},
    )


def display_partial_date(text: str) -> str:
    """Return a partial date in the reader's words: 2016, octobre 2016, 13 octobre 2016."""
    match = PARTIAL_DATE.fullmatch(text or "")
    if not match:
        return ""
    if match["day"]:
        return date_format(parse_partial_date(text), "DATE_FORMAT")
    if match["month"]:
        return f"{MONTHS[int(match['month'])]} {match['year']}"
    return match["year"]


def months_later(day: dt.date, months: int) -> dt.date:
    """Return the same day so many months later, or the last one of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = dt.date(day.year + years, month + 1, 1)
    following = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(day.day, (following - first).days))
