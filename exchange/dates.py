"""Dates of which only the year, or the year and the month, is known."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

PARTIAL_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


def parse_partial_date(text: str) -> dt.date:
    """Return the first day that a partial date may mean; ValueError if it is no date."""
    match = PARTIAL_DATE.fullmatch(text)
    if not match:
        raise ValueError(text)
    return dt.date(int(match["year"]), int(match["month"] or 1), int(match["day"] or 1))


def validate_partial_date(text: str) -> None:
    try:
        parse_partial_date(text)
    except ValueError:
        raise ValidationError(
            _("“%(value)s” is not a date: write 2016, 2016-10 or 2016-10-13."), params={"value": text}
        ) from None


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
