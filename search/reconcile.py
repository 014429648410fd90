"""Compares an index with the ledger, and enqueues what differs: delivery is the only way to put it right."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.db.models.functions import Now

from search import delivery, documents
from search.elasticsearch import contents, indices
from search.models import Generation, GenerationState

BATCH = 1_000
# Bytes decide the order here as they do in the cluster.
LEDGER = """
select kind, object_id, rev, deleted from search_ledger
where (kind collate "C", object_id) > (%(kind)s collate "C", %(object_id)s)
order by kind collate "C", object_id limit %(number)s
"""
STANDING = """
select w.kind, w.object_id, l.rev, coalesce(l.deleted, true),
  exists (select from search_outbox o where o.kind = w.kind and o.object_id = w.object_id)
from unnest(%(kinds)s::text[], %(object_ids)s::bigint[]) as w (kind, object_id)
left join search_ledger l on l.kind = w.kind and l.object_id = w.object_id
"""
REVISIONS = """
select kind, count(*), sum(rev)::bigint, sum(rev * rev)::bigint from search_ledger where not deleted group by kind
"""
# A revision above all that stands anywhere: what is there now is older, whatever it is.
OVERTAKE = """
with found as (
  select * from unnest(%(kinds)s::text[], %(object_ids)s::bigint[], %(held)s::bigint[]) as f (kind, object_id, held)
), raised as (
  insert into search_ledger as l (kind, object_id, rev, deleted, changed_in)
  select kind, object_id, held + 1, true, 0 from found order by kind, object_id
  on conflict (kind, object_id) do update set rev = greatest(l.rev + 1, excluded.rev)
  returning kind, object_id, rev, deleted
), written as (
  update search_entry e set rev = r.rev from raised r where e.kind = r.kind and e.object_id = r.object_id
)
insert into search_outbox (kind, object_id, rev, narrows)
select kind, object_id, rev, deleted from raised
on conflict (kind, object_id, rev) do nothing
"""


@dataclass(frozen=True, slots=True)
class Difference:
    """A thing that an index holds at another revision than the ledger says, or should not hold, or lacks."""

    id: str
    held: int | None
    rev: int | None

    @property
    def reason(self) -> str:
        if self.held is None:
            return "missing"
        if self.rev is None:
            return "gone"
        return "older" if self.held < self.rev else "newer"


def repair_all() -> dict[str, int]:
    """Put right every index that is complete, and return what each of them had wrong."""
    complete = [one for one in delivery.destinations() if one.state != GenerationState.BUILDING]
    return {generation.name: repair(generation) for generation in complete}


def repair(generation: Generation) -> int:
    """Enqueue what differs, remove what nobody knows, and return how much it was."""
    found = 0
    for differences in compare(generation.name):
        enqueue(differences)
        strangers = [each for each in differences if documents.thing_of(each.id) is None]
        indices.put([generation.name], [indices.Delivery(each.id, each.held) for each in strangers])
        found += len(differences)
    Generation.objects.filter(pk=generation.pk).update(checked_at=Now(), differences=found)
    return found


def compare(name: str) -> Iterator[list[Difference]]:
    """Yield what differs and is not on its way, batch by batch; memory does not grow with the index."""
    suspects = _suspects(name)
    while batch := list(islice(suspects, BATCH)):
        if differences := look_again(name, batch):
            yield differences


def is_of_this_past(name: str) -> bool:
    """Say whether an index holds what the ledger says, but for what is on its way.

    Number and sums of revisions are asked first: they are the same unless something differs. After a database
    was restored they are not, for the index knows later revisions.
    """
    with connection.cursor() as cursor:
        cursor.execute(REVISIONS)
        known = {kind: tuple(sums) for kind, *sums in cursor.fetchall()}
    return contents.revisions(name) == known or next(compare(name), None) is None


def look_again(name: str, ids: list[str]) -> list[Difference]:
    """Return what of these still differs while nothing about it changes or waits for delivery."""
    before = _standing(ids)
    held = contents.versions(name, ids)
    after = _standing(ids)
    return [
        Difference(key, held.get(key), before[key].rev)
        for key in ids
        if held.get(key) != before[key].rev and not before[key].is_waiting and before[key] == after[key]
    ]


def enqueue(differences: list[Difference]) -> None:
    things = sorted(
        (*thing, each.held or 0) for each in differences if (thing := documents.thing_of(each.id))
    )
    if not things:
        return
    kinds, object_ids, held = zip(*things, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(OVERTAKE, {"kinds": list(kinds), "object_ids": list(object_ids), "held": list(held)})


@dataclass(frozen=True, slots=True)
class Standing:
    """What the database says of a thing: its revision while it is there, and whether a delivery waits."""

    raised: int | None = None
    rev: int | None = None
    is_waiting: bool = False


def _standing(ids: list[str]) -> dict[str, Standing]:
    things = [thing for key in ids if (thing := documents.thing_of(key))]
    with connection.cursor() as cursor:
        cursor.execute(
            STANDING,
            {"kinds": [kind for kind, _ in things], "object_ids": [object_id for _, object_id in things]},
        )
        known = {
            documents.document_id(kind, object_id): Standing(rev, None if deleted else rev, is_waiting)
            for kind, object_id, rev, deleted, is_waiting in cursor.fetchall()
        }
    return {key: known.get(key, Standing()) for key in ids}


def _suspects(name: str) -> Iterator[str]:
    """Yield the documents in which index and ledger differ, both read once in the same order."""
    rows = _ledger()
    row = next(rows, None)
    for held in contents.all_documents(name):
        while row and row[0] < held.place:
            if row[1] is not None:
                yield documents.document_id(*row[0])
            row = next(rows, None)
        if row and documents.document_id(*row[0]) == held.id:
            if row[1] != held.version:
                yield held.id
            row = next(rows, None)
        else:
            yield held.id
    while row:
        if row[1] is not None:
            yield documents.document_id(*row[0])
        row = next(rows, None)


def _ledger() -> Iterator[tuple[tuple[str, int], int | None]]:
    """Yield every thing with its revision, or none where it is gone."""
    place = ("", -1)
    while True:
        with connection.cursor() as cursor:
            cursor.execute(LEDGER, {"kind": place[0], "object_id": place[1], "number": contents.PAGE})
            rows = cursor.fetchall()
        for kind, object_id, rev, deleted in rows:
            place = kind, object_id
            yield place, None if deleted else rev
        if len(rows) < contents.PAGE:
            return
