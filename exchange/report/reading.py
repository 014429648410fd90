"""The yearly report as tables with words: what its page and its PDF both show."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from modeltranslation.utils import resolution_order

from exchange.languages import LABELS
from exchange.models import Shore
from search.analysis import fold


@dataclass(frozen=True)
class Table:
    """Numbers under headings; the first cell of a row says what it is about."""

    key: str
    title: str
    head: list[str] = field(default_factory=list)
    rows: list[list] = field(default_factory=list)
    note: str = ""


def tables_of(figures: dict, *, with_bodies: bool) -> list[Table]:
    """Return the tables of a year; those of each body are for members."""
    tables = [shores_of(figures), languages_of(figures), seminars_of(figures)]
    return [*tables, bodies_of(figures)] if with_bodies else tables


def shores_of(figures) -> Table:
    names = {
        "members": _("Members at the end of the year"),
        "new_members": _("Members who joined this year"),
        "sheets": _("Practice sheets"),
        "new_sheets": _("Practices published this year"),
        "talks": _("Talks"),
        "new_talks": _("Talks published this year"),
        "taken_across": _("Practices adopted from the other shore"),
        "given_across": _("Practices adopted by the other shore"),
        "overdue": _("Practices whose verification is overdue"),
        "attended": _("Organisations present at a seminar of the year"),
    }
    head = [_("What is counted"), *(str(shore.label) for shore in Shore)]
    rows = [
        [label, *(figures["shores"][shore.value][name] for shore in Shore)] for name, label in names.items()
    ]
    return Table("shores", _("On each shore"), head, rows)


def languages_of(figures) -> Table:
    head = [_("Language"), _("Practices with a summary"), _("Practices with their whole text")]

    def part(number, total):
        return _("%(number)s of %(total)s") % {"number": number, "total": total}

    rows = [
        [said(str(LABELS[code]), code), part(row["summary"], row["sheets"]), part(row["text"], row["sheets"])]
        for code, row in figures["languages"].items()
    ]
    return Table("languages", _("In each language"), head, rows)


def seminars_of(figures) -> Table:
    head = [_("Seminar"), _("Organisations"), _("People")]
    rows = [[in_words(row["heading"]), row["bodies"], row["people"]] for row in figures["seminars"]]
    return Table(
        "seminars", _("Seminars"), head, rows, note="" if rows else _("No seminar is known for this year.")
    )


def bodies_of(figures) -> Table:
    names = ("sheets", "talks", "taken_across", "overdue", "seminars")
    head = [
        _("Organisation"),
        pgettext("sheets", "Practices"),
        _("Talks"),
        _("Adopted"),
        _("To verify"),
        _("Seminars"),
    ]
    rows = [[in_words(row["names"]), *(row[name] for name in names)] for row in figures["bodies"]]
    # É stands beside E.
    rows.sort(key=lambda row: fold(row[0]))
    return Table("bodies", _("Organisation by organisation"), head, rows, note=_("Shown to members only."))


class Said(str):
    """A name, with the language that it is in."""

    language = ""


def said(words: str, language: str) -> Said:
    found = Said(words)
    found.language = language
    return found


def in_words(names: dict) -> Said:
    """Return a name in the reader's language, or in the nearest that there is."""
    language = next((code for code in resolution_order(get_language()) if names.get(code)), "")
    return said(names.get(language, ""), language)


@dataclass(frozen=True)
class Change:
    """One number that a new edition gives otherwise."""

    table: str
    row: str
    column: str
    before: str
    after: str


def changes_of(before: dict, after: dict, *, with_bodies: bool) -> list[Change]:
    """Return the numbers in which two editions differ, each with where it stands."""
    old = {table.key: table for table in tables_of(before, with_bodies=with_bodies)}
    found = []
    for table in tables_of(after, with_bodies=with_bodies):
        earlier = {str(row[0]): row[1:] for row in old[table.key].rows}
        now = {str(row[0]): row[1:] for row in table.rows}
        for name in {**now, **earlier}:
            none = ["–"] * (len(table.head) - 1)
            cells = zip(table.head[1:], earlier.get(name, none), now.get(name, none), strict=True)
            found += [
                Change(table.title, name, column, str(was), str(has))
                for column, was, has in cells
                if was != has
            ]
    return found


def standing_of(report) -> str:
    """Say whether these figures will change."""
    if report is None:
        return _("The year is not over: these are the figures of today.")
    day = date_format(report.published_at, "DATE_FORMAT")
    if report.edition > 1:
        text = _("Edition %(number)s, published by the committee on %(date)s; its figures stay as they are.")
        return text % {"number": report.edition, "date": day}
    text = _("Published by the committee on %(date)s; its figures stay as they are.")
    return text % {"date": day}


def method() -> str:
    return _(
        "Counted as things stood when the year was over, by the register of decisions and the log. What only "
        "the parties to a protocol read is not counted, nor what is invented for the demonstration."
    )
