"""The way into search: results, completions, what else to read. Tokens of the viewer hold everywhere."""

import time
from collections import defaultdict
from dataclasses import replace

from django.utils.translation import override

from exchange.viewers import Viewer
from search import concordance, metrics, spelling
from search.answers import Fragment, Match, Question
from search.breaker import breaker
from search.cards import Card, cards
from search.completion import complete
from search.concordance import found_term
from search.elasticsearch import client
from search.elasticsearch.engine import ElasticsearchSearch
from search.fallback import reason_not_to_ask, told_to_the_breaker
from search.highlights import Sought, highlight
from search.indexes import registry
from search.marks import NAMES, Remembered, versions
from search.moment import Moment, present
from search.neighbours import neighbours
from search.postgres import PostgresSearch
from search.queries import SearchQuery, known_language, parse
from search.results import Completion, FacetValue, FoundTerm, Hit, LabelledValue, Results
from search.second_pass import FEW, Reached, reach

ENGINES = {engine.name: engine for engine in (PostgresSearch, ElasticsearchSearch)}
ELASTICSEARCH, POSTGRES = "elasticsearch", "postgres"


class UnknownEngineError(LookupError):
    """Nobody of this name answers questions."""


def find(query: SearchQuery, viewer: Viewer, *, engine: str | None = None) -> Results:
    """Answer a query with what this viewer may open.

    Elasticsearch answers where it is well, PostgreSQL otherwise; an engine that is asked by name answers
    or fails.
    """
    if engine is not None and engine not in ENGINES:
        raise UnknownEngineError(engine)
    moment = present()
    question = ask(query, viewer, moment)
    if engine is not None:
        return answered(engine, question, viewer)
    begun = time.perf_counter()
    results = answered_by_whoever_can(question, viewer, moment)
    metrics.searched(results.engine, results.total, time.perf_counter() - begun)
    return results


def answered_by_whoever_can(question: Question, viewer: Viewer, moment: Moment) -> Results:
    if not client.is_configured():
        return answered(POSTGRES, question, viewer)
    reason = reason_not_to_ask(moment)
    if reason is None:
        try:
            results = answered(ELASTICSEARCH, question, viewer)
        except client.ElasticsearchError as error:
            reason = told_to_the_breaker(error)
        else:
            breaker.answered()
            return results
    metrics.fell_back(reason)
    return replace(answered(POSTGRES, question, viewer), degraded=True, reason=reason)


def answered(engine: str, question: Question, viewer: Viewer) -> Results:
    """Return what one engine answers, as far as the database, too, lets the viewer see it."""
    reached = reach(question, ENGINES[engine])
    question, search, answer = reached.question, reached.search, reached.answer
    query = question.query
    pages = authorised(answer.matches, viewer, question.marks)
    allowed = [match for match in answer.matches if (match.kind, match.object_id) in pages]
    rejected = len(answer.matches) - len(allowed)
    if rejected:
        metrics.rejected(rejected)
    allowed = allowed[: query.size]
    fragments = search.fragments(allowed)
    sought = {code: question.sought(code) for code in {one.language for one in fragments.values()}}
    with override(query.language):
        hits = tuple(
            hit(match, pages[match.kind, match.object_id], fragments[match.entry], sought)
            for match in allowed
        )
        also_found = told(answer.terms)
    return Results(
        engine=engine,
        total=answer.total - rejected,
        page=query.page,
        size=query.size,
        hits=hits,
        facets=facet_values(answer.facets, query.filters),
        also_found=also_found,
        false_friends=question.expanded.false_friends,
        suggestion=suggested(reached, ENGINES[engine]),
        second_pass=reached.second_pass,
        truncated=question.tree.truncated,
        marks=question.marks,
    )


def suggested(reached: Reached, engine) -> str | None:
    """Return words that the reader may have meant, where few things have theirs."""
    if reached.second_pass or reached.answer.total >= FEW:
        return None
    return spelling.suggest(reached.question, reached.answer, engine)


def ask(query: SearchQuery, viewer: Viewer, moment: Moment) -> Question:
    """Return the question that engines answer: parsed once, with the notions it touches."""
    query = query.normalised(facets=registry.facets, kinds=registry.kinds)
    notions = concordance.current(moment.marks)
    expanded = notions.expand(parse(query.text), query.language)
    return Question(
        query=query,
        expanded=expanded,
        tokens=tuple(viewer.tokens),
        concordance=notions,
        closed=moment.closed,
        marks=moment.marks,
    )


def authorised(matches: list[Match], viewer: Viewer, marks=None) -> dict[tuple[str, int], Card]:
    """Return the pages that the database, too, lets this viewer see."""
    wanted = defaultdict(list)
    for match in matches:
        wanted[match.kind].append(match.object_id)
    marks = versions() if marks is None else marks
    return {
        (kind, card.pk): card
        for kind, pks in wanted.items()
        for card in cards(registry.of_kind(kind), pks, viewer, marks)
    }


def hit(match: Match, page, fragment: Fragment, sought: dict[str, Sought]) -> Hit:
    return Hit(
        **shown(match, page),
        highlight=highlight(fragment.text, sought[fragment.language]),
        highlight_language=fragment.language,
        reasons=told(fragment.terms),
    )


def shown(match: Match, page) -> dict:
    """Return what every hit shows of its page, in the active language as far as it exists."""
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


def told(marks) -> tuple[FoundTerm, ...]:
    """Return words of the concordance as a reader of the active language is told of them."""
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


def labelled(results: Results, language: str) -> dict[str, list[LabelledValue]]:
    """Name the values of facets in a language: themes, bodies, shores, kinds, languages, years."""
    names = {name: _names.get(name, language, marks=results.marks) for name in results.facets}
    return {
        name: [
            LabelledValue(
                value=value.value,
                count=value.count,
                selected=value.selected,
                label=names[name].get(value.value, value.value),
            )
            for value in values
        ]
        for name, values in results.facets.items()
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
    with override(language):
        return [
            Hit(**shown(match, pages[match.kind, match.object_id]))
            for match in matches
            if (match.kind, match.object_id) in pages
        ]
