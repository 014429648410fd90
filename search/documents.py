"""What an engine outside is told of each thing: JSON made by the database, ready to send.

One statement reads a revision and what it says: one snapshot, without a transaction. No model stands in
between, so a rebuild costs what the database takes to write the text.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

# A request is as large as this, or holds so many documents; one that is larger alone still goes. Larger ones are
# no quicker, and a cluster that is busy with something else would not end them in time.
LARGEST_BATCH = 5_000_000
LONGEST_BATCH = 300

# The length of a text is known without reading it, wherever PostgreSQL has put it.
SIZE = """
  coalesce((
    select sum(octet_length(t.title) + octet_length(t.summary) + octet_length(t.body) + octet_length(t.labels)
      + octet_length(t.names) + octet_length(t.additions)) from search_entrytext t where t.entry_id = e.id
  ), 0) + 500
"""
SOURCE = """
  left(json_build_object(
    'kind', e.kind, 'object_id', e.object_id, 'rev', l.rev, 'tokens', e.tokens, 'facets', e.facets,
    'concepts', e.concepts, 'archived', e.archived, 'dated', e.dated, 'evidence', e.evidence,
    'reference', e.reference, 'external_id', e.external_id
  )::text, -1) || coalesce((
    select string_agg(', ' || to_json(t.language)::text || ': ' || json_build_object(
      'title', t.title, 'summary', t.summary, 'body', t.body, 'labels', t.labels, 'names', t.names,
      'additions', t.additions, 'terms', t.terms, 'concepts', t.concepts, 'title_key', t.title_key
    )::text, '') from search_entrytext t where t.entry_id = e.id
  ), '') || '}'
"""
NEXT = f"""
with candidate as (
  select e.id, {SIZE} as size from search_entry e where e.id > %(after)s order by e.id limit %(number)s
), batch as (
  select id, sum(size) over (order by id) - size as before from candidate
)
select l.kind, l.object_id, l.rev, {SOURCE}, e.id
from batch
join search_entry e using (id)
join search_ledger l on l.kind = e.kind and l.object_id = e.object_id
where batch.before < %(bytes)s
order by e.id
"""  # noqa: S608 -- constants
NAMED = f"""
with candidate as (
  select l.kind, l.object_id, l.rev, e.id, case when e.id is null then 0 else {SIZE} end as size
  from unnest(%(kinds)s::text[], %(object_ids)s::bigint[]) as wanted (kind, object_id)
  join search_ledger l on l.kind = wanted.kind and l.object_id = wanted.object_id
  left join search_entry e on e.kind = l.kind and e.object_id = l.object_id
), batch as (
  select *, sum(size) over (order by kind, object_id) - size as before from candidate
)
select l.kind, l.object_id, l.rev, case when e.id is not null then {SOURCE} end, coalesce(e.id, 0)
from batch l
left join search_entry e using (id)
where l.before < %(bytes)s
order by l.kind, l.object_id
"""  # noqa: S608 -- constants


@dataclass(frozen=True, slots=True)
class Document:
    """A thing at one revision; without source it is gone."""

    kind: str
    object_id: int
    rev: int
    source: str | None = None
    entry: int = 0

    @property
    def thing(self) -> tuple[str, int]:
        return self.kind, self.object_id

    @property
    def id(self) -> str:
        return document_id(*self.thing)


def document_id(kind: str, object_id: int) -> str:
    return f"{kind}-{object_id}"


def thing_of(document_id: str) -> tuple[str, int] | None:
    """Return the thing that a document is about, or nothing where it is a stranger's."""
    kind, _, object_id = document_id.rpartition("-")
    known = kind and len(kind) <= 20 and object_id.isdecimal() and len(object_id) <= 18
    return (kind, int(object_id)) if known else None


def after(entry: int, *, number: int = LONGEST_BATCH, size: int = LARGEST_BATCH) -> list[Document]:
    """Return the documents that follow an entry, in the order of their keys."""
    return _read(NEXT, {"after": entry, "number": number, "bytes": size})


def of_things(things: Iterable[tuple[str, int]], *, size: int = LARGEST_BATCH) -> Iterator[list[Document]]:
    """Yield documents and tombstones of things in batches; each is one moment of the database."""
    left = sorted(set(things))
    while left:
        kinds, object_ids = zip(*left, strict=True)
        batch = _read(NAMED, {"kinds": list(kinds), "object_ids": list(object_ids), "bytes": size})
        if not batch:
            return
        yield batch
        last = batch[-1].thing
        left = [thing for thing in left if thing > last]


def _read(statement, parameters) -> list[Document]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Document(*row) for row in cursor.fetchall()]
