"""What a step would bring elsewhere: apps say it here, before anybody confirms.

@consequence
def sheets_that_stay(membership, event):
return [(_("Public sheets that stay"), 12, reverse(…))]
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from exchange.models import Membership, MembershipEvent


class Consequence(NamedTuple):
    """One line of a preview: what, how many, and where it can be read."""

    label: str
    count: int
    url: str = ""


Source = Callable[[Membership, MembershipEvent], Iterable[tuple]]
_sources: list[Source] = []


def consequence(source: Source) -> Source:
    """Declare what an app knows about the consequences of a step for a membership."""
    _sources.append(source)
    return source


def consequences_of(membership: Membership, event: MembershipEvent) -> list[Consequence]:
    """Return every line that the apps declare for this membership and this step."""
    return [Consequence(*line) for source in _sources for line in source(membership, event)]
