"""Accounts that were opened again, and what the processes of account pages count together."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0018_append_only_log")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="reopened_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="opened again at"),
        ),
        # As `createcachetable` makes it, which needs to be called by hand.
        migrations.RunSQL(
            """
            create unlogged table exchange_shared_cache (
                cache_key varchar(255) primary key,
                value text not null,
                expires timestamptz not null
            );
            create index exchange_shared_cache_expires on exchange_shared_cache (expires);
            """,
            "drop table exchange_shared_cache",
        ),
    ]
