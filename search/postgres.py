"""The engine that is always there: the question compiled to SQL."""

from functools import cached_property

from django.db import connection

from search import analysis
from search.answers import Answer, Fragment, Match, Question
from search.coverage import most_of
from search.highlights import START, STOP
from search.queries import EVIDENCE, NEWEST, RELEVANCE, TITLE
from search.tsqueries import CHAINS, CONFIGURATIONS, compile_question, is_in

# How a thing was found: by the reader's words, by an equivalent, by an analogue.
TIERS = {"direct": 1.0, "close": 0.6, "loose": 0.25}
SISTERS = {"fr": "fr-ca", "fr-ca": "fr"}
# The reader's language, the other French, any other language.
LANGUAGE_WEIGHT = "case t.language when %(language)s then 1 when %(sister)s then 0.95 else 0.5 end"
# {labels, body, summary, title}
WEIGHTS = "{0.1, 0.3, 0.6, 1.0}"
# Words that follow each other in title or summary as they do in the question.
NEAR = 0.2
# Hits that are ranked a second time, on their whole text.
RERANKED = 200
MOST_TERMS = 6
ORDERS = {
    RELEVANCE: ("score desc", "dated desc nulls last", "id desc"),
    NEWEST: ("dated desc nulls last", "id desc"),
    EVIDENCE: ("evidence desc nulls last", "dated desc nulls last", "id desc"),
    TITLE: ("title_key", "id"),
}
SIGNS = f'StartSel="{START}", StopSel="{STOP}"'
FRAGMENT = f'MaxFragments=2, MaxWords=26, MinWords=10, ShortWord=0, {SIGNS}, FragmentDelimiter=" … "'
# A summary that is not longer than this is shown whole.
SHORT = 260
HEADLINE_CHARACTERS = 12_000
SUMMARY = r"case when length(t.summary) < 300 then t.summary else regexp_replace(left(t.summary, 300), '\s+\S*$', ' …') end"


