"""Places, capacities and sources can be told in each language."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_note_changes"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="territory",
            name="unique_territory",
        ),
        migrations.AddField(
            model_name="antenna",
            name="address_en",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="address_fr",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="address_fr_ca",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="address_nl",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="address"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="serves_en",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory served"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="serves_fr",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory served"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="serves_fr_ca",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory served"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="serves_nl",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory served"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="source_note",
            field=models.TextField(blank=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="source_note_en",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="source_note_fr",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="source_note_fr_ca",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="antenna",
            name="source_note_nl",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="source_note_en",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="source_note_fr",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="source_note_fr_ca",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="articlepage",
            name="source_note_nl",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="clause",
            name="original_language",
            field=models.CharField(
                choices=[("fr", "Français"), ("nl", "Nederlands"), ("en", "English")],
                default="fr",
                max_length=10,
                verbose_name="original language",
            ),
        ),
        migrations.AddField(
            model_name="concept",
            name="broader",
            field=models.ForeignKey(
                blank=True,
                help_text="The notion of which a narrower one is a kind.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="narrower",
                to="exchange.concept",
                verbose_name="broader notion",
            ),
        ),
        migrations.AddField(
            model_name="concept",
            name="weight",
            field=models.FloatField(
                default=1,
                help_text="From 0 to 1. What stands in nearly every text tells little apart: 0.1.",
                validators=[
                    django.core.validators.MinValueValidator(0),
                    django.core.validators.MaxValueValidator(1),
                ],
                verbose_name="weight",
            ),
        ),
        migrations.AddField(
            model_name="informationpage",
            name="source_note_en",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="informationpage",
            name="source_note_fr",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="informationpage",
            name="source_note_fr_ca",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="informationpage",
            name="source_note_nl",
            field=models.TextField(blank=True, null=True, verbose_name="source"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="territory_en",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="territory_fr",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="territory_fr_ca",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="territory_nl",
            field=models.CharField(blank=True, max_length=255, null=True, verbose_name="territory"),
        ),
        migrations.AddField(
            model_name="party",
            name="decision_body_en",
            field=models.CharField(
                blank=True, max_length=150, null=True, verbose_name="decision-making body"
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="decision_body_fr",
            field=models.CharField(
                blank=True, max_length=150, null=True, verbose_name="decision-making body"
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="decision_body_fr_ca",
            field=models.CharField(
                blank=True, max_length=150, null=True, verbose_name="decision-making body"
            ),
        ),
        migrations.AddField(
            model_name="party",
            name="decision_body_nl",
            field=models.CharField(
                blank=True, max_length=150, null=True, verbose_name="decision-making body"
            ),
        ),
        migrations.AddField(
            model_name="pillar",
            name="belgian_source_en",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Belgian source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="belgian_source_fr",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Belgian source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="belgian_source_fr_ca",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Belgian source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="belgian_source_nl",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Belgian source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="quebec_source_en",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Québec source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="quebec_source_fr",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Québec source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="quebec_source_fr_ca",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Québec source"),
        ),
        migrations.AddField(
            model_name="pillar",
            name="quebec_source_nl",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="Québec source"),
        ),
        migrations.AddField(
            model_name="protocol",
            name="place_en",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="protocol",
            name="place_fr",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="protocol",
            name="place_fr_ca",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="protocol",
            name="place_nl",
            field=models.CharField(blank=True, max_length=120, null=True, verbose_name="place"),
        ),
        migrations.AddField(
            model_name="signature",
            name="capacities_en",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), null=True, size=None, verbose_name="capacities"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="capacities_fr",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), null=True, size=None, verbose_name="capacities"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="capacities_fr_ca",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), null=True, size=None, verbose_name="capacities"
            ),
        ),
        migrations.AddField(
            model_name="signature",
            name="capacities_nl",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), null=True, size=None, verbose_name="capacities"
            ),
        ),
        migrations.AddField(
            model_name="territory",
            name="name_en",
            field=models.CharField(max_length=120, null=True, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="territory",
            name="name_fr",
            field=models.CharField(max_length=120, null=True, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="territory",
            name="name_fr_ca",
            field=models.CharField(max_length=120, null=True, verbose_name="name"),
        ),
        migrations.AddField(
            model_name="territory",
            name="name_nl",
            field=models.CharField(max_length=120, null=True, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="clause",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="conceptterm",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="position"),
        ),
        migrations.AlterField(
            model_name="evidencelevel",
            name="level",
            field=models.PositiveSmallIntegerField(
                unique=True, validators=[django.core.validators.MaxValueValidator(5)], verbose_name="level"
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="capacities",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=120), null=True, size=None, verbose_name="capacities"
            ),
        ),
        migrations.AlterField(
            model_name="signature",
            name="position",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="position"),
        ),
    ]
