"""What a value of a file must be, and what it becomes."""

import datetime as dt
import json
import math
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from html import escape

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from exchange.dates import parse_partial_date
from exchange.imports.reading import kind
from exchange.imports.report import Place, Report, Wrong, nearest, shown

LONGEST_TEXT = 20_000
# Line ends and tabs are text; other control signs, half characters and signs that turn the direction are not.
NOT_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True)
class Visit:
    """One value being checked: where it stands, what is known, and where to complain."""

    place: Place
    known: object
    report: Report

    def key(self, name):
        return Visit(self.place.key(name), self.known, self.report)

    def index(self, number):
        return Visit(self.place.index(number), self.known, self.report)

    def error(self, message):
        self.report.error(self.place, message)


@dataclass(frozen=True, kw_only=True)
class Field:
    """One value; `required` holds for a thing that does not exist yet."""

    required: bool = False
    # translated: one column per language; spoken: one column, and the file may name its language.
    translated: bool = False
    spoken: bool = False

    def empty(self):
        return None

    def clean(self, value, visit: Visit):
        return self.empty() if value in (None, "") else self.cleaned(value, visit)

    def cleaned(self, value, visit: Visit):
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Words on one line, or on several."""

    longest: int = LONGEST_TEXT
    lines: bool = False

    def empty(self):
        return ""

    def cleaned(self, value, visit):
        if not isinstance(value, str):
            raise Wrong(_("A text is expected, not %(kind)s.") % {"kind": kind(value)})
        if len(value) > max(self.longest * 2, LONGEST_TEXT):
            raise Wrong(self.too_long(len(value)))
        text = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        if found := NOT_TEXT.search(text):
            raise Wrong(
                _("The character U+%(sign)04X at position %(position)s is not text: remove it.")
                % {"sign": ord(found[0]), "position": found.start() + 1}
            )
        if len(text) > self.longest:
            raise Wrong(self.too_long(len(text)))
        if not self.lines and "\n" in text:
            raise Wrong(_("One line is expected here, without line breaks."))
        return self.stored(text)

    def too_long(self, length):
        return _("%(length)s characters; at most %(longest)s.") % {
            "length": length,
            "longest": self.longest,
        }

    def stored(self, text):
        return text


@dataclass(frozen=True, kw_only=True)
class RichText(Text):
    """Text whose paragraphs are separated by blank lines; whatever looks like HTML is shown as it stands."""

    lines: bool = True

    def stored(self, text):
        paragraphs = [escape(part.strip(), quote=False) for part in PARAGRAPHS.split(text) if part.strip()]
        return "".join(f"<p>{part}</p>" for part in paragraphs).replace("\n", "<br/>")


@dataclass(frozen=True, kw_only=True)
class Figure(Text):
    """A measured value: « 73 », « environ −50 % », or a bare number."""

    def cleaned(self, value, visit):
        if isinstance(value, int | float) and not isinstance(value, bool):
            return super().cleaned(f"{value:g}" if isinstance(value, float) else str(value), visit)
        return super().cleaned(value, visit)


@dataclass(frozen=True, kw_only=True)
class Email(Text):
    longest: int = 254

    def stored(self, text):
        try:
            validate_email(text)
        except ValidationError:
            raise Wrong(_("“%(value)s” is not an e-mail address.") % {"value": shown(text)}) from None
        return text.lower()


@dataclass(frozen=True, kw_only=True)
class Address(Text):
    """An address on the web."""

    longest: int = 200

    def stored(self, text):
        try:
            URLValidator(schemes=["http", "https"])(text)
        except ValidationError:
            raise Wrong(_("“%(value)s” is not a web address: https://…") % {"value": shown(text)}) from None
        return text


@dataclass(frozen=True, kw_only=True)
class Choice(Field):
    """One of the values that the code knows."""

    of: type
    blank: str | None = ""

    def empty(self):
        return self.blank

    def cleaned(self, value, visit):
        if isinstance(value, bool) or value not in self.of.values:
            raise Wrong(
                _("“%(value)s” is not one of: %(choices)s.")
                % {"value": shown(value), "choices": ", ".join(str(known) for known in self.of.values)}
            )
        return value


@dataclass(frozen=True, kw_only=True)
class Reference(Field):
    """The code of something else, in these files or in the database."""

    to: str

    def cleaned(self, value, visit):
        if not isinstance(value, str) and not (self.to == "evidence_levels" and type(value) is int):
            raise Wrong(_("A code is expected, not %(kind)s.") % {"kind": kind(value)})
        codes = visit.known.codes(self.to)
        if str(value) not in codes:
            raise Wrong(
                _("“%(value)s” does not exist in “%(to)s”.") % {"value": shown(value), "to": self.to}
                + nearest(str(value), codes)
            )
        return str(value)


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    def empty(self):
        return False

    def cleaned(self, value, visit):
        if not isinstance(value, bool):
            raise Wrong(_("true or false is expected, not %(kind)s.") % {"kind": kind(value)})
        return value


@dataclass(frozen=True, kw_only=True)
class Whole(Field):
    """A whole number within bounds."""

    least: int = 0
    most: int = 32_767

    def cleaned(self, value, visit):
        if type(value) is not int:
            raise Wrong(_("A whole number is expected, not %(kind)s.") % {"kind": kind(value)})
        if not self.least <= value <= self.most:
            raise Wrong(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": shown(value), "least": self.least, "most": self.most}
            )
        return value


@dataclass(frozen=True, kw_only=True)
class Amount(Field):
    """A number with two decimals at most."""

    most: int = 9_999_999_999

    def cleaned(self, value, visit):
        if type(value) not in (int, float) or not math.isfinite(value):
            raise Wrong(_("A number is expected, not %(kind)s.") % {"kind": kind(value)})
        try:
            amount = Decimal(str(value)).quantize(Decimal("0.01"))
        except InvalidOperation:
            amount = Decimal(-1)
        if not 0 <= amount <= self.most:
            raise Wrong(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": shown(str(value)), "least": 0, "most": self.most}
            )
        return amount


@dataclass(frozen=True, kw_only=True)
class Share(Field):
    """A number from 0 to 1; nothing said means all of it."""

    def empty(self):
        return 1.0

    def cleaned(self, value, visit):
        if type(value) not in (int, float) or not 0 <= value <= 1:
            raise Wrong(
                _("%(value)s is not between %(least)s and %(most)s.")
                % {"value": shown(value), "least": 0, "most": 1}
            )
        return float(value)


@dataclass(frozen=True, kw_only=True)
class PartialDate(Field):
    """A date of which the year may be all that is known."""

    def empty(self):
        return ""

    def cleaned(self, value, visit):
        if type(value) is int and 1000 <= value <= 9999:
            return str(value)
        if isinstance(value, str):
            try:
                parse_partial_date(value)
            except ValueError:
                pass
            else:
                return value
        raise Wrong(
            _("“%(value)s” is not a date: write 2016, 2016-10 or 2016-10-13.") % {"value": shown(value)}
        )


@dataclass(frozen=True, kw_only=True)
class Date(Field):
    def cleaned(self, value, visit):
        try:
            if isinstance(value, str) and len(value) == 10:
                return dt.date.fromisoformat(value)
        except ValueError:
            pass
        raise Wrong(_("“%(value)s” is not a date: write 2016-10-13.") % {"value": shown(value)})


@dataclass(frozen=True, kw_only=True)
class Listed(Field):
    """A list of values of one kind, none twice."""

    of: Field
    most: int = 50

    def empty(self):
        return []

    def clean(self, value, visit):
        if value in (None, ""):
            return self.empty()
        if not isinstance(value, list):
            raise Wrong(_("A list is expected, not %(kind)s.") % {"kind": kind(value)})
        if len(value) > self.most:
            raise Wrong(_("%(length)s values; at most %(most)s.") % {"length": len(value), "most": self.most})
        found = []
        for number, inner in enumerate(value):
            here = visit.index(number)
            try:
                cleaned = self.of.clean(inner, here)
            except Wrong as error:
                here.error(str(error))
                continue
            if inner in (None, "", {}):
                here.error(_("This is empty: remove it."))
            elif cleaned and cleaned in found:
                here.error(_("“%(value)s” appears twice in this list.") % {"value": shown(inner)})
            else:
                found.append(cleaned)
        return found


@dataclass(frozen=True, kw_only=True)
class Blocks(Listed):
    """A list of sentences or steps, kept as blocks of one type."""

    type: str

    def clean(self, value, visit):
        return [(self.type, inner) for inner in super().clean(value, visit)]


def as_stream(field, blocks):
    """Return the value of a StreamField for (type, value) pairs."""
    return field.to_python(json.dumps([{"type": type, "value": value} for type, value in blocks]))
