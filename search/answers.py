"""What an engine is asked and what it answers, before anything is authorised or shown."""

from dataclasses import dataclass, field, replace

from search import analysis
from search.concordance import Concordance, Expanded
from search.highlights import Sought
from search.queries import Phrase, SearchQuery, Word, parse, walk

# An engine outside the database lags a little: it answers with some more hits than a page takes, should the
# database refuse some of them.
SPARE = 2
# What only ranks is asked for so many times at most.
MOST_EXTRAS = 6


@dataclass(frozen=True)
class Question:
    """A query with its tree, for a viewer of whom an engine only sees the tokens."""

    query: SearchQuery
    expanded: Expanded
    tokens: tuple[str, ...]
    concordance: Concordance
    # What was restricted and is not delivered yet ("practice-12"): an engine outside rules it out of
    # hits, totals and facets.
    closed: tuple[str, ...] = ()
    # How far what processes remember was up to date (search.marks).
    marks: dict[str, int] = field(default_factory=dict)

    @property
    def tree(self):
        return self.expanded.tree

    @property
    def said(self) -> list[Word | Phrase]:
        """Return the words and phrases of the reader, each for itself."""
        return [node for node in walk(self.tree.asked) if isinstance(node, Word | Phrase)]

    def surfaces(self, language: str, codes=None) -> list[tuple[str, ...]]:
        """Return the words of a language for the notions of which they may be shown, or for some of them."""
        codes = self.expanded.close_codes if codes is None else codes
        others = self.concordance.surfaces(codes, language)
        found = [analysis.phrase(text) for text in others]
        # Both shores may use the same word.
        return [words for words in dict.fromkeys(found) if words]

    def marked(self, language: str) -> list[Word | Phrase]:
        """Return what is marked in the texts of a language, and ranks those found by a notion."""
        return [*self.said, *(Phrase(words) for words in self.surfaces(language))]

    def parts(self, language: str) -> list[Word]:
        """Return what Dutch compounds of the reader consist of: it ranks, and finds nothing by itself."""
        if analysis.chain(language) != "nl":
            return []
        words = [node.text for node in self.said if isinstance(node, Word)]
        return [Word(part) for word in words for part in analysis.compound_parts(word)][:MOST_EXTRAS]

    @property
    def neighbours(self) -> list[Phrase]:
        """Return the words of the reader that follow each other, two by two: it ranks where they still do."""
        pairs, run = [], []
        for node in (*parse(self.query.text).must, None):
            if not isinstance(node, Word):
                run = []
                continue
            run.append(node.text)
            if analysis.is_stop_word(node.text, self.query.language):
                continue
            if len(run) > 1:
                pairs.append(Phrase(tuple(run)))
            run = [node.text]
        return [pair for pair in pairs if not analysis.is_asking_word(pair.words[0])][:MOST_EXTRAS]

    def sought(self, language: str) -> Sought:
        """Return the words and phrases to mark in a text of this language."""
        said = self.said
        phrases = [node.words for node in said if isinstance(node, Phrase)]
        phrases = [analysis.telling(words) for words in (*phrases, *self.surfaces(language))]
        return Sought(
            words=(
                *(node.text for node in said if isinstance(node, Word)),
                *(phrase[0] for phrase in phrases if len(phrase) == 1),
            ),
            phrases=tuple(phrase for phrase in phrases if len(phrase) > 1),
            language=language,
        )

    def saying(self, text: str) -> "Question":
        """Return the same question in other words."""
        query = replace(self.query, text=text)
        return replace(self, query=query, expanded=self.concordance.expand(parse(text), query.language))

    def counting(self) -> "Question":
        """Return the same question, for the number of results only."""
        return replace(self, query=replace(self.query, page=1, size=1))


@dataclass(frozen=True)
class Match:
    """A thing that answers; `text` says which of its languages did."""

    kind: str
    object_id: int
    entry: int
    text: int | None = None
    reference: str = ""
    external_id: str = ""


@dataclass(frozen=True)
class Fragment:
    """What to show of a match: signs stand around the words that were found."""

    language: str
    text: str
    # Marks of the words of the concordance that stand in it, when the reader's own do not.
    terms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    total: int
    # How many there are without the filters that the reader ticked.
    matched: int | None = None
    matches: list[Match] = field(default_factory=list)
    # {"theme": {"homelessness": 3}}
    facets: dict[str, dict[str, int]] = field(default_factory=dict)
    # Marks of the words that brought what the reader's own had not, most useful first.
    terms: list[str] = field(default_factory=list)
