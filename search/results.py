"""What a search answers, whichever engine answered."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from django.utils.safestring import SafeString


@dataclass(frozen=True)
class FacetValue:
    """One value that narrows the results, with how many things it would leave or add."""

    value: str
    count: int
    selected: bool = False


@dataclass(frozen=True)
class LabelledValue(FacetValue):
    """A facet value with its name in the reader's language."""

    label: str = ""


@dataclass(frozen=True)
class FoundTerm:
    """Another word for the same notion, which brought results that the reader's word had not."""

    term: str
    variety: str
    label: str


@dataclass(frozen=True)
class SecondPass:
    """What was asked in the end, because the reader's words found little."""

    # The words that were asked, some of them put right if `corrected`.
    text: str
    corrected: bool
    # Most of the words were enough.
    loosened: bool
    # How many things have all the words as they were typed, without filters; they come first.
    strictly: int


@dataclass(frozen=True)
class FalseFriend:
    """A word of the query that does not mean the same on both shores."""

    term: str
    definition: str
    note: str = ""
    # In which each of them is written.
    term_language: str = ""
    definition_language: str = ""
    note_language: str = ""


@dataclass(frozen=True)
class Hit:
    """One result, authorised from the database: `page` may be shown to this viewer.

    `language` is the language of `heading`, `highlight_language` that of `highlight`: a template
    puts them in `lang` where they differ from the page's.
    """

    kind: str
    pk: int
    page: Any
    heading: str
    url: str
    language: str
    reference: str = ""
    external_id: str = ""
    highlight: SafeString = field(default_factory=SafeString)
    highlight_language: str = ""
    # Words other than the reader's that brought this hit.
    reasons: tuple[FoundTerm, ...] = ()


@dataclass(frozen=True)
class Results:
    """A page of hits with what stands beside them.

    `facets` has every facet of the vocabulary, in its order; values by count, then by value; a value
    that was ticked stays with a count of zero. Codes and ids stand in `value`; `labelled()` names them.
    """

    engine: str
    total: int
    page: int
    size: int
    hits: tuple[Hit, ...] = ()
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    also_found: tuple[FoundTerm, ...] = ()
    false_friends: tuple[FalseFriend, ...] = ()
    # The query with a word put right, in plain text: it has at least one result for this viewer.
    suggestion: str | None = None
    # The reader's words found little, and others were asked: `strict=True` in the query keeps to the words.
    second_pass: SecondPass | None = None
    # The query was longer than what search reads.
    truncated: bool = False
    # Another engine than usual answered, for a reason of search.fallback.
    degraded: bool = False
    reason: str = ""
    # As of which names of bodies, themes and terms this was answered (search.marks).
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def is_unanswered(self) -> bool:
        """Say whether nothing has the words as they were typed."""
        return not (self.second_pass.strictly if self.second_pass else self.total)

    @property
    def pages(self) -> int:
        return ceil(self.total / self.size)

    @property
    def has_previous(self) -> bool:
        return self.page > 1

    @property
    def has_next(self) -> bool:
        return self.page < self.pages


@dataclass(frozen=True)
class Completion:
    """A way to finish what is being typed: a page to go to (`url`), or words to search for."""

    text: str
    kind: str  # "page", "term" (of the concordance) or "word"
    language: str
    url: str = ""
