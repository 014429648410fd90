"""Entries carry the tokens that their pages have now, and the change goes to every index."""

from django.db import migrations

ENTRIES = """
with changed as (
  update search_entry entry set tokens = page.tokens, digest = ''
  from exchange_translatedpage page
  where page.id = entry.object_id and entry.kind in ('practice', 'talk')
    and not (entry.tokens <@ page.tokens and page.tokens <@ entry.tokens)
  returning entry.kind, entry.object_id
), raised as (
  update search_ledger ledger
  set rev = ledger.rev + 1, changed_in = pg_current_xact_id()::text::bigint, changed_at = now()
  from changed where ledger.kind = changed.kind and ledger.object_id = changed.object_id
  returning ledger.kind, ledger.object_id, ledger.rev
)
insert into search_outbox (kind, object_id, rev, narrows)
select kind, object_id, rev, false from raised
"""
REVISIONS = """
update search_entry entry set rev = ledger.rev
from search_ledger ledger
where ledger.kind = entry.kind and ledger.object_id = entry.object_id and entry.rev < ledger.rev
"""


class Migration(migrations.Migration):

    dependencies = [
        # Which network a thing is offered in is known to those who offer it.
        ('practices', '0013_networks_of_rows'),
        ('search', '0004_forms_of_words'),
        ('seminars', '0007_networks_of_talks'),
    ]

    operations = [
        migrations.RunSQL(ENTRIES, migrations.RunSQL.noop),
        migrations.RunSQL(REVISIONS, migrations.RunSQL.noop),
    ]
