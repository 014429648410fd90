"""The question put to Elasticsearch: page, total, facets, fragments and found words in one request."""

import re

from elasticsearch.dsl import aggs
from elasticsearch.dsl import query as dsl

from search.analysis import CHAINS
from search.answers import SPARE, Answer, Fragment, Match, Question
from search.elasticsearch import client, fragments
from search.elasticsearch.client import Away, Missing, speaking
from search.elasticsearch.compiler import OWN_WORDS, compiled, excluded, says, weights
from search.elasticsearch.indices import alias
from search.queries import EVIDENCE, NEWEST, RELEVANCE, TITLE

# More values than the vocabulary, the bodies and the years have together.
MOST_VALUES = 10_000
# The best hits speak for all when it is told which other words brought something.
SPEAKING = 200
MOST_TERMS = 6
MOST_CODES = 40
# The cluster gives up before the client does, and says so.
PATIENCE = 0.8
LATEST = ({"dated": {"order": "desc", "missing": "_last"}}, {"object_id": "desc"})
TITLE_KEY = """
for (language in params.languages) {
  def key = doc[language + '.title_key'];
  if (key.size() > 0) { return key.value }
}
return ''
"""


class ElasticsearchSearch:
    """One question, put to Elasticsearch within the tokens of its viewer."""

    name = "elasticsearch"

    def __init__(self, question: Question):
        query = question.query
        self.question, self.query = question, query
        self.languages = weights(query.language)
        self.family = [code for code in CHAINS if CHAINS[code] == CHAINS[query.language]]
        self.codes = question.expanded.close_codes[:MOST_CODES]
        self.filters = {
            name: dsl.Terms(facets=[f"{name}:{value}" for value in values])
            for name, values in query.filters.items()
            if values
        }
        self.hits: list[dict] = []

    def answer(self) -> Answer:
        request = self.request()
        try:
            with speaking():
                said = client.interactive().search(
                    index=alias(),
                    allow_partial_search_results=False,
                    include_named_queries_score=True,
                    **request,
                )
        except Missing as error:  # an empty cluster, or one that is being filled
            raise Away(str(error)) from error
        try:
            return self._read(said.body)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Away(f"The answer can not be read: {error!r}") from error

    def fragments(self, matches: list[Match]) -> dict[int, Fragment]:
        """Return, by entry, what to show of these matches; it came with the answer."""
        return {match.entry: self._fragment(self.hits[match.entry]) for match in matches}

    # The request

    def request(self) -> dict:
        """Return the body of the one request."""
        own = says(self.question) if self.codes else None
        found = compiled(self.question, own)
        query = dsl.Bool(
            must=[found] if found else [],
            filter=self._conditions(),
            must_not=self._ruled_out(),
        )
        sort = self.query.sort if found or self.query.sort != RELEVANCE else NEWEST
        request = {
            "query": query.to_dict(),
            "sort": self._order(sort),
            "from": (self.query.page - 1) * self.query.size,
            "size": self.query.size + SPARE,
            "_source": self._shown(),
            "track_total_hits": True,
            "timeout": f"{int(1000 * PATIENCE * client.INTERACTIVE_SECONDS)}ms",
            "aggs": {name: agg.to_dict() for name, agg in self._counts(own).items()},
        }
        if self.filters:
            request["post_filter"] = _all(self.filters.values()).to_dict()
        if found:
            request["highlight"] = fragments.wanted(self.question, self.languages)
        return {"source" if name == "_source" else name: value for name, value in request.items()}

    def _conditions(self) -> list[dsl.Query]:
        conditions = [dsl.Terms(tokens=list(self.question.tokens))]
        if self.query.kinds:
            conditions.append(dsl.Terms(kind=list(self.query.kinds)))
        if not self.query.include_archived:
            conditions.append(dsl.Term(archived=False))
        return conditions

    def _ruled_out(self) -> list[dsl.Query]:
        """Return what was excluded, and what has just been closed and still stands open in the index."""
        closed = [dsl.Ids(values=list(self.question.closed))] if self.question.closed else []
        return [*excluded(self.question), *closed]

    def _order(self, sort) -> list[dict]:
        if sort == RELEVANCE:
            return [{"_score": "desc"}, *LATEST]
        if sort == EVIDENCE:
            return [{"evidence": {"order": "desc", "missing": "_last"}}, *LATEST]
        if sort == TITLE:
            known = sorted(CHAINS)
            languages = list(dict.fromkeys([*self.family_first(), "fr", *known]))
            script = {"source": TITLE_KEY, "params": {"languages": languages}}
            return [{"_script": {"type": "string", "script": script}}, {"object_id": "asc"}]
        return list(LATEST)

    def family_first(self) -> list[str]:
        """Return the reader's language, then the other French where there is one."""
        return sorted(self.family, key=lambda code: code != self.query.language)

    def _shown(self) -> list[str]:
        shown = ["kind", "object_id", "reference", "external_id", "*.summary"]
        return [*shown, "*.terms"] if self.codes else shown

    def _counts(self, own: dsl.Query | None) -> dict[str, aggs.Agg]:
        """Return the counts of facets: each that is ticked counts what the others leave."""
        counts = {"facets": aggs.Terms(field="facets", size=MOST_VALUES)}
        if self.filters:
            counts["matched"] = aggs.Filter(dsl.MatchAll())
            counts["facets"] = self._within(self.filters.values(), counts["facets"])
            for name in self.filters:
                others = [query for other, query in self.filters.items() if other != name]
                values = aggs.Terms(field="facets", size=MOST_VALUES, include=f"{_literal(name)}:.*")
                counts[f"facet {name}"] = self._within(others, values) if others else values
        if own:
            counts["terms"] = self._brought(own)
        return counts

    @staticmethod
    def _within(filters, values) -> aggs.Agg:
        return aggs.Filter(_all(filters), aggs={"values": values})

    def _brought(self, own: dsl.Query) -> aggs.Agg:
        """Return the words of the concordance that brought what the reader's own words had not.

        Where a thing stands in the reader's language, only its words in that language are told.
        """
        here = dsl.Bool(should=[dsl.Terms(**{f"{code}.concepts": self.codes}) for code in self.family])
        codes = f"({'|'.join(map(_literal, self.codes))})\\|.*"

        def told(languages):
            # So few hits have few words: a table of all there are would take longer to prepare than to fill.
            counted = {"size": MOST_VALUES, "include": codes, "execution_hint": "map"}
            return {code: aggs.Terms(field=f"{code}.terms", **counted) for code in languages}

        others = [code for code in CHAINS if code not in self.family]
        within = {
            "here": aggs.Filter(here, aggs=told(self.family)),
            "elsewhere": aggs.Filter(dsl.Bool(must_not=[here]), aggs=told(others)),
        }
        silent = dsl.Bool(must_not=[own])
        best = aggs.Sampler(shard_size=SPEAKING, aggs={"brought": aggs.Filter(silent, aggs=within)})
        return aggs.Filter(_all(self.filters.values()), aggs={"best": best})

    # The answer

    def _read(self, said) -> Answer:
        if said["timed_out"] or said["_shards"]["failed"]:
            raise Away("Only a part of the index answered.")
        self.hits = said["hits"]["hits"]
        counts, total = said["aggregations"], said["hits"]["total"]["value"]
        return Answer(
            total=total,
            matched=counts["matched"]["doc_count"] if self.filters else total,
            matches=[
                Match(
                    hit["_source"]["kind"],
                    hit["_source"]["object_id"],
                    place,
                    reference=hit["_source"]["reference"],
                    external_id=hit["_source"]["external_id"],
                )
                for place, hit in enumerate(self.hits)
            ],
            facets=self._facets(counts),
            terms=self._terms(counts["terms"]["best"]["brought"]) if "terms" in counts else [],
        )

    def _facets(self, counts) -> dict[str, dict[str, int]]:
        facets: dict[str, dict[str, int]] = {}
        for value, number in _buckets(counts["facets"]):
            name, _separator, code = value.partition(":")
            if name not in self.filters:
                facets.setdefault(name, {})[code] = number
        for name in self.filters:
            found = _buckets(counts[f"facet {name}"])
            facets[name] = {value.partition(":")[2]: number for value, number in found}
        return facets

    @staticmethod
    def _terms(brought) -> list[str]:
        """Return the words of the reader's language first, those that brought most before others."""
        told: list[str] = []
        for place in ("here", "elsewhere"):
            times: dict[str, int] = {}
            for code in CHAINS:
                for term, number in _buckets(brought[place].get(code)):
                    times[term] = times.get(term, 0) + number
            told += sorted(times, key=lambda term: (-times[term], term))
        return list(dict.fromkeys(told))[:MOST_TERMS]

    def _fragment(self, hit) -> Fragment:
        source = hit["_source"]
        found = hit.get("matched_queries") or {}
        scores = {language: found[language] for language in self.languages if language in found}
        best = max(scores, key=scores.__getitem__, default=None)
        order = [best, *self.family_first(), *sorted(CHAINS)]
        language = next((code for code in order if code in source), self.query.language)
        held = source.get(language, {})
        terms = [] if OWN_WORDS in found else held.get("terms", [])
        return Fragment(
            language,
            fragments.shown(held.get("summary", ""), hit.get("highlight", {}), language),
            tuple(term for term in terms if term.partition("|")[0] in self.codes),
        )


def _all(filters) -> dsl.Query:
    return dsl.Bool(filter=list(filters))


def _buckets(agg) -> list[tuple[str, int]]:
    buckets = (agg.get("values") or agg)["buckets"] if agg else []
    return [(bucket["key"], bucket["doc_count"]) for bucket in buckets]


def _literal(text: str) -> str:
    """Return text as Lucene's expressions take it to the letter."""
    return re.sub(r"(\W)", r"\\\1", text)
