"""The notions of both shores in texts and in queries: the words of one find the words of the other."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from exchange.languages import language_shown
from exchange.models import Abbreviation, Concept, ConceptTerm, Relation, Variety
from search import analysis
from search.marks import CONCORDANCE, Remembered
from search.queries import (
    All,
    Either,
    Notion,
    Phrase,
    Tree,
    Word,
    walk,
    without_inversions,
    without_stop_words,
)
from search.results import FalseFriend, FoundTerm

LANGUAGE_OF = {Variety.FR_BE: "fr", Variety.FR_CA: "fr", Variety.NL: "nl", Variety.EN: "en"}
# Where a word is from, as a reader is told.
ORIGINS = {
    Variety.FR_BE: _("Belgium"),
    Variety.FR_CA: _("Québec"),
    Variety.NL: _("Dutch"),
    Variety.EN: _("English"),
}
# Below this weight a notion, as « service de police », stands in nearly every sheet and tells nothing apart.
TELLING = 0.5
MOST_JOINED = 6
LONGEST_SAYING = 8


@dataclass(frozen=True)
class Term:
    """A word of the concordance, ready to be compared."""

    code: str
    relation: str
    variety: str
    text: str
    expands: bool
    reached: bool
    weight: float = 1

    @property
    def language(self) -> str:
        return LANGUAGE_OF[self.variety]

    @property
    def mark(self) -> str:
        """Return what an entry keeps of a word that was found in it."""
        return f"{self.code}|{self.variety}|{self.text}"


def found_term(mark: str) -> FoundTerm:
    _code, variety, text = mark.split("|", 2)
    return FoundTerm(term=text, variety=variety, label=str(ORIGINS[variety]))


@dataclass(frozen=True)
class Expanded:
    """A query with the notions it touches."""

    tree: Tree
    false_friends: tuple[FalseFriend, ...] = ()

    @property
    def close_codes(self) -> list[str]:
        """Return the notions of which the other words may be shown to the reader."""
        return sorted({n.code for n in walk(self.tree.asked) if isinstance(n, Notion) and n.close})


@dataclass
class Concordance:
    """The whole table in memory: some hundred notions, looked up by their first word."""

    terms: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    abbreviations: dict = field(default_factory=dict)
    false_friends: dict = field(default_factory=dict)
    by_code: dict = field(default_factory=lambda: defaultdict(list))
    # The words that these consist of, by language; what they say in whatever order, without connecting words.
    words: dict = field(default_factory=lambda: defaultdict(set))
    sayings: dict = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    # Each word folded, with a space before its parts, to be completed.
    keys: list = field(default_factory=list)

    def add(self, term: Term) -> None:
        language = term.language
        if roots := analysis.roots(term.text, language):
            self.terms[language][roots[0]].append((roots, term))
            self.by_code[term.code].append(term)
            self.words[language] |= set(roots)
            for saying in _sayings(term.text, language):
                self.sayings[language][saying].append(term)
            self.keys.append((" " + " ".join(analysis.WORD.findall(analysis.fold(term.text))), term))

    def spans(self, roots, language):
        """Yield (start, end, terms) for the longest words of the concordance, left to right."""
        known, start = self.terms[language], 0
        while start < len(roots):
            fitting = [
                (candidate, term)
                for candidate, term in known.get(roots[start], ())
                if roots[start : start + len(candidate)] == candidate
            ]
            if not fitting:
                start += 1
                continue
            size = max(len(candidate) for candidate, _term in fitting)
            yield start, start + size, [term for candidate, term in fitting if len(candidate) == size]
            start += size

    def tag(self, text: str, language: str) -> list[Term]:
        """Return the words of the concordance that stand in a text and may be reached by others."""
        language = analysis.chain(language)
        return [
            term
            for _start, _end, terms in self.spans(analysis.roots(text, language), language)
            for term in terms
            if term.reached and term.relation != Relation.FALSE_FRIEND
        ]

    def surfaces(self, codes, language: str) -> list[str]:
        """Return the words of these notions in one language, to mark them in what is shown."""
        return [
            term.text
            for code in codes
            for term in self.by_code[code]
            if term.reached and term.language == analysis.chain(language)
        ]

    def completions(self, typed: str, language: str) -> list[Term]:
        """Return the words that begin so, or of which a part does; those of the reader's language first."""
        family = analysis.chain(language)
        found = [
            (term.language != family, not key.startswith(f" {typed}"), len(key), key, term)
            for key, term in self.keys
            if f" {typed}" in key
        ]
        return [term for *_order, term in sorted(found, key=lambda row: row[:-1])]

    def knows(self, word: str) -> bool:
        """Say whether a word is part of one of these, in any language."""
        return any(analysis.comparable(word, language) in self.words[language] for language in self.terms)

    # Queries

    def expand(self, tree: Tree, language: str, *, joined: bool = True) -> Expanded:
        """Return the tree with what means the same; quoted phrases and exclusions stay as they are.

        joined: a short query may also stand written as one word.
        """
        friends: dict[str, FalseFriend] = {}
        must, run = [], []
        for node in (*without_inversions(tree.must), None):
            if _is_plain(node):
                run.append(node)
                continue
            must += self._expand_run(run, language, friends)
            run = []
            if isinstance(node, Either):
                must.append(Either(tuple(self._expand_side(side, language, friends) for side in node.nodes)))
            elif node is not None:
                must.append(node)
        must = without_stop_words(must, language)
        if joined and must and (whole := _written_as_one(tree.must)):
            must = [Either((All(tuple(must)), Word(whole)))]
        expanded = Tree(must=tuple(must), without=tree.without, truncated=tree.truncated)
        return Expanded(expanded, tuple(friends.values()))

    def _expand_side(self, node, language, friends):
        nodes = self._expand_run([node], language, friends) if _is_plain(node) else [node]
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def _expand_run(self, nodes, language, friends):
        """Replace, in words that follow each other, those that name a notion by a choice."""
        found, start = [], 0
        owners = [position for position, node in enumerate(nodes) for _word in _plain_words(node)]
        flat = [word for node in nodes for word in _plain_words(node)]
        spans = self._query_spans(flat, language)
        while start < len(nodes):
            first = owners.index(start)
            end, terms = spans.get(first, (first, []))
            # A word of the concordance that ends inside a hyphenated one is not what was typed.
            last = owners[end - 1] if terms else start
            if terms and end < len(flat) and owners[end] == last:
                terms, last = [], start
            covered = nodes[start : last + 1]
            found.append(self._choice(covered, terms, language, friends))
            start = last + 1
        return found

    def _query_spans(self, flat, language):
        """Return {first: (end, terms)}: the reader's language first, the others where it knows nothing."""
        languages = [analysis.chain(language)]
        languages += [code for code in ("fr", "nl", "en") if code not in languages]
        spans, taken = {}, set()
        for code in languages:
            roots = tuple(analysis.comparable(word, code) for word in flat)
            for start, end, terms in self._said(flat, roots, code):
                if taken.isdisjoint(range(start, end)):
                    spans[start] = (end, terms)
                    taken |= set(range(start, end))
        return spans

    def _said(self, flat, roots, language):
        """Yield (start, end, terms) for what a query names, longest first, as people type it.

        They leave out connecting words, turn words round and take compounds apart: « victimes assistance »,
        « ruzie tussen buren ».
        """
        known = self.sayings[language]
        telling = [place for place, word in enumerate(flat) if not analysis.is_stop_word(word, language)]
        start = 0
        while start < len(telling):
            for end in range(min(start + LONGEST_SAYING, len(telling)), start, -1):
                places = telling[start:end]
                if terms := known.get(tuple(sorted(roots[place] for place in places))):
                    yield places[0], places[-1] + 1, terms
                    start = end
                    break
            else:
                start += 1

    def _choice(self, nodes, terms, language, friends):
        """Return what was typed, or what means the same."""
        kept = without_stop_words([_spelled(node) for node in nodes], language)
        typed = kept[0] if len(kept) == 1 else All(tuple(kept))
        others = []
        false = [term for term in terms if term.relation == Relation.FALSE_FRIEND]
        for term in false:
            concept = self.false_friends[term.code]
            with override(language):
                friend = FalseFriend(
                    term.text,
                    concept.definition,
                    concept.note,
                    term_language=term.variety,
                    definition_language=language_shown(concept, "definition"),
                    note_language=language_shown(concept, "note"),
                )
                friends.setdefault(term.code, friend)
            # On its own shore, a false friend has its synonyms.
            others += [Phrase(words) for words in self._beside(term)]
        if not false:
            others += notions(terms)
        if len(nodes) == 1 and isinstance(nodes[0], Word):
            for long in self.abbreviations.get(analysis.fold(nodes[0].text), ()):
                others.append(Phrase(analysis.phrase(long)))
                others += self._notions_of(long)
        return Either((typed, *dict.fromkeys(others))) if others else typed

    def _beside(self, term):
        """Return the other words of a false friend in the same variety, where none of them leads astray."""
        others = [other for other in self.by_code[term.code] if other.variety == term.variety]
        if not term.expands or not all(other.expands for other in others):
            return []
        phrases = [analysis.phrase(other.text) for other in others if other != term]
        return [words for words in phrases if len(words) > 1]

    def _notions_of(self, text):
        """Return the notions that a whole expression names."""
        roots = analysis.roots(text, "fr")
        spans = list(self.spans(roots, "fr"))
        whole = [terms for start, end, terms in spans if (start, end) == (0, len(roots))]
        return [notion for terms in whole for notion in notions(terms)]


