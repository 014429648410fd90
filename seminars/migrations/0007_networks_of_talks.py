"""Talks that exist already are offered in the network of their protocol, else in the first one of their organisation."""

from importlib import import_module

from django.db import migrations

statements = import_module("practices.migrations.0013_networks_of_rows").statements


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0013_networks_of_rows'),
        ('seminars', '0006_talk_network'),
    ]

    operations = [
        *(
            migrations.RunSQL(statement, migrations.RunSQL.noop)
            for statement in statements("seminars_talk")
        ),
    ]
