"""What was checked, and what came out of it: a cell is one person, one thing, one way out."""

from collections import Counter, defaultdict
from functools import cache

from tests.leaks.cast import ORACLE, THINGS
from tests.leaks.marks import PARTS

BY_NUMBER = {thing.number: thing for thing in THINGS}


@cache
def allowed_to(persona, inside: bool) -> frozenset:
    """Return (number, part) of every mark that a person may meet."""
    return frozenset(
        (thing.number, part)
        for thing in THINGS
        for part in PARTS
        if ORACLE.may(persona, thing, part, inside=inside)
    )


@cache
def opened_to(persona, *kinds: str, listed: bool = False) -> frozenset[int]:
    """Return the numbers of the things that open to a person, or those that lists show them."""
    says = ORACLE.lists if listed else ORACLE.opens
    return frozenset(
        thing.number for thing in THINGS if (not kinds or thing.kind in kinds) and says(persona, thing)
    )


def closed_to(persona, *kinds: str) -> set[int]:
    return {t.number for t in THINGS if not kinds or t.kind in kinds} - opened_to(persona, *kinds)


class Matrix:
    """Counts cells, and remembers each one that is wrong by name."""

    def __init__(self):
        self.cells = Counter()
        self.problems = defaultdict(list)

    def hold(self, channel, persona, seen, *, inside=False, about=None, must=frozenset(), where=""):
        """Hold the marks that came out against the rule, in both directions.

        about: the numbers of the things that might have come out, by default all of them; must: those of
        which the heading has to be there.
        """
        allowed = allowed_to(persona, inside)
        leaks = defaultdict(list)
        for number, part in seen - allowed:
            leaks[number].append(part)
        missing = {number for number in must if (number, "heading") not in seen}
        for number in set(BY_NUMBER if about is None else about) | set(leaks) | missing:
            thing = BY_NUMBER[number]
            outcome = "allowed" if (number, "heading") in allowed else "refused"
            if number in leaks:
                outcome = "leak"
                self.tell(channel, persona, f"sees {', '.join(sorted(leaks[number]))} of", thing, where)
            elif number in missing:
                outcome = "missing"
                self.tell(channel, persona, "does not find", thing, where)
            self.cells[persona.name, thing.situation, thing.audience, channel, outcome] += 1

    def judge(self, channel, persona, number: int, *, came_out: bool, may: bool, where=""):
        """Note one cell of a way out that opens or not, whatever it shows."""
        thing = BY_NUMBER[number]
        outcome = "allowed" if may else "refused"
        if came_out and not may:
            outcome = "leak"
            self.tell(channel, persona, "opens", thing, where)
        elif may and not came_out:
            outcome = "missing"
            self.tell(channel, persona, "is refused", thing, where)
        self.cells[persona.name, thing.situation, thing.audience, channel, outcome] += 1

    def tell(self, channel, persona, what, thing, where):
        self.problems[channel].append(
            f"{persona.name} {what} « {thing.label} »{f' at {where}' if where else ''}"
        )

    def check(self, *channels):
        """Fail with the name of every cell that is wrong."""
        wrong = [line for channel in channels for line in self.problems[channel]]
        assert not wrong, f"{len(wrong)} cells are wrong:\n" + "\n".join(wrong[:60])
        assert any(key[3] in channels for key in self.cells), "nothing was checked"
