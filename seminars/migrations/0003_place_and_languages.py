"""The place of a seminar in each language, and the languages that a talk was given in."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import F


def say_in_french(apps, schema_editor):
    apps.get_model("seminars", "Seminar")._base_manager.update(place_fr=F("place"))
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for revision in revisions.filter(content_type__app_label="seminars", content_type__model="seminar"):
        revision.content["place_fr"] = revision.content.get("place", "")
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("seminars", "0002_tree"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AddField(
            model_name="seminar",
            name="place_en",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="seminar",
            name="place_fr",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="seminar",
            name="place_fr_ca",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="seminar",
            name="place_nl",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="talk",
            name="languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")], max_length=10
                ),
                blank=True,
                default=list,
                size=None,
                verbose_name="languages spoken",
            ),
        ),
        migrations.AlterConstraint(
            model_name="talk",
            name="talk_for_parties_names_its_protocol",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "parties"), _negated=True),
                    ("protocol__isnull", False),
                    _connector="OR",
                ),
                name="talk_for_parties_names_its_protocol",
                violation_error_message="What is for the parties names their protocol.",
            ),
        ),
        migrations.RunPython(say_in_french, migrations.RunPython.noop, elidable=True),
    ]
