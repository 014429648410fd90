"""What changed: revision, entry and outbox are written in the transaction of the change, or not at all."""

from collections.abc import Iterable
from copy import copy
from functools import partial

from django.db import connection, transaction
from django.db.models import prefetch_related_objects

from exchange.audiences import PUBLIC
from search import concordance, entries, vocabulary
from search.indexes import PageIndex, registry
from search.models import Entry, Ledger


def record(thing, *, reread: bool = True) -> None:
    """Bring what search holds about a thing up to date; nothing is written where nothing changed.

    With reread=False the entry is made from the instance at hand, for the moment when its rows are
    not all written yet.
    """
    if index := registry.of_model(type(thing)):
        record_all(index, [thing.pk], at_hand=None if reread else thing)


def forget(kind: str, pk: int) -> None:
    """Take a thing out of search for good; its tombstone stays."""
    with transaction.atomic():
        _write(kind, {}, _lock(kind, [pk]))


def record_all(index: PageIndex, pks: Iterable[int], *, at_hand=None, learn=True) -> int:
    """Bring the entries of several things up to date and return how many changed.

    learn: teach the vocabulary their words; not where it is rebuilt as a whole afterwards.
    """
    pks = sorted(set(pks))
    with transaction.atomic():
        # The lock comes first: what is read after it holds every change that was committed before.
        locked = _lock(index.kind, pks)
        if at_hand is None:
            things = list(index.queryset().filter(pk__in=pks))
        else:
            things = [whole(index, at_hand)] if index.is_published(at_hand) else []
        notions = concordance.current() if things else None
        drafts = {thing.pk: entries.draft(index, thing, notions) for thing in things}
        return _write(index.kind, drafts, locked, learn=learn)


def whole(index: PageIndex, thing):
    """Return a copy with its relations read once; those it still holds in memory count as they are."""
    thing = copy(thing)
    prefetch_related_objects([thing], *index.prefetch_related)
    return thing


def _lock(kind, pks) -> dict[int, Ledger]:
    """Return the locked ledger rows of things, made where they are missing, always in the same order."""
    Ledger.objects.bulk_create([Ledger(kind=kind, object_id=pk) for pk in sorted(pks)], ignore_conflicts=True)
    rows = Ledger.objects.filter(kind=kind, object_id__in=pks).order_by("object_id").select_for_update()
    return {row.object_id: row for row in rows}


def _write(kind, drafts, locked, *, learn=True) -> int:
    held = {
        entry.object_id: entry
        for entry in Entry.objects.filter(kind=kind, object_id__in=list(locked)).only(
            "object_id", "digest", "tokens", "archived"
        )
    }
    changed = [pk for pk in locked if _digest(drafts.get(pk)) != _digest(held.get(pk))]
    if not changed:
        return 0
    narrowed = [pk for pk in changed if pk in held and _narrows(held[pk], drafts.get(pk))]
    revs = _raise_revisions(kind, changed, deleted=[pk for pk in changed if pk not in drafts])
    written = [drafts[pk] for pk in changed if pk in drafts]
    texts = entries.write(written, revs)
    entries.erase(kind, [pk for pk in changed if pk not in drafts])
    _enqueue(kind, revs, narrowed)
    if learn and texts:
        # Words are proposed, never relied on: they wait for the commit, and hold up nobody.
        transaction.on_commit(partial(vocabulary.learn, texts), robust=True)
    return len(changed)


def _digest(written) -> str | None:
    return written.digest if written else None


def _narrows(entry, draft) -> bool:
    """Say whether somebody loses sight of a thing."""
    if draft is None:
        return True
    tokens = draft.values["tokens"]
    closes = PUBLIC not in tokens and not set(entry.tokens) <= set(tokens)
    return closes or (draft.values["archived"] and not entry.archived)


def _raise_revisions(kind, pks, *, deleted) -> dict[int, int]:
    """Raise the revision of locked rows, once per transaction, and return the new ones."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            update search_ledger set
              rev = rev + (changed_in <> pg_current_xact_id()::text::bigint)::int,
              changed_in = pg_current_xact_id()::text::bigint,
              changed_at = now(),
              deleted = object_id = any(%(deleted)s)
            where kind = %(kind)s and object_id = any(%(pks)s)
            returning object_id, rev
            """,
            {"kind": kind, "pks": pks, "deleted": deleted},
        )
        return dict(cursor.fetchall())


def _enqueue(kind, revs, narrowed) -> None:
    """Write to the outbox; what narrowed once in a transaction does so however it goes on."""
    pks = sorted(revs)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            insert into search_outbox (kind, object_id, rev, narrows)
            select %(kind)s, object_id, rev, object_id = any(%(narrowed)s)
            from unnest(%(pks)s::bigint[], %(revs)s::bigint[]) as changed (object_id, rev)
            on conflict (kind, object_id, rev)
            do update set narrows = search_outbox.narrows or excluded.narrows
            """,
            {"kind": kind, "pks": pks, "revs": [revs[pk] for pk in pks], "narrowed": narrowed},
        )
