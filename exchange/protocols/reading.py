"""A protocol made ready to be read: one version of its text, in one language or in two side by side."""

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from exchange.languages import LABELS, LANGUAGES, localized
from exchange.models import AmendedClause, Clause, Protocol, Right
from exchange.protocols.amendments import amending_parties
from exchange.protocols.completeness import (
    Line,
    has_decided,
    is_authorised,
    matrix_of,
    needs_authorisation,
    parties_of,
)
from exchange.protocols.rules import Rule, rules_beside
from exchange.protocols.text import amended_text, clauses_of, concluded_amendments

# Read by everyone who reads the first: a wording of its own is rare.
READ_AS = {"fr-ca": "fr"}


@dataclass(frozen=True)
class Column:
    """A clause in one language; without words when nobody has translated it."""

    language: str
    title: str
    text: str
    is_original: bool

    @property
    def label(self) -> str:
        return LABELS[self.language]


@dataclass(frozen=True)
class ReadClause:
    number: str
    columns: list[Column]
    grounds: list[str]
    # The amendment that gave it these words, None for what was signed at first.
    amendment: object = None
    original: str = ""


@dataclass(frozen=True)
class Version:
    """The text as it was signed (0), or as an amendment left it."""

    number: int
    title: str
    since: dt.date | None
    is_present: bool = False


@dataclass(frozen=True)
class PartyReading:
    party: object
    lines: list[Line]
    others: list
    has_decided: bool
    authorisation: str


@dataclass(frozen=True)
class Reading:
    """What the page of a protocol, its desk and its PDF all show."""

    protocol: Protocol
    versions: list[Version]
    version: Version
    languages: list[str]
    clauses: list[ReadClause]
    proposals: list[ReadClause]
    rules: list[Rule]
    parties: list[PartyReading]
    amendments: list[tuple]
    notes: list


def reading_of(protocol, *, version: int | None = None, languages=()) -> Reading | None:
    """Return a version of a protocol in these languages, the reader's by default; None if there is none."""
    amendments = concluded_amendments(protocol)
    versions = versions_of(protocol, amendments)
    chosen = next((v for v in versions if (v.is_present if version is None else v.number == version)), None)
    if chosen is None:
        return None
    text = amended_text(protocol, amendments[: chosen.number])
    languages = list(languages) or [get_language()]
    return Reading(
        protocol=protocol,
        versions=versions,
        version=chosen,
        languages=languages,
        clauses=[read(clause, languages) for clause in text],
        proposals=[read(clause, languages) for clause in clauses_of(protocol, proposed=True)],
        rules=rules_beside(text),
        parties=[read_party(party) for party in parties_of(protocol)],
        # Who signed what is no text of one version: every amendment shows on every one.
        amendments=[(row, amending_parties(row, protocol)) for row in amendments],
        notes=list(protocol.notes.all()),
    )


def versions_of(protocol, amendments) -> list[Version]:
    today = timezone.localdate()
    present = sum(row.effective_on <= today for row in amendments)
    first = Version(0, _("As signed"), protocol.signed_on, is_present=present == 0)
    return [
        first,
        *(
            Version(number, str(row), row.effective_on, is_present=number == present)
            for number, row in enumerate(amendments, start=1)
        ),
    ]


def read(clause: Clause | AmendedClause, languages) -> ReadClause:
    return ReadClause(
        number=clause.number,
        columns=[column_of(clause, language, alone=len(languages) == 1) for language in languages],
        grounds=[str(Right(right).label) for right in clause.grounds],
        amendment=getattr(clause, "amendment", None),
        original=name_of_language(clause.original_language),
    )


def name_of_language(code) -> str:
    """Return the name of a language as it stands within a sentence: French has no capital there."""
    name = get_language_info(code)["name_translated"]
    return name.lower() if get_language().startswith("fr") else name


def column_of(clause, language, *, alone) -> Column:
    """Return a clause in a language; read alone, one that is not translated shows its original."""
    original = clause.original_language
    for code in [language, READ_AS.get(language), *([original, *LANGUAGES] if alone else [])]:
        if code and (text := getattr(clause, localized("text", code))):
            title = getattr(clause, localized("title", code)) or ""
            return Column(code if code != READ_AS.get(language) else language, title, text, code == original)
    return Column(language, "", "", is_original=False)


def read_party(party) -> PartyReading:
    lines = matrix_of(party)
    counted = {line.signature.pk for line in lines if line.signature}
    authorisation = ""
    if needs_authorisation(party):
        authorisation = party.get_authorisation_display() if is_authorised(party) else _("not provided")
    return PartyReading(
        party=party,
        lines=lines,
        others=[row for row in party.signatures.all() if row.pk not in counted],
        has_decided=has_decided(party),
        authorisation=authorisation,
    )


def pdf_address(reading: Reading) -> str:
    """Return where the text that is being read can be taken away."""
    protocol = reading.protocol
    address = reverse("protocol_pdf", kwargs={"pk": protocol.pk, "slug": protocol.slug})
    query = [f"with={language}" for language in reading.languages[1:]]
    query += [] if reading.version.is_present else [f"version={reading.version.number}"]
    return f"{address}?{'&'.join(query)}" if query else address
