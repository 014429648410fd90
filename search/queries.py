"""The reader's question, parsed once for every engine."""

import re
from dataclasses import dataclass, field, replace

from django.conf import settings

from search import analysis

RELEVANCE, NEWEST, TITLE, EVIDENCE = "relevance", "newest", "title", "evidence"
SORTS = (RELEVANCE, NEWEST, TITLE, EVIDENCE)
PAGE_SIZE = 20
LARGEST_PAGE = 100
LAST_PAGE = 100_000
LONGEST_TEXT = 500
MOST_TERMS = 40
# Ticked in one facet, and in all of them together.
MOST_VALUES = 10
MOST_FILTERS = 40
LONGEST_VALUE = 80
LONGEST_WORD = 60
OR_WORDS = frozenset({"OR", "OU", "OF"})
QUOTES = {'"': '"', "«": "»", "“": "”", "„": "”"}
# A sign stands before a word, never inside one: « sans-abri » excludes nothing.
UNIT = re.compile(r'(?P<sign>(?<!\S)[-−])?(?:(?P<quote>["«“„])|(?P<bare>[^\s"«»“”„]+))')


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
    # Only what has all the words, as they are written.
    strict: bool = False

    def normalised(self, *, facets, kinds) -> "SearchQuery":
        """Return the query as engines may take it: known names, sane numbers, readable values."""
        return replace(
            self,
            language=known_language(self.language),
            filters=first_values(
                {name: values for name, values in self.filters.items() if name in facets and values}
            ),
            sort=self.sort if self.sort in SORTS else RELEVANCE,
            page=min(max(self.page, 1), LAST_PAGE),
            size=min(max(self.size, 1), LARGEST_PAGE),
            kinds=tuple(kind for kind in self.kinds if kind in kinds),
        )


def first_values(filters: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what search takes of ticked values: the first of each facet, each once, and so many in all."""
    taken, room = {}, MOST_FILTERS
    for name, values in filters.items():
        # More than that are not even looked at: each may be as long as an address.
        cleaned = dict.fromkeys(value for raw in values[: 10 * MOST_VALUES] if (value := clean_value(raw)))
        if first := list(cleaned)[: min(MOST_VALUES, room)]:
            taken[name] = first
            room -= len(first)
    return taken


def known_language(language: str) -> str:
    return language if language in analysis.CHAINS else settings.LANGUAGE_CODE


def clean_value(value) -> str:
    return analysis.clean(str(value)[: 2 * LONGEST_VALUE]).strip()[:LONGEST_VALUE]


# The tree


@dataclass(frozen=True)
class Word:
    text: str


@dataclass(frozen=True)
class Phrase:
    """Words that follow each other; a hyphenated one (« sans-abri ») may also stand written as one."""

    words: tuple[str, ...]
    hyphenated: bool = False


@dataclass(frozen=True)
class Notion:
    """A row of the concordance: found by what the texts were tagged with, in any language."""

    code: str
    close: bool = True  # an equivalent; otherwise an analogue, which weighs little


@dataclass(frozen=True)
class All:
    nodes: tuple


@dataclass(frozen=True)
class Either:
    nodes: tuple


@dataclass(frozen=True)
class Tree:
    """What must stand in a text and what may not stand in the thing at all.

    In a second pass, so many of some words must stand in the thing, in whichever of its languages.
    """

    must: tuple = ()
    without: tuple = ()
    truncated: bool = False
    some: tuple = ()
    needed: int = 0

    @property
    def asked(self) -> tuple:
        """Return all that is looked for."""
        return (*self.must, *self.some)

    @property
    def is_empty(self) -> bool:
        return not self.asked and not self.without


def walk(nodes):
    for node in nodes:
        yield node
        if isinstance(node, All | Either):
            yield from walk(node.nodes)


def without_stop_words(nodes, language: str) -> list:
    """Return the nodes that say something in a language; where none does, all of them."""
    kept = [
        node for node in nodes if not (isinstance(node, Word) and analysis.is_stop_word(node.text, language))
    ]
    return kept or list(nodes)


def without_inversions(nodes) -> list:
    """Return the nodes but for verbs and subjects turned round: « peut-on », « est-ce »."""
    kept = [node for node in nodes if not _is_inverted(node)]
    return kept or list(nodes)


def _is_inverted(node) -> bool:
    return isinstance(node, Phrase) and node.hyphenated and all(map(analysis.is_asking_word, node.words))


def parse(text: str) -> Tree:
    """Read what somebody typed; anything is a question, nothing an error."""
    text = analysis.clean(text)
    truncated = len(text) > LONGEST_TEXT
    must, without, count, choosing = [], [], 0, False
    for sign, node in _units(analysis.mended(text[:LONGEST_TEXT])):
        if sign == "or":
            choosing = bool(must)
            continue
        count += len(node.words) if isinstance(node, Phrase) else 1
        if count > MOST_TERMS:
            truncated = True
            break
        if sign == "-":
            without.append(node)
        elif choosing:
            before = must.pop()
            sides = before.nodes if isinstance(before, Either) else (before,)
            must.append(Either((*sides, node)))
        else:
            must.append(node)
        choosing = False
    return Tree(must=tuple(must), without=tuple(without), truncated=truncated)


def _units(text):
    """Yield the sign and the node of each phrase, word or hyphenated word."""
    position = 0
    while match := UNIT.search(text, position):
        position = match.end()
        sign = "-" if match["sign"] else ""
        if match["quote"]:
            end = text.find(QUOTES[match["quote"]], position)
            if end < 0:  # a quote that nobody closed is no quote
                continue
            words = tuple(word[:LONGEST_WORD] for word in analysis.phrase(text[position:end]))
            position = end + 1
            if words:
                yield sign, Phrase(words)
            continue
        bare = match["bare"]
        if bare in OR_WORDS:
            yield "or", None
            continue
        if analysis.DOTTED.fullmatch(bare):
            bare = bare.replace(".", "")
        words = _words(bare)
        if len(words) == 1:
            yield sign, Word(words[0])
        elif words:
            yield sign, Phrase(words, hyphenated=True)


def _words(text) -> tuple[str, ...]:
    return tuple(word[:LONGEST_WORD] for word in analysis.words(text))
