"""The way into search: results, completions, what else to read. Tokens of the viewer hold everywhere."""

from collections import defaultdict

from django.utils.translation import override

from exchange.viewers import Viewer
from search import concordance, spelling
from search.answers import Fragment, Match, Question
from search.completion import complete
from search.concordance import found_term
from search.elasticsearch.engine import ElasticsearchSearch
from search.highlights import highlight
from search.indexes import registry
from search.marks import NAMES, Remembered, versions
from search.neighbours import neighbours
from search.postgres import PostgresSearch
from search.queries import SearchQuery, known_language, parse
from search.results import Completion, FacetValue, FoundTerm, Hit, LabelledValue, Results

ENGINES = {engine.name: engine for engine in (PostgresSearch, ElasticsearchSearch)}
# With fewer results than this, the reader may have meant another word.
FEW = 3


class UnknownEngineError(LookupError):
    """Nobody of this name answers questions."""


def find(query: SearchQuery, viewer: Viewer, *, engine: str = "postgres") -> Results:
    """Answer a query with what this viewer may open."""
    if engine not in ENGINES:
        raise UnknownEngineError(engine)
    question = ask(query, viewer)
    query = question.query
    search = ENGINES[engine](question)
    answer = search.answer()
    pages = authorised(answer.matches, viewer)
    allowed = [match for match in answer.matches if (match.kind, match.object_id) in pages]
    fragments = search.fragments(allowed)
    return Results(
        engine=engine,
        total=answer.total,
        page=query.page,
        size=query.size,
        hits=tuple(
            hit(match, pages[match.kind, match.object_id], question, fragments[match.entry])
            for match in allowed
        ),
        facets=facet_values(answer.facets, query.filters),
        also_found=told(answer.terms, query.language),
        false_friends=question.expanded.false_friends,
        suggestion=spelling.suggest(question, answer, ENGINES[engine]) if answer.total < FEW else None,
        truncated=question.tree.truncated,
    )


def ask(query: SearchQuery, viewer: Viewer) -> Question:
    """Return the question that engines answer: parsed once, with the notions it touches."""
    query = query.normalised(facets=registry.facets, kinds=registry.kinds)
    notions = concordance.current(versions())
    expanded = notions.expand(parse(query.text), query.language)
    return Question(query=query, expanded=expanded, tokens=tuple(viewer.tokens), concordance=notions)


def authorised(matches: list[Match], viewer: Viewer) -> dict[tuple[str, int], object]:
    """Return the pages that the database, too, lets this viewer see."""
    wanted = defaultdict(list)
    for match in matches:
        wanted[match.kind].append(match.object_id)
    return {
        (kind, page.pk): page
        for kind, pks in wanted.items()
        for page in registry.of_kind(kind).cards().filter(pk__in=pks).visible_to(viewer)
    }


def hit(match: Match, page, question: Question, fragment: Fragment) -> Hit:
    return Hit(
        **shown(match, page, question.query.language),
        highlight=highlight(fragment.text, question.sought(fragment.language), fragment.language),
        highlight_language=fragment.language,
        reasons=told(fragment.terms, question.query.language),
    )


def shown(match: Match, page, language: str) -> dict:
    """Return what every hit shows of its page, in the reader's language as far as it exists."""
    with override(language):
        return {
            "kind": match.kind,
            "pk": match.object_id,
            "page": page,
            "heading": page.heading or page.title,
            "url": page.get_absolute_url() or "",
            "language": page.content_language,
            "reference": match.reference,
            "external_id": match.external_id,
        }


def told(marks, language: str) -> tuple[FoundTerm, ...]:
    """Return words of the concordance as a reader of this language is told of them."""
    with override(language):
        return tuple(found_term(mark) for mark in marks)


def facet_values(counts, filters) -> dict[str, list[FacetValue]]:
    """Return every facet with its values; what was ticked stays, so that it can be unticked."""
    facets = {}
    for name in registry.facets:
        ticked = filters.get(name, [])
        found = {**dict.fromkeys(ticked, 0), **counts.get(name, {})}
        facets[name] = [
            FacetValue(value=value, count=count, selected=value in ticked)
            for value, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        ]
    return facets


def names_of_values(name: str, language: str) -> dict[str, str]:
    with override(language):
        return {value: str(label) for value, label in registry.facets[name].names().items()}


_names = Remembered(NAMES, names_of_values)


def labelled(facets: dict[str, list[FacetValue]], language: str) -> dict[str, list[LabelledValue]]:
    """Name the values of facets in a language: themes, bodies, shores, kinds, languages, years."""
    marks = versions()
    return {
        name: [
            LabelledValue(
                value=value.value,
                count=value.count,
                selected=value.selected,
                label=_names.get(name, language, marks=marks).get(value.value, value.value),
            )
            for value in values
        ]
        for name, values in facets.items()
    }


def suggest(prefix: str, viewer: Viewer, language: str, limit: int = 8) -> list[Completion]:
    """Finish what is being typed with pages, words of the concordance and words of the texts."""
    return complete(prefix, viewer, known_language(language), limit)


def related(page, viewer: Viewer, language: str, limit: int = 4) -> list[Hit]:
    """Return what else to read beside a page, by notions and themes; the page itself is left out."""
    index = registry.of_model(type(page))
    if index is None or not viewer.opens(page.tokens):
        return []
    matches = neighbours(index.kind, page.pk, viewer.tokens, language, limit)
    pages = authorised(matches, viewer)
    return [
        Hit(**shown(match, pages[match.kind, match.object_id], language))
        for match in matches
        if (match.kind, match.object_id) in pages
    ]
