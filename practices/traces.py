"""What may betray a person: patterns shown to author and content lead, who decide."""

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.languages import LANGUAGES, localized
from practices.completeness import label_of, plain
from practices.models import Practice

PATTERNS = {
    _("a Belgian national number"): r"\b\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}\b",
    _("the number of a report"): r"\b[A-Z]{2}\.\d{2}\.[A-Z0-9]{2}\.\d{6}/\d{4}\b",
    _("a Belgian number plate"): r"\b[1-9]-[A-Z]{3}-\d{3}\b",
    _("a Québec health number"): r"\b[A-Z]{4} \d{4} \d{4}\b",
    _("a Canadian social insurance number"): r"\b\d{3} \d{3} \d{3}\b",
    _("a mobile telephone number"): r"(?:\+32 ?4\d{2}|\b04\d{2})[ ./]?\d{2}[ .]?\d{2}[ .]?\d{2}\b",
    _("a North American telephone number"): r"\(\d{3}\) ?\d{3}-\d{4}\b",
    _("a date of birth"): r"\b(?:née? le|geboren op|born(?: on)?) \d",
    _(
        "the name of a person"
    ): r"\b(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|dhr\.|mevr?\.|Mr\.?|Mrs\.?|Ms\.?) [A-ZÀ-Ý]",
    _(
        "a street and a house number"
    ): r"\b(?:rue|avenue|boulevard|chaussée|straat|laan|\w+(?:straat|laan|steenweg)) (?:[\wÀ-ÿ'’-]+ ){0,4}?\d{1,4}\b",
}
COMPILED = [(kind, re.compile(pattern)) for kind, pattern in PATTERNS.items()]
ROWS = {
    "partners": ("name", "role"),
    "indicators": ("name", "source"),
    "staff_profiles": ("profile",),
    "links": ("label",),
    "files": ("title",),
}
PLAIN_FIELDS = ("short_name", "evaluator", "inspired_by_note", "attribution", "source_note")


@dataclass(frozen=True)
class Trace:
    """Words that look like a trace of a person, and where they stand."""

    field: str
    kind: str | Promise
    words: str

    @property
    def label(self):
        return label_of(self.field)


def texts_of(practice):
    """Yield (field, text) for everything that an author writes, in every language."""
    for name in Practice.translated_content:
        for language in LANGUAGES:
            value = getattr(practice, localized(name, language))
            if hasattr(value, "stream_block"):
                value = " ".join(words for block in value for words in sentences(block.value))
            yield name, plain(value)
    for name in PLAIN_FIELDS:
        yield name, getattr(practice, name)
    for name, columns in ROWS.items():
        for row in getattr(practice, name).all():
            yield name, " ".join(getattr(row, column) for column in columns)


def sentences(value):
    return value.values() if hasattr(value, "values") else [value]


def traces_of(field, text) -> set[Trace]:
    """Return what looks like a trace of a person in one text."""
    return {
        Trace(field, kind, match.group())
        for kind, pattern in COMPILED
        for match in pattern.finditer(text or "")
    }


def traces_in(practice) -> list[Trace]:
    """Return what looks like a trace of a person; the same words are named once per field."""
    found = {trace for field, text in texts_of(practice) for trace in traces_of(field, text)}
    return sorted(found, key=lambda trace: (trace.field, trace.words))
