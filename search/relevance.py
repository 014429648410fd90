"""Judged queries: what they should find, and how near an engine comes."""

import json
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

# The first page of a phone; what is at a glance.
GAIN_DEPTH, RECALL_DEPTH = 5, 3
BEST_GRADE = 3
LANGUAGES = {"fr": "fr", "fr-be": "fr", "fr-ca": "fr-ca", "nl": "nl", "en": "en"}
REQUIRED = {"id", "lang", "query", "grades"}
KNOWN = REQUIRED | {"kind", "traps"}
LONGEST_LINE = 20_000
RESAMPLES = 2_000
CONFIDENCE = 0.95


class JudgementError(ValueError):
    """A file of judgements does not say what it should; the message names the line."""


@dataclass(frozen=True)
class Judgement:
    """A query with what it should find: 3 perfect, 2 good, 1 related.

    In a trap (good, bad), the bad one may not stand above the good one, nor alone.
    """

    id: str
    language: str
    kind: str
    query: str
    grades: dict[str, int]
    traps: tuple[tuple[str, str], ...] = ()


# Files


def read(path: str | Path) -> list[Judgement]:
    """Return the judgements of a file that has one JSON object per line."""
    try:
        lines = Path(path).read_text(encoding="utf-8").split("\n")
    except OSError as error:
        raise JudgementError(f"{path}: {error.strerror or 'it can not be read'}.") from None
    except UnicodeDecodeError:
        raise JudgementError(f"{path}: this is no UTF-8 text.") from None
    found: dict[str, Judgement] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r"):
            continue
        try:
            judgement = _judgement(line.lstrip("\ufeff"))
            if judgement.id in found:
                raise JudgementError(f"the id {judgement.id!r} stands twice.")
        except JudgementError as error:
            raise JudgementError(f"{path}, line {number}: {error}") from None
        found[judgement.id] = judgement
    if not found:
        raise JudgementError(f"{path}: there is no judged query in it.")
    return list(found.values())


def _judgement(line: str) -> Judgement:
    if len(line) > LONGEST_LINE:
        raise JudgementError("the line is too long.")
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        raise JudgementError("this is no JSON object.") from None
    if not isinstance(row, dict):
        raise JudgementError("this is no JSON object.")
    if missing := REQUIRED - row.keys():
        raise JudgementError(f"{_listed(missing)} missing.")
    if unknown := row.keys() - KNOWN:
        raise JudgementError(f"nothing is called {_listed(unknown)} here; known: {_listed(KNOWN)}.")
    for name in ("id", "lang", "kind", "query"):
        if not isinstance(row.get(name, "-"), str) or not row.get(name, "-").strip():
            raise JudgementError(f"{name} is a text that is not empty.")
    language = LANGUAGES.get(row["lang"].strip().lower().replace("_", "-"))
    if language is None:
        raise JudgementError(f"unknown language {row['lang']!r}; known: {', '.join(LANGUAGES)}.")
    return Judgement(
        id=row["id"],
        language=language,
        kind=row.get("kind", "other"),
        query=row["query"],
        grades=_grades(row["grades"]),
        traps=_traps(row.get("traps") or []),
    )


def _grades(grades) -> dict[str, int]:
    if not isinstance(grades, dict) or not all(
        type(grade) is int and 0 <= grade <= BEST_GRADE for grade in grades.values()
    ):
        raise JudgementError('grades say how good each thing is, from 0 to 3: {"P01": 3}.')
    if not any(grades.values()):
        raise JudgementError("nothing is graded above 0: there is nothing to find.")
    return grades


def _traps(traps) -> tuple[tuple[str, str], ...]:
    well_made = isinstance(traps, list) and all(
        isinstance(trap, list) and len(trap) == 2 and all(isinstance(name, str) for name in trap)
        for trap in traps
    )
    if not well_made:
        raise JudgementError('traps are pairs, the good one first: [["P04", "P15"]].')
    return tuple((good, bad) for good, bad in traps)


def _listed(names) -> str:
    return ", ".join(sorted(names))


# Measures


def ndcg(ranked: Sequence[str], grades: dict[str, int], depth: int = GAIN_DEPTH) -> float:
    """Return how near the order of what was found is to the best order: 1 is the best."""
    best = _gain(sorted(grades.values(), reverse=True)[:depth])
    return _gain([grades.get(name, 0) for name in ranked[:depth]]) / best


def _gain(grades: Iterable[int]) -> float:
    """Return the discounted gain as Elasticsearch's own evaluation counts it: a perfect answer is worth seven."""
    return sum((2**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def recall(ranked: Sequence[str], grades: dict[str, int], depth: int = RECALL_DEPTH) -> float:
    """Return how much of what could stand among the first ones does."""
    wanted = {name for name, grade in grades.items() if grade}
    return len(wanted & set(ranked[:depth])) / min(depth, len(wanted))


def keeps(ranked: Sequence[str], trap: tuple[str, str]) -> bool:
    """Say whether the bad one of a trap stands below the good one, or nowhere."""
    good, bad = trap
    return bad not in ranked or (good in ranked and ranked.index(good) < ranked.index(bad))


def interval(values: Sequence[float]) -> tuple[float, float]:
    """Return where the mean of such values probably lies, by drawing them again many times."""
    draw = random.Random(1)  # noqa: S311 -- the same figures every time
    means = sorted(fmean(draw.choices(values, k=len(values))) for _time in range(RESAMPLES))
    edge = round((1 - CONFIDENCE) / 2 * RESAMPLES)
    return means[edge], means[-edge - 1]


@dataclass(frozen=True)
class Outcome:
    """What an engine answered to a judged query."""

    judgement: Judgement
    ranked: tuple[str, ...]
    total: int

    @property
    def ndcg(self) -> float:
        return ndcg(self.ranked, self.judgement.grades)

    @property
    def recall(self) -> float:
        return recall(self.ranked, self.judgement.grades)

    @property
    def kept(self) -> list[bool]:
        return [keeps(self.ranked, trap) for trap in self.judgement.traps]


@dataclass(frozen=True)
class Score:
    """The figures of a group of queries."""

    queries: int
    ndcg: float
    low: float
    high: float
    recall: float
    traps: int
    traps_kept: int
    empty: int


def score(outcomes: Sequence[Outcome]) -> Score:
    gains = [outcome.ndcg for outcome in outcomes]
    kept = [kept for outcome in outcomes for kept in outcome.kept]
    low, high = interval(gains)
    return Score(
        queries=len(outcomes),
        ndcg=fmean(gains),
        low=low,
        high=high,
        recall=fmean(outcome.recall for outcome in outcomes),
        traps=len(kept),
        traps_kept=sum(kept),
        empty=sum(not outcome.total for outcome in outcomes),
    )


def scores(outcomes: Sequence[Outcome], attribute: str) -> dict[str, Score]:
    """Return the figures by language or by kind of query."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(getattr(outcome.judgement, attribute), []).append(outcome)
    return {name: score(group) for name, group in sorted(groups.items())}
