"""From files to rows: what is no JSON, or no content, is said with its place."""

import json
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from exchange.imports.report import Place, Report, nearest, shown

LARGEST_FILE = 50_000_000
LARGEST_SHOWN = LARGEST_FILE // 1_000_000


class NotANumber:
    """NaN or Infinity, which no JSON has and Python reads."""

    def __init__(self, name):
        self.name = name

    def __repr__(self):
        return self.name


class Doubled(dict):
    """An object in which a name stands twice."""

    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One thing of a file, not yet checked."""

    place: Place
    data: object


def object_of_pairs(pairs):
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _value in pairs]
    doubled = Doubled(found)
    doubled.names = tuple(sorted({name for name in names if names.count(name) > 1}))
    return doubled


class Unreadable(Exception):
    """The file holds no JSON; the message says why."""


def parse(path: Path):
    """Return the root of a file."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise Unreadable(_("The file is larger than %(size)s MB: split it.") % {"size": LARGEST_SHOWN})
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(_("Not UTF-8 text (byte %(byte)s).") % {"byte": error.start}) from error
    except OSError as error:
        raise Unreadable(_("The file cannot be read: %(reason)s.") % {"reason": error.strerror}) from error
    try:
        return json.loads(text, parse_constant=NotANumber, object_pairs_hook=object_of_pairs)
    except json.JSONDecodeError as error:
        raise Unreadable(
            _("Not JSON: line %(line)s, column %(column)s: %(reason)s.")
            % {"line": error.lineno, "column": error.colno, "reason": error.msg}
        ) from error
    except RecursionError as error:
        raise Unreadable(_("Not JSON that can be read: too many levels inside each other.")) from error
    except ValueError as error:
        raise Unreadable(_("Not JSON that can be read: a number has too many digits.")) from error


def find_strange(root, place: Place, report: Report) -> bool:
    """Report names that stand twice and numbers that are none, and say whether there were any."""
    before = len(report.errors)
    waiting = [(root, place)]
    while waiting:
        value, where = waiting.pop()
        if isinstance(value, NotANumber):
            report.error(where, _("%(name)s is not a number: write null.") % {"name": value.name})
        elif isinstance(value, dict):
            for name in getattr(value, "names", ()):
                report.error(where.key(name), _("This name appears twice in the same object."))
            waiting.extend((inner, where.key(name)) for name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((inner, where.index(number)) for number, inner in enumerate(value))
    return len(report.errors) > before


def read(paths, *, sections, taxonomies, left_out, report: Report) -> dict[str, list[Row]]:
    """Return the rows of all files by section; a taxonomy is a section of its own."""
    rows: dict[str, list[Row]] = {name: [] for name in (*sections, *taxonomies)}
    for path in paths:
        place = Place(path.name)
        try:
            root = parse(path)
        except Unreadable as error:
            report.error(place, str(error))
            continue
        if find_strange(root, place, report):
            continue
        if not isinstance(root, dict):
            report.error(
                place,
                _("The root is %(kind)s; an object is expected, as {“sheets”: […]}.") % {"kind": kind(root)},
            )
            continue
        for name, value in root.items():
            if name == "taxonomies":
                take_object(value, place.key(name), rows, taxonomies, left_out, report)
            else:
                take(name, value, place, rows, sections, left_out, report, known=(*sections, "taxonomies"))
    return rows


def take_object(value, place, rows, names, left_out, report) -> None:
    if not isinstance(value, dict):
        report.error(place, _("An object is expected, not %(kind)s.") % {"kind": kind(value)})
        return
    for name, inner in value.items():
        take(name, inner, place, rows, names, left_out, report, known=names)


def take(name, value, place, rows, names, left_out, report, *, known) -> None:
    here = place.key(name)
    if name in left_out:
        report.leave_out(name)
    elif name not in names:
        report.error(here, _("“%(name)s” is not known here.") % {"name": shown(name)} + nearest(name, known))
    elif not isinstance(value, list):
        report.error(here, _("A list is expected, not %(kind)s.") % {"kind": kind(value)})
    else:
        rows[name].extend(Row(here.index(number), data) for number, data in enumerate(value))


def kind(value) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return _("true or false")
    return {
        dict: _("an object"),
        Doubled: _("an object"),
        list: _("a list"),
        str: _("a text"),
        int: _("a number"),
        float: _("a number"),
    }.get(type(value), type(value).__name__)
