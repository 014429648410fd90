"""The text of a protocol as it stands on a day: what was signed, and what amendments made of it."""

import datetime as dt
import re

from exchange.models import AmendedClause, Amendment, Clause
from exchange.models.clauses import ClauseChange, ClauseOrigin

PART = re.compile(r"\d+|\D+")


def effective_text(protocol, day: dt.date) -> list[Clause | AmendedClause]:
    """Return the clauses in force on a day, in their order; an amended one knows its amendment."""
    return amended_text(protocol, [row for row in concluded_amendments(protocol) if row.effective_on <= day])


def amended_text(protocol, amendments) -> list[Clause | AmendedClause]:
    text = {clause.number: clause for clause in clauses_of(protocol)}
    for amendment in amendments:
        for change in sorted(amendment.clauses.all(), key=lambda row: (row.position, row.pk)):
            if change.change == ClauseChange.REMOVES:
                text.pop(change.number, None)
            elif change.number in text:
                text[change.number] = change
            else:
                text = inserted(text, change)
    return list(text.values())


def clauses_of(protocol, *, proposed=False) -> list[Clause]:
    """Return what the parties signed, or what the platform proposes beside it: never both at once."""
    clauses = [c for c in protocol.clauses.all() if (c.origin == ClauseOrigin.PROPOSAL) is proposed]
    return sorted(clauses, key=lambda clause: (clause.position, clause.pk))


def concluded_amendments(protocol) -> list[Amendment]:
    """Return what every party signed, in the order in which it takes effect."""
    rows = [row for row in protocol.amendments.all() if row.is_concluded]
    return sorted(rows, key=lambda row: (row.effective_on, row.pk))


def inserted(text, change) -> dict:
    """Put a new clause before the first one with a higher number."""
    order = natural(change.number)
    before = {number: clause for number, clause in text.items() if natural(number) <= order}
    after = {number: clause for number, clause in text.items() if number not in before}
    return {**before, change.number: change, **after}


def natural(number: str) -> list[tuple[int, int | str]]:
    """Return what sorts « 2bis » after « 2 » and before « 10 »."""
    return [(0, int(part)) if part.isdigit() else (1, part) for part in PART.findall(number)]
