"""What has most of some words, in whichever of its languages, as PostgreSQL finds and ranks it."""

from search.tsqueries import is_in

# A word anywhere in a text; its place in title and summary comes on top.
ANYWHERE = 0.6


def most_of(tree, compiled, language_weight: str, conditions: str) -> str:
    """Return the texts of what has enough of the words, and every quoted phrase.

    A word weighs what it tells: one that stands in everything tells nothing. Only things that the
    conditions let through are counted.
    """
    quoted = len(tree.must)
    branches = [
        f"""
        select t.entry_id, t.id as text_id, {place} as part, '{chain}' as chain,
          {language_weight} * ({ANYWHERE} + ts_rank(%(weights)s::float4[], t.short_vector, %({chain}_{name})s::tsquery))
            as weight
        from search_entrytext t
        where t.language {is_in(chain)} and t.vector @@ (select %({chain}_{name})s::tsquery)
        """  # noqa: S608 -- constants; what comes from the reader is a parameter
        for place in range(len(tree.asked))
        for chain, queries in compiled.items()
        if queries[name := f"part{place}"]
    ]
    if not branches:
        branches = [
            "select null::bigint as entry_id, null::bigint as text_id, 0 as part, '' as chain, 0.0 as weight"
            " where false"
        ]
    return f"""
        with open as materialized (select e.id from search_entry e where {conditions}),
        said as materialized (
          select said.* from ({" union all ".join(branches)}) said join open on open.id = said.entry_id
        ),
        best as materialized (
          select distinct on (entry_id, part) * from said order by entry_id, part, weight desc, text_id
        ),
        worth as (
          select part, ln(1 + (select count(*) from open)::float / count(*)) as worth from best group by part
        )
        select best.entry_id, (array_agg(best.text_id order by weight * worth desc))[1] as text_id, 1.0 as tier,
          (array_agg(best.chain order by weight * worth desc))[1] as chain, sum(weight * worth) as score
        from best join worth using (part)
        group by best.entry_id
        having count(*) filter (where part < {quoted}) = {quoted}
          and count(*) filter (where part >= {quoted}) >= {tree.needed}
    """  # noqa: S608
