"""What a process keeps in memory, until the tables it was read from change.

Statement triggers in the database raise the marks, so nothing goes unseen: no bulk write, no other process.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

CONCORDANCE, NAMES = "concordance", "names"


def versions() -> dict[str, int]:
    """Return the marks as they stand now."""
    with connection.cursor() as cursor:
        cursor.execute("select name, version from search_mark")
        return dict(cursor.fetchall())


@dataclass
class Remembered:
    """Something read once per process, and read again after a change."""

    mark: str
    load: Callable[..., Any]
    kept: dict = field(default_factory=dict)

    def get(self, *arguments, marks: dict[str, int] | None = None):
        version = (versions() if marks is None else marks).get(self.mark)
        held = self.kept.get(arguments)
        # Without a mark nobody says what has changed: nothing is kept.
        if held is None or version is None or held[0] != version:
            held = (version, self.load(*arguments))
            self.kept[arguments] = held
        return held[1]
