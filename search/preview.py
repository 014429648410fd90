"""What a changed notion would do to searches: tried in a transaction that is always undone."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from exchange.languages import LABELS
from exchange.models import Concept
from exchange.viewers import VISITOR
from search import concordance, ledger, signals
from search.demonstration import demonstration
from search.find import find
from search.indexes import registry
from search.queries import SearchQuery
from search.results import FoundTerm, Hit, Results

# Whoever else changes the same sheets or words waits so long at most.
PATIENCE = "3s"
# Things that are tagged again for a preview; a notion that stands in more shows what these tell.
MOST_TAGGED = 300
SHOWN = 20


@dataclass(frozen=True)
class Move:
    """A result that would stand elsewhere."""

    hit: Hit
    before: int
    after: int


@dataclass(frozen=True)
class Change:
    """One search that would answer otherwise."""

    language: str
    words: str
    before: Results
    after: Results

    @property
    def label(self) -> str:
        return LABELS[self.language]

    @property
    def gained(self) -> list[Hit]:
        held = places(self.before)
        return [hit for hit in self.after.hits if key(hit) not in held]

    @property
    def lost(self) -> list[Hit]:
        held = places(self.after)
        return [hit for hit in self.before.hits if key(hit) not in held]

    @property
    def moved(self) -> list[Move]:
        """Return what changes places with what stays, whoever comes or goes around it."""
        after = places(self.after)
        stay_before = [hit for hit in self.before.hits if key(hit) in after]
        order = sorted((key(hit) for hit in stay_before), key=after.__getitem__)
        place = {held: number for number, held in enumerate(order)}
        return [
            Move(hit, places(self.before)[key(hit)], after[key(hit)])
            for number, hit in enumerate(stay_before)
            if place[key(hit)] != number
        ]

    @property
    def newly_told(self) -> list[FoundTerm]:
        return [term for term in self.after.also_found if term not in self.before.also_found]

    @property
    def told_no_more(self) -> list[FoundTerm]:
        return [term for term in self.before.also_found if term not in self.after.also_found]

    @property
    def is_real(self) -> bool:
        return bool(
            self.gained
            or self.lost
            or self.moved
            or self.newly_told
            or self.told_no_more
            or self.before.total != self.after.total
            or self.before.false_friends != self.after.false_friends
        )


@dataclass(frozen=True)
class Preview:
    changes: list[Change]
    asked: int
    # More things say these words than were looked at.
    is_partial: bool

    @property
    def unchanged(self) -> int:
        return self.asked - len(self.changes)


def key(hit: Hit) -> tuple[str, int]:
    return hit.kind, hit.pk


def places(results: Results) -> dict[tuple[str, int], int]:
    return {key(hit): number for number, hit in enumerate(results.hits, start=1)}


def preview(form, concept: Concept) -> Preview:
    """Return which searches would answer otherwise to a visitor, were this valid form saved."""
    old_words = words_of(concept) if concept.pk else []
    with transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{PATIENCE}'")
            new_words = [
                (concordance.LANGUAGE_OF[row["variety"]], row["text"])
                for row in form.formsets["terms"].cleaned_data
                if row and not row.get("DELETE")
            ]
            searches = list(dict.fromkeys([*demonstration(), *old_words, *new_words]))
            before = [ask(*search) for search in searches]
            is_partial = try_out(form)
            after = [ask(*search) for search in searches]
        finally:
            # Read inside a transaction that leaves no trace: nobody else may meet it.
            concordance.forget()
            transaction.set_rollback(True)
    changes = [
        Change(language, words, was, would_be)
        for (language, words), was, would_be in zip(searches, before, after, strict=True)
    ]
    return Preview([change for change in changes if change.is_real], len(searches), is_partial)


def words_of(concept: Concept) -> list[tuple[str, str]]:
    return [
        (concordance.LANGUAGE_OF[variety], text)
        for variety, text in concept.terms.order_by("position").values_list("variety", "text")
    ]


def try_out(form) -> bool:
    """Save the form and tag again what says its words; say whether that was too much for a preview."""
    held = list(form.instance.terms.all()) if form.instance.pk else []
    concept = form.save()
    found: dict[str, set[int]] = {}
    for thing in (concept, *held, *concept.terms.all()):
        for kind, pks in signals.things_with(thing).items():
            found.setdefault(kind, set()).update(pks)
    for kind, pks in cut(found):
        ledger.record_all(registry.of_kind(kind), pks, learn=False)
    return sum(map(len, found.values())) > MOST_TAGGED


def cut(found) -> Iterator[tuple[str, list[int]]]:
    left = MOST_TAGGED
    for kind, pks in sorted(found.items()):
        yield kind, sorted(pks)[:left]
        left = max(0, left - len(pks))


def ask(language: str, words: str) -> Results:
    """Search as a visitor does, in the database: only there does the change exist."""
    return find(SearchQuery(words, language=language, size=SHOWN), VISITOR, engine="postgres")