class PostgresSearch:
    """One question, put to PostgreSQL within the tokens of its viewer."""

    name = "postgres"

    def __init__(self, question: Question):
        query = question.query
        self.question, self.query, self.tree = question, query, question.tree
        self.filters = {name: values for name, values in query.filters.items() if values}
        self.parameters = {
            "tokens": list(question.tokens),
            "language": query.language,
            "sister": SISTERS.get(query.language, ""),
            "family": list(CHAINS[analysis.chain(query.language)]),
            "kinds": list(query.kinds),
            "codes": [f"{code}|%" for code in question.expanded.close_codes],
            "weights": WEIGHTS,
        }

    @cached_property
    def compiled(self) -> dict[str, dict[str, str]]:
        compiled = compile_question(self.question)
        for chain, queries in compiled.items():
            for name, text in queries.items():
                self.parameters[f"{chain}_{name}"] = text
        return compiled

    # Answer: page, total, facets and found words in one statement, so that matching is done once.

    def answer(self) -> Answer:
        sql = self._statement()
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            total, matched, page, facets, terms = cursor.fetchone()
        counts: dict[str, dict[str, int]] = {}
        for value, failed, count in facets or ():
            name, _separator, code = value.partition(":")
            # A facet with ticked values counts what the other facets leave.
            if failed in ("", name):
                held = counts.setdefault(name, {})
                held[code] = held.get(code, 0) + count
        matches = [Match(**match) for match in page or ()]
        return Answer(total=total, matched=matched, matches=matches, facets=counts, terms=terms or [])

    def _statement(self) -> str:
        found = self._found() if self.tree.asked else ""
        sort = self.query.sort if found or self.query.sort != RELEVANCE else NEWEST
        order = ORDERS[sort]
        self.parameters |= {
            "limit": self.query.size,
            "offset": (self.query.page - 1) * self.query.size,
            "reranked": RERANKED,
            "most_terms": MOST_TERMS,
        }
        sources = (
            f"""found as materialized ({found}),
            best as (select distinct on (entry_id) * from found order by entry_id, score desc, tier desc, text_id),"""  # noqa: S608
            if found
            else ""
        )
        score = "b.text_id, b.score, b.tier, b.chain" if found else "null::bigint as text_id"
        return f"""
            with {sources}
            matched as materialized (
              select e.id, e.facets, e.dated, e.evidence, {self._failed()} as failed, {score}
              from search_entry e {"join best b on b.entry_id = e.id" if found else ""}
              where {self._conditions()}
            ),
            kept as materialized (select * from matched where failed = ''),
            ranked as ({self._ranked(sort)}),
            page as (select * from ranked order by {", ".join(order)} limit %(limit)s offset %(offset)s)
            select
              (select count(*) from kept), (select count(*) from matched),
              (select json_agg(json_build_object('kind', e.kind, 'object_id', e.object_id, 'entry', e.id,
                 'text', page.text_id, 'reference', e.reference, 'external_id', e.external_id)
                 order by {", ".join(f"page.{column}" for column in order)})
               from page join search_entry e on e.id = page.id),
              (select json_agg(json_build_array(value, failed, times)) from (
                 select value, failed, count(*) as times from matched cross join unnest(facets) value
                 where failed is not null group by value, failed) counted),
              {self._terms() if found else "null"}
        """  # noqa: S608 -- constants; what comes from the reader is a parameter

    def _conditions(self) -> str:
        conditions = ["e.tokens && %(tokens)s::varchar[]"]
        if self.query.kinds:
            conditions.append("e.kind = any(%(kinds)s)")
        if not self.query.include_archived:
            conditions.append("not e.archived")
        if self.tree.without:
            # Ruled out in the thing as a whole: a translation without the word does not bring it back.
            saying = " union all ".join(
                f"select said.entry_id from search_entrytext said where said.language {is_in(chain)}"  # noqa: S608
                f" and said.vector @@ (select %({chain}_without)s::tsquery)"
                for chain, queries in self.compiled.items()
                if queries["without"]
            )
            conditions += [f"e.id not in ({saying})"] if saying else []
        return " and ".join(conditions)

    def _says(self, name, vector) -> str:
        """Return the condition that a text answers one of the compiled queries of its language."""
        parts = [
            f"(said.language {is_in(chain)} and {vector} @@ %({chain}_{name})s::tsquery)"
            for chain, queries in self.compiled.items()
            if queries[name]
        ]
        return f"({' or '.join(parts) or 'false'})"

    def _failed(self) -> str:
        """Return the expression that names the one facet that a thing fails: '' for none, null for several."""
        if not self.filters:
            return "''"
        fails = []
        for position, (name, values) in enumerate(self.filters.items()):
            self.parameters[f"facet{position}"] = [f"{name}:{value}" for value in values]
            self.parameters[f"facet{position}_name"] = name
            fails.append(f"not e.facets && %(facet{position})s::varchar[]")
        named = " ".join(f"when {fail} then %(facet{position}_name)s" for position, fail in enumerate(fails))
        return f"case {' + '.join(f'({fail})::int' for fail in fails)} when 0 then '' when 1 then case {named} end end"

    def _found(self) -> str:
        """Return every text that answers, with its score: by the reader's words, then by what means the same.

        The query stands in a subselect so that the planner does not guess that a frequent word deserves a
        sequential scan: it forgets that each long vector would have to be fetched from its side table.
        """
        if self.tree.some:
            return most_of(self.tree, self.compiled, LANGUAGE_WEIGHT, self._conditions())
        branches = []
        for chain, queries in self.compiled.items():
            seen = {""}
            for name, weight in TIERS.items():
                if queries[name] in seen:
                    continue
                seen.add(queries[name])
                score = "0"
                if self.query.sort == RELEVANCE:
                    mark = f"%({chain}_{'direct' if name == 'direct' else 'mark'})s::tsquery"
                    rank = f"ts_rank(%(weights)s::float4[], t.short_vector, {mark}, 1)"
                    score = f"{weight} * {LANGUAGE_WEIGHT} * (0.02 + {rank})"
                branches.append(
                    f"""
                    select t.entry_id, t.id as text_id, {weight} as tier, '{chain}' as chain, {score} as score
                    from search_entrytext t
                    where t.language {is_in(chain)} and t.vector @@ (select %({chain}_{name})s::tsquery)
                    """  # noqa: S608
                )
        return " union all ".join(branches) or (
            "select null::bigint as entry_id, null::bigint as text_id, 1.0 as tier, '' as chain, 0.0 as score"
            " where false"
        )

    def _ranked(self, sort) -> str:
        """Return the hits with what they are sorted by; the best are ranked again on their whole text."""
        if sort == TITLE:
            return """
                select k.*, coalesce(t.title_key, '') as title_key from kept k left join lateral (
                  select title_key from search_entrytext where entry_id = k.id
                  order by language = %(language)s desc, language = %(sister)s desc, language = 'fr' desc, language
                  limit 1
                ) t on true"""
        if sort != RELEVANCE or self.tree.some:
            return "select * from kept"
        ranks = " ".join(f"when '{chain}' then %({chain}_rank)s::tsquery" for chain in self.compiled)
        nears = " ".join(f"when '{chain}' then %({chain}_near)s::tsquery" for chain in self.compiled)
        return f"""
            select p.id, p.dated, p.text_id, case when p.place > %(reranked)s then p.score else 10 + (
                select p.tier * {LANGUAGE_WEIGHT}
                  * (ts_rank(%(weights)s::float4[], t.vector, case p.chain {ranks} end)
                    + {NEAR} * (t.short_vector @@ case p.chain {nears} end)::int) + p.score
                from search_entrytext t where t.id = p.text_id
              ) end as score
            from (
              select k.*, row_number() over (order by k.score desc, k.dated desc nulls last, k.id desc) as place
              from kept k
            ) p"""  # noqa: S608

    def _own_words(self, entry: str) -> str:
        """Return the condition that a thing says the reader's own words, and not in a label only."""
        says = self._says("direct", "ts_filter(said.vector, '{a,b,c}')")
        return f"exists (select from search_entrytext said where said.entry_id = {entry} and {says})"

    def _terms(self) -> str:
        """Return the words of the concordance that brought what the reader's own words had not.

        Where a thing stands in the reader's language, only its words in that language are told; the best
        hits speak for all.
        """
        if not self.question.expanded.close_codes:
            return "null"
        return f"""
            (select json_agg(term order by family desc, times desc, term) from (
              select term, bool_or(family) as family, count(*) as times from (
                select term, t.language = any(%(family)s) as family,
                  bool_or(t.language = any(%(family)s)) over (partition by k.id) as in_family
                from (select id from kept order by score desc, id limit {RERANKED}) k
                join search_entrytext t on t.entry_id = k.id cross join unnest(t.terms) term
                where term like any(%(codes)s) and not {self._own_words("k.id")}
              ) brought
              where family or not in_family
              group by term order by 2 desc, 3 desc, 1 limit %(most_terms)s
            ) told)"""  # noqa: S608

    # Fragments

    def fragments(self, matches: list[Match]) -> dict[int, Fragment]:
        """Return, by entry, what to show of these matches; ask only for what the viewer may see."""
        if not matches:
            return {}
        cases = " ".join(
            f"when t.language {is_in(chain)} then {_headline(chain)}"
            for chain, queries in self.compiled.items()
            if queries["mark"]
        )
        shown = f"case {cases} else {SUMMARY} end" if cases else SUMMARY
        terms = "'{}'::varchar[]"
        if self.question.expanded.close_codes:
            terms = f"""case when {self._own_words("t.entry_id")} then '{{}}'::varchar[]
              else array(select term from unnest(t.terms) term where term like any(%(codes)s)) end"""  # noqa: S608
        self.parameters |= {
            "entries": [match.entry for match in matches],
            "texts": [match.text or 0 for match in matches],
            "options": FRAGMENT,
            "whole": f"HighlightAll=true, {SIGNS}",
            "length": HEADLINE_CHARACTERS,
        }
        sql = f"""
            select t.entry_id, t.language, {shown}, {terms}
            from unnest(%(entries)s::bigint[], %(texts)s::bigint[]) asked(entry_id, text_id)
            cross join lateral (
              select * from search_entrytext t where t.entry_id = asked.entry_id
              order by t.id = asked.text_id desc, t.language = %(language)s desc, t.language = %(sister)s desc,
                t.language
              limit 1
            ) t"""  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(sql, self.parameters)
            return {
                entry: Fragment(language, text, tuple(terms))
                for entry, language, text, terms in cursor.fetchall()
            }


def _headline(chain) -> str:
    """Return a fragment around the words that were found, or the summary where only the title has them."""
    configuration, mark = f"'public.{CONFIGURATIONS[chain][-1]}'", f"%({chain}_mark)s::tsquery"
    summed_up = f"(t.body = '' or to_tsvector({configuration}, t.summary) @@ {mark})"
    return f"""(
      select case when strpos(told, '{START}') > 0 then told else {SUMMARY} end from ts_headline(
        {configuration},
        case when {summed_up} then t.summary else left(t.body, %(length)s) end,
        {mark},
        case when length(t.summary) <= {SHORT} and {summed_up} then %(whole)s else %(options)s end
      ) told
    )"""  # noqa: S608 -- constants
