"""The matrix as a table for a terminal."""

from collections import Counter

from tests.leaks.cast import PERSONAS, SITUATIONS
from tests.leaks.oracle import AUDIENCES

WRONG = ("leak", "missing")


def lines(matrix) -> list[str]:
    """Return the matrix: people by way out, then states and audiences by way out; « refused/allowed »."""
    channels = list(dict.fromkeys(channel for *_rest, channel, _outcome in matrix.cells))
    people = [persona.name for persona in PERSONAS]
    states = [
        f"{situation}, {audience}"
        for situation in (*SITUATIONS, "live", "unpublished")
        for audience in AUDIENCES
    ]
    by_person, by_state, totals = Counter(), Counter(), Counter()
    for (person, situation, audience, channel, outcome), number in matrix.cells.items():
        by_person[person, channel, outcome] += number
        by_state[f"{situation}, {audience}", channel, outcome] += number
        totals[outcome] += number
    return [
        "",
        "Ways out: " + ", ".join(f"{index} {channel}" for index, channel in enumerate(channels, 1)),
        "Each cell: refused/allowed; ! what is wrong",
        "",
        *table("who looks", people, channels, by_person),
        "",
        *table("what is looked at", states, channels, by_state),
        "",
        f"{sum(totals.values())} cells: {totals['refused']} refused, {totals['allowed']} allowed, "
        f"{totals['leak']} leaks, {totals['missing']} not found by who may.",
    ]


def table(title, rows, columns, counts) -> list[str]:
    shown = [row for row in rows if any(key[0] == row for key in counts)]
    cells = {(row, column): cell(counts, row, column) for row in shown for column in columns}
    width = max([len(title), *map(len, shown)])
    widths = [
        max(len(str(index)), *(len(cells[row, column]) for row in shown)) if shown else 1
        for index, column in enumerate(columns, 1)
    ]
    head = "  ".join([title.ljust(width), *(str(i).rjust(w) for i, w in enumerate(widths, 1))])
    return [
        head,
        "─" * len(head),
        *(
            "  ".join(
                [row.ljust(width), *(cells[row, c].rjust(w) for c, w in zip(columns, widths, strict=True))]
            )
            for row in shown
        ),
    ]


def cell(counts, row, column) -> str:
    wrong = sum(counts[row, column, outcome] for outcome in WRONG)
    refused, allowed = (counts[row, column, outcome] for outcome in ("refused", "allowed"))
    if not (wrong or refused or allowed):
        return "·"
    return f"{refused}/{allowed}" + (f" !{wrong}" if wrong else "")
