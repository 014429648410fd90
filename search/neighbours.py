"""What else to read beside a page."""

import time
from math import log

from django.db import connection

from exchange.models import Concept
from search.answers import Match
from search.concordance import TELLING

KINDS = ("practice", "talk", "article", "information")
# Things that share a rare notion are looked at first, until there are this many.
ENOUGH = 600
KEEP_SECONDS = 300
FREQUENCIES = """
select value, count(*) from search_entry cross join lateral (
  select unnest(concepts) as value union select unnest(facets)
) features
where strpos(value, ':') = 0 or starts_with(value, 'theme:') group by value
"""
NEIGHBOURS = """
with features as (
  select * from unnest(%(values)s::varchar[], %(weights)s::float[]) feature(value, weight)
)
select e.kind, e.object_id, e.id, e.reference, e.external_id
from search_entry e cross join lateral (
  select sum(weight) as weight from features where value = any(e.concepts) or value = any(e.facets)
) shared
where (e.concepts && %(rare)s::varchar[] or e.facets && %(rare)s::varchar[])
  and e.tokens && %(tokens)s::varchar[] and not e.archived and e.kind = any(%(kinds)s)
  and not (e.kind = %(kind)s and e.object_id = %(pk)s)
order by shared.weight + (%(language)s = any(e.facets))::int * 0.5 desc, e.dated desc nulls last, e.id
limit %(limit)s
"""
_frequencies: dict = {"until": 0.0, "counts": {}, "total": 0, "everywhere": frozenset()}


def neighbours(kind: str, pk: int, tokens, language: str, limit: int) -> list[Match]:
    """Return what shares notions and themes with a thing; rare ones weigh more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select concepts, facets from search_entry where kind = %s and object_id = %s", [kind, pk]
        )
        row = cursor.fetchone()
        if row is None:
            return []
        counts, total, everywhere = frequencies(cursor)
        concepts = [code for code in row[0] if code not in everywhere]
        values = [*concepts, *(value for value in row[1] if value.startswith("theme:"))]
        weights = [log(1 + total / counts.get(value, 1)) for value in values]
        cursor.execute(
            NEIGHBOURS,
            {
                "values": values,
                "weights": weights,
                "rare": rarest(values, counts),
                "tokens": list(tokens),
                "kinds": list(KINDS),
                "kind": kind,
                "pk": pk,
                "language": f"language:{language}",
                "limit": limit,
            },
        )
        return [Match(*found[:3], None, *found[3:]) for found in cursor.fetchall()]


def rarest(values, counts) -> list[str]:
    kept, held = [], 0
    for value in sorted(values, key=lambda value: counts.get(value, 1)):
        held += counts.get(value, 1)
        if kept and held > ENOUGH:
            break
        kept.append(value)
    return kept


def frequencies(cursor) -> tuple[dict[str, int], int, frozenset[str]]:
    """Return in how many things each notion and theme stands, and which tell nothing; read now and then."""
    if time.monotonic() > _frequencies["until"]:
        cursor.execute(FREQUENCIES)
        counts = dict(cursor.fetchall())
        cursor.execute("select count(*) from search_entry")
        _frequencies.update(
            until=time.monotonic() + KEEP_SECONDS,
            counts=counts,
            total=cursor.fetchone()[0],
            everywhere=frozenset(Concept.objects.filter(weight__lt=TELLING).values_list("code", flat=True)),
        )
    return _frequencies["counts"], _frequencies["total"], _frequencies["everywhere"]
