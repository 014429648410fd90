"""Everything that can be known before a single row is written."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchange.imports.known import Known
from exchange.imports.loading import Checked
from exchange.imports.reading import Row
from exchange.imports.report import Report, shown
from exchange.imports.rows import Shape
from exchange.imports.shapes import Visit


@dataclass(frozen=True)
class Section:
    """One kind of row: its shape, what identifies it, and how it is loaded."""

    shape: Shape
    load: Callable
    key: str | tuple[str, ...] = "external_id"
    check: Callable | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        return (self.key,) if isinstance(self.key, str) else self.key


def check(rows: dict[str, list[Row]], sections: dict[str, Section], known: Known, report: Report):
    """Return the rows that pass, by kind; what does not pass is in the report."""
    announce(rows, sections, known)
    checked = {}
    for kind, section in sections.items():
        seen: dict[tuple, Row] = {}
        checked[kind] = []
        for row in rows[kind]:
            visit = Visit(row.place, known, report)
            exists = already_there(row, kind, section, known)
            if row.data is None:
                visit.error(_("An object is expected, not null."))
                continue
            values = section.shape.clean(row.data, visit, exists=exists)
            identity = tuple(str(values[name]) for name in section.keys if values.get(name) not in (None, ""))
            if len(identity) == len(section.keys):
                if identity in seen:
                    visit.key(section.shape.source_name(section.keys[0])).error(
                        _("“%(code)s” appears twice: see %(place)s.")
                        % {"code": shown(" → ".join(identity)), "place": seen[identity].place}
                    )
                seen.setdefault(identity, row)
            if section.check:
                section.check(values, visit)
            checked[kind].append(Checked(row.place, values))
    return checked


def announce(rows, sections, known) -> None:
    """Tell every code of the files before the first reference is followed."""
    for kind, section in sections.items():
        for row in rows[kind]:
            code = raw(row, section, section.keys[0])
            if isinstance(code, str | int) and not isinstance(code, bool) and len(section.keys) == 1:
                known.announce(kind, str(code))
    for row in rows["organisations"]:
        if isinstance(row.data, dict):
            names = {
                row.data[name] for name in ("id", "reference_code") if isinstance(row.data.get(name), str)
            }
            known.announce_body(names, is_network=row.data.get("type") == "network")
    for row in rows["protocols"]:
        if isinstance(row.data, dict) and isinstance(row.data.get("parties"), list):
            code = raw(row, sections["protocols"], "external_id")
            if isinstance(code, str):
                known.announce_parties(code, [name for name in row.data["parties"] if isinstance(name, str)])


def raw(row, section, name):
    if not isinstance(row.data, dict):
        return None
    return row.data.get(section.shape.source_name(name), row.data.get(name))


def already_there(row, kind, section, known) -> bool:
    code = raw(row, section, section.keys[0])
    return len(section.keys) == 1 and isinstance(code, str | int) and known.exists(kind, str(code))
