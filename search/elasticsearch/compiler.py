"""The tree of a question as Elasticsearch reads it: one query per language, all words in one of them."""

from elasticsearch.dsl import query as dsl
from elasticsearch.dsl.function import SF, BoostFactor

from search.analysis import CHAINS
from search.answers import Question
from search.queries import All, Either, Notion, Phrase, Tree, Word, walk, without_stop_words

# What a word weighs by where it stands; `text` holds everything but the labels.
SCORED = {"title": 3.0, "names": 3.0, "summary": 1.5, "text": 1.0, "labels": 0.1}
# Where only most of the words are needed, which ones stand in a thing says more than where.
FLAT = {"title": 1.2, "names": 1.2, "summary": 1.1, "text": 1.0, "labels": 0.6}
# The same things are found without the fields that only add weight.
LEAN = {"names": 3.0, "text": 1.0, "labels": 0.2}
# The words of a notion weigh by where they stand, too.
PLACES = {"title": 3.0, "names": 2.0, "summary": 1.5}
# Words that follow each other as they do in the question; parts of a compound.
NEAR = {"title": 1.5, "summary": 1.0}
PARTS = {"title": 0.6, "summary": 0.2}
# What a thing itself says: not the names of its themes, bodies and places.
OWN = {"names": 1.0, "text": 1.0}
# A little for the other fields that have the word, so that the best one decides.
TIE_BREAKER = 0.3
# How a thing was found by a notion: an equivalent, an analogue.
CLOSE, LOOSE = 0.6, 0.25
# The reader's language, the other French, any other language.
# A rare word of a language in which little is written tells less than its like: the third is low.
READER, SISTER, OTHER = 1.0, 0.95, 0.35
SISTERS = {"fr": "fr-ca", "fr-ca": "fr"}
# What is new gains a tenth, what is old loses one, whatever its age.
FRESHNESS = [
    SF({"weight": 0.9}),
    SF(
        {
            "gauss": {"dated": {"origin": "now/d", "offset": "180d", "scale": "1095d", "decay": 0.7}},
            "weight": 0.2,
        }
    ),
]
# A cluster takes a thousand clauses at least. A question with more parts than this is asked of fewer
# fields, one with many more in the reader's languages alone.
MANY, TOO_MANY = 20, 48
MOST_SURFACES = 12
OWN_WORDS = "own words"


def weights(language: str) -> dict[str, float]:
    """Return what each language weighs for a reader, heaviest first."""
    found = {
        code: READER if code == language else SISTER if code == SISTERS.get(language) else OTHER
        for code in CHAINS
    }
    return dict(sorted(found.items(), key=lambda item: -item[1]))


class Compiler:
    """Turns nodes of the tree into queries on the fields of one language."""

    def __init__(self, language: str, fields: dict[str, float], *, notions=False, surfaces=None):
        self.language = language
        self.fields = [f"{language}.{name}^{weight:g}" for name, weight in fields.items()]
        self.notions = notions
        self.surfaces = surfaces or {}

    def all_of(self, nodes, **options) -> dsl.Query | None:
        parts = [part for node in nodes if (part := self.node(node))]
        return dsl.Bool(must=parts, **options) if parts else None

    def any_of(self, nodes) -> dsl.Query | None:
        parts = [part for node in nodes if (part := self.node(node))]
        if len(parts) < 2:
            return parts[0] if parts else None
        return dsl.DisMax(queries=parts, tie_breaker=TIE_BREAKER)

    def node(self, node) -> dsl.Query | None:
        match node:
            case Word(text):
                return dsl.MultiMatch(query=text, fields=self.fields, operator="and", tie_breaker=TIE_BREAKER)
            case Phrase(words):
                return dsl.MultiMatch(
                    query=" ".join(words), fields=self.fields, type="phrase", tie_breaker=TIE_BREAKER
                )
            case All(nodes):
                return self.all_of(nodes)
            case Either(nodes):
                return self.any_of(nodes)
            case Notion(code, close):
                return self.notion(code, close) if self.notions else None
        raise TypeError(node)

    def notion(self, code, close) -> dsl.Query:
        """Return what was tagged with a notion; its words, where they stand, say how much it is about it.

        However many words it takes to say it, the notion weighs what one word does.
        """
        boost = CLOSE if close else LOOSE
        tagged = dsl.Term(**{f"{self.language}.concepts": code})
        surfaces = self.surfaces.get(code) if close else None
        if not surfaces:
            return dsl.Bool(must=[tagged], boost=boost)
        places = [
            BoostFactor(filter=said_in(f"{self.language}.{place}", surfaces), weight=weight)
            for place, weight in PLACES.items()
        ]
        return dsl.FunctionScore(query=tagged, functions=places, score_mode="first", boost=boost)