def _sayings(text, language) -> set[tuple[str, ...]]:
    """Return what a word of the concordance is looked up by in a query."""
    words = analysis.words(text)
    telling = [word for word in words if not analysis.is_stop_word(word, language)] or words
    found = [telling]
    if language == "nl" and len(words) == 1:
        found.append(analysis.compound_parts(words[0]))
    return {tuple(sorted(analysis.comparable(word, language) for word in one)) for one in found if one}


def notions(terms) -> list[Notion]:
    """Return what words of a query lead to."""
    return [
        Notion(term.code, close=term.relation != Relation.ANALOGUE and term.weight >= TELLING)
        for term in terms
        if term.expands
    ]


def _is_plain(node) -> bool:
    return isinstance(node, Word) or (isinstance(node, Phrase) and node.hyphenated)


def _plain_words(node) -> tuple[str, ...]:
    return node.words if isinstance(node, Phrase) else (node.text,)


def _spelled(node):
    """Return a word with its other written forms: ordinals, British and American, without hyphen."""
    if isinstance(node, Phrase):
        return Either((Phrase(node.words), Word("".join(node.words))))
    ordinal = analysis.ordinal_of(node.text)
    others = [*([ordinal] if ordinal else []), *analysis.spellings(node.text)]
    return Either((node, *(Word(text) for text in others))) if others else node


def _written_as_one(nodes) -> str | None:
    """Return a short query written as one word: « garde ça pour toi » finds #GARDEÇAPOURTOI."""
    if not 2 <= len(nodes) <= MOST_JOINED or not all(isinstance(node, Word) for node in nodes):
        return None
    return analysis.joined([node.text for node in nodes])


def load() -> Concordance:
    concordance = Concordance()
    rows = ConceptTerm.objects.order_by("concept_id", "variety", "position").values_list(
        "concept__code", "concept__relation", "variety", "text", "expands", "reached", "concept__weight"
    )
    for row in rows:
        concordance.add(Term(*row))
    for abbreviation in Abbreviation.objects.all():
        key = analysis.fold(abbreviation.short)
        concordance.abbreviations.setdefault(key, []).append(abbreviation.long)
    concordance.false_friends = {
        concept.code: concept for concept in Concept.objects.filter(relation=Relation.FALSE_FRIEND)
    }
    return concordance


_remembered = Remembered(CONCORDANCE, load)


def current(marks=None) -> Concordance:
    """Return the concordance as it stands now."""
    return _remembered.get(marks=marks)


def forget() -> None:
    """Read the concordance again at the next question."""
    _remembered.kept.clear()
