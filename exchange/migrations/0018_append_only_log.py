from django.db import migrations

# Only the job that deletes what is too old may take lines out, and only those older than it says.
KEEP = """
create function exchange_keep_trace() returns trigger language plpgsql as $$
declare
  oldest timestamptz := nullif(current_setting('exchange.purge_before', true), '');
begin
  if tg_op = 'DELETE' then
    if old.timestamp < oldest then
      return old;
    end if;
  end if;
  raise exception 'The log is append-only: % of % is refused.', lower(tg_op), tg_table_name
    using errcode = 'restrict_violation';
end $$;
"""
WATCH = """
create trigger keep_trace before update or delete on {table}
  for each row execute function exchange_keep_trace();
create trigger keep_traces before truncate on {table}
  for each statement execute function exchange_keep_trace();
"""
TABLES = ("wagtailcore_pagelogentry", "wagtailcore_modellogentry")
# What the log called by name, address or words before this.
NAME_NOBODY = """
update wagtailcore_modellogentry entry set label = '#' || entry.object_id
from django_content_type kind
where kind.id = entry.content_type_id and kind.app_label = 'exchange'
  and kind.model in ('user', 'invitation', 'feedback');
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0017_traces"), ("wagtailcore", "0098_apitoken")]

    operations = [
        migrations.RunSQL(NAME_NOBODY, migrations.RunSQL.noop),
        migrations.RunSQL(
            KEEP + "".join(WATCH.format(table=table) for table in TABLES),
            "drop function exchange_keep_trace() cascade;",
        ),
    ]