def compiled(question: Question, own: dsl.Query | None = None) -> dsl.Query | None:
    """Return what must be found, with its score: nothing where the reader asked for no word.

    own: what says the reader's own words itself, where it is to be known of each hit.
    """
    nodes = question.tree.asked
    if not nodes:
        return None
    lean, languages = size(nodes) > MANY, read(question)
    compilers = {
        language: Compiler(
            language,
            LEAN if lean else FLAT if question.tree.some else SCORED,
            notions=True,
            surfaces={} if lean else surfaces(question, language),
        )
        for language in languages
    }
    return dsl.FunctionScore(
        query=dsl.Bool(
            must=[found(question.tree, compilers, languages)],
            should=[
                *([dsl.ConstantScore(filter=own, boost=0, _name=OWN_WORDS)] if own else []),
                *([] if lean else extras(question, languages)),
            ],
        ),
        functions=FRESHNESS,
        score_mode="sum",
        boost_mode="multiply",
    )


def extras(question: Question, languages: dict[str, float]) -> list[dsl.Query]:
    """Return what only ranks: words that follow each other as in the question, and parts of compounds."""
    asked = []
    for language, weight in languages.items():
        near = Compiler(language, NEAR).any_of(question.neighbours)
        parts = Compiler(language, PARTS).any_of(question.parts(language))
        asked += [dsl.Bool(must=[query], boost=weight) for query in (near, parts) if query]
    return [dsl.DisMax(queries=asked)] if asked else []


def surfaces(question: Question, language: str) -> dict[str, list[tuple[str, ...]]]:
    """Return the words of each notion in a language, so many in all."""
    kept, left = {}, MOST_SURFACES
    for code in question.expanded.close_codes:
        kept[code] = question.surfaces(language, [code])[:left]
        left -= len(kept[code])
    return kept


def read(question: Question) -> dict[str, float]:
    """Return the languages in which a question is asked: a very long one in the reader's alone."""
    languages, parts = weights(question.query.language), size(question.tree.asked)
    if parts > 2 * TOO_MANY:
        return {question.query.language: READER}
    if parts > TOO_MANY:
        return {code: weight for code, weight in languages.items() if weight > OTHER}
    return languages


def found(tree: Tree, compilers: dict[str, Compiler], languages: dict[str, float]) -> dsl.Query:
    """Return what has all the words in one language, or enough of them in any; names say in which."""
    if tree.some:
        return dsl.Bool(must=[enough(tree, compilers, languages)], should=mostly(tree, compilers, languages))
    asked = [
        compiler.all_of(without_stop_words(tree.must, language), boost=languages[language], _name=language)
        for language, compiler in compilers.items()
    ]
    return dsl.DisMax(queries=[query for query in asked if query])


def enough(tree: Tree, compilers: dict[str, Compiler], languages: dict[str, float]) -> dsl.Query:
    """Return what has enough of the words, each in whichever language it weighs most."""

    def anywhere(node):
        parts = [
            dsl.Bool(must=[query], boost=languages[language])
            for language, compiler in compilers.items()
            if (query := compiler.node(node))
        ]
        return dsl.DisMax(queries=parts)

    return dsl.Bool(
        must=[anywhere(node) for node in tree.must],
        should=[anywhere(node) for node in tree.some],
        minimum_should_match=tree.needed,
    )


def mostly(tree: Tree, compilers: dict[str, Compiler], languages: dict[str, float]) -> list[dsl.Query]:
    """Return the names of the languages that have some of the words; they weigh next to nothing."""
    return [
        dsl.Bool(
            should=[query for node in tree.asked if (query := compiler.node(node))],
            boost=languages[language] / 1000,
            _name=language,
        )
        for language, compiler in compilers.items()
    ]


def says(question: Question) -> dsl.Query:
    """Return what says the reader's own words itself, and not in a label only."""
    tree, languages = question.tree, read(question)
    compilers = {code: Compiler(code, OWN) for code in languages}
    if tree.some:
        return enough(tree, compilers, languages)
    asked = [compiler.all_of(without_stop_words(tree.must, code)) for code, compiler in compilers.items()]
    return dsl.DisMax(queries=[query for query in asked if query])


def excluded(question: Question) -> list[dsl.Query]:
    """Return what rules a thing out, in whichever of its languages it stands."""
    if not question.tree.without:
        return []
    queries = [Compiler(language, LEAN).any_of(question.tree.without) for language in CHAINS]
    return [query for query in queries if query]


def marked(question: Question, language: str, fields) -> dict[str, dsl.Query]:
    """Return the words to mark in each of these fields, if there are any."""
    # A notion may be asked for by one of its own words.
    phrases = list(dict.fromkeys(map(words_of, question.marked(language))))[:TOO_MANY]
    return {field: said_in(f"{language}.{field}", phrases) for field in fields if phrases}


def said_in(field: str, phrases) -> dsl.Query:
    """Return what has one of these phrases in a field, wherever only that counts: words are asked in one."""
    words = " ".join(phrase[0] for phrase in phrases if len(phrase) == 1)
    parts = [dsl.MatchPhrase(**{field: " ".join(phrase)}) for phrase in phrases if len(phrase) > 1]
    return dsl.Bool(should=[dsl.Match(**{field: words}), *parts] if words else parts)


def words_of(node: Word | Phrase) -> tuple[str, ...]:
    return node.words if isinstance(node, Phrase) else (node.text,)


def size(nodes) -> int:
    """Return how many parts a query has for each language."""
    return sum(not isinstance(node, All | Either) for node in walk(nodes))
