"""What a step would bring elsewhere: apps say it here, before anybody confirms.

@consequence
def sheets_that_stay(organisation, event):
return [(_("Public sheets that stay"), 12, reverse(…))]
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from exchange.models import MembershipEvent, Organisation


class Consequence(NamedTuple):
    """One line of a preview: what, how many, and where it can be read."""

    label: str
    count: int
    url: str = ""


Source = Callable[[Organisation, MembershipEvent], Iterable[tuple]]
_sources: list[Source] = []


def consequence(source: Source) -> Source:
    """Declare what an app knows about the consequences of a step for a body."""
    _sources.append(source)
    return source


def consequences_of(organisation: Organisation, event: MembershipEvent) -> list[Consequence]:
    """Return every line that the apps declare for this body and this step."""
    return [Consequence(*line) for source in _sources for line in source(organisation, event)]
