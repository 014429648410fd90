"""A closed account ends its sessions for good, whoever closes it and by whatever statement."""

from django.db import migrations, models

TRIGGER = """
create function exchange_end_sessions() returns trigger language plpgsql as $$
begin
  -- A row that was read before writes the number that it read: it never goes back.
  new.session_epoch := greatest(new.session_epoch, old.session_epoch);
  if old.is_active and not new.is_active then
    new.session_epoch := new.session_epoch + 1;
  end if;
  return new;
end $$;
create trigger end_sessions before update on exchange_user
  for each row execute function exchange_end_sessions();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0019_accounts")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="session_epoch",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.RunSQL(TRIGGER, "drop function exchange_end_sessions() cascade;"),
    ]
