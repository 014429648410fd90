"""The reader's question, parsed once for every engine."""

from dataclasses import dataclass, field

RELEVANCE, NEWEST, TITLE, EVIDENCE = "relevance", "newest", "title", "evidence"
SORTS = (RELEVANCE, NEWEST, TITLE, EVIDENCE)
PAGE_SIZE = 20
LARGEST_PAGE = 100


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for: words, filters by facet, kinds, order, page.

    Anything may come in: unknown facets, sorts, kinds and languages are left out, numbers are brought
    into range, words are cut to what search reads. Without words: everything, newest first.
    """

    text: str = ""
    language: str = "fr"
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: str = RELEVANCE
    page: int = 1
    size: int = PAGE_SIZE
    # "practice", "talk", "seminar", "article", "information", "organisation"; none: all of them.
    kinds: tuple[str, ...] = ()
    include_archived: bool = False
