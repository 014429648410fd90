"""What is wrong with the files, each thing with its place."""

import difflib
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

SHOWN = 60


class Wrong(Exception):
    """One value is not what its place asks for; the message says what would be right."""


@dataclass(frozen=True)
class Place:
    """Where something stands: the file, then the way to the value."""

    file: str
    path: str = ""

    def __str__(self):
        return f"{self.file}: {self.path}" if self.path else self.file

    def key(self, name: str) -> "Place":
        return Place(self.file, f"{self.path}.{shown(name)}" if self.path else shown(name))

    def index(self, number: int) -> "Place":
        return Place(self.file, f"{self.path}[{number}]")


@dataclass
class Report:
    """Every error of one load, and what was read without being loaded."""

    errors: list[tuple[Place, str]] = field(default_factory=list)
    left_out: set[str] = field(default_factory=set)

    def error(self, place: Place, message: str) -> None:
        self.errors.append((place, message))

    def leave_out(self, name: str) -> None:
        self.left_out.add(name)

    def lines(self) -> list[str]:
        return [f"{place} — {message}" for place, message in self.errors]


def shown(value) -> str:
    """Return a value as it can be printed on one line of a terminal."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text[: SHOWN + 1])
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def nearest(name: str, names) -> str:
    """Return « did you mean … ? » when a known name is near, nothing otherwise."""
    found = difflib.get_close_matches(shown(name), [str(known) for known in names], n=1, cutoff=0.6)
    return " " + _("Did you mean “%(name)s”?") % {"name": found[0]} if found else ""
