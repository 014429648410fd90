"""Entries written below the ORM: many at once, of things that no page stands for."""

from django.db import connection, transaction

from search.models import EntryText

FIRST = 5_000_000
TEXT_FIELDS = [
    field.column
    for field in EntryText._meta.concrete_fields
    if not field.generated and field.name not in ("id", "entry")
]


def write(number: int) -> list[int]:
    """Write so many entries like the one that is there, to be delivered, and return their numbers."""
    texts = ", ".join(TEXT_FIELDS)
    chosen = ", ".join(f"t.{column}" for column in TEXT_FIELDS)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """
            create temporary table made on commit drop as
              select %s + n as object_id from generate_series(1, %s) n;
            """,
            [FIRST, number],
        )
        cursor.execute(
            "insert into search_ledger (kind, object_id, rev, deleted, changed_in)"
            " select 'practice', object_id, 1, false, 0 from made"
        )
        cursor.execute(
            """
            insert into search_entry
              (kind, object_id, rev, tokens, facets, concepts, archived, dated, evidence, reference, external_id, digest)
            select 'practice', made.object_id, 1, tokens, facets, concepts, archived, dated, evidence, '', '', digest
            from made, (select * from search_entry where kind = 'practice' order by id limit 1) e
            """
        )
        cursor.execute(
            f"""
            insert into search_entrytext (entry_id, {texts})
            select e.id, {chosen} from search_entry e join made on made.object_id = e.object_id, search_entrytext t
            where t.entry_id = (select id from search_entry where kind = 'practice' order by id limit 1)
            """
        )
        enqueue(cursor)
    return [FIRST + n for n in range(1, number + 1)]


def change() -> None:
    """Raise the revision of them all."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update search_ledger set rev = rev + 1 where object_id > %s", [FIRST])
        cursor.execute("update search_entry set rev = rev + 1 where object_id > %s", [FIRST])
        enqueue(cursor)


def erase() -> None:
    """Delete them all, as a deletion does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("update search_ledger set rev = rev + 1, deleted = true where object_id > %s", [FIRST])
        cursor.execute(
            "delete from search_entrytext using search_entry e where entry_id = e.id and e.object_id > %s",
            [FIRST],
        )
        cursor.execute("delete from search_entry where object_id > %s", [FIRST])
        enqueue(cursor)


def enqueue(cursor) -> None:
    cursor.execute(
        "insert into search_outbox (kind, object_id, rev)"
        " select kind, object_id, rev from search_ledger where object_id > %s",
        [FIRST],
    )
