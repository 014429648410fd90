from django.db import migrations

TABLE = """
create table exchange_change (id bigserial primary key);

create function exchange_note_change() returns trigger language plpgsql as $$
declare
  own text := pg_current_xact_id()::text;
  fresh bigint;
begin
  -- One row for each transaction that writes; only its own commit shows it to the others.
  if current_setting('exchange.noted', true) is distinct from own then
    perform set_config('exchange.noted', own, true);
    insert into exchange_change default values returning id into fresh;
    delete from exchange_change where id in (
      select id from exchange_change where id <= fresh - 500 order by id limit 50 for update skip locked
    );
  end if;
  return null;
end $$;
"""
BACK = "drop function exchange_note_change() cascade; drop table exchange_change;"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_feedback_and_sign_in")]

    operations = [migrations.RunSQL(TABLE, BACK)]
