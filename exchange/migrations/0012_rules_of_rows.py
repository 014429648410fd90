"""What the forms and actions hold is held by the database too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0011_links_of_texts"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", ""), ("closed_at__isnull", False), _connector="OR"),
                name="verdict_closes_the_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="concept",
            constraint=models.CheckConstraint(
                condition=models.Q(("broader__isnull", True), ("relation", "N"), _connector="OR"),
                name="only_narrower_notions_have_a_broader_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="concept",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("broader__isnull", True),
                    models.Q(("broader", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="notion_is_not_broader_than_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="concept",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__gte", 0), ("weight__lte", 1)), name="weight_from_0_to_1"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencelevel",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__lte", 5)), name="evidence_level_is_5_at_most"
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_fr", ""), _negated=True),
                fields=("name_fr", "country"),
                name="unique_territory_fr",
                violation_error_message="This territory is known already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_fr_ca", ""), _negated=True),
                fields=("name_fr_ca", "country"),
                name="unique_territory_fr_ca",
                violation_error_message="This territory is known already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_nl", ""), _negated=True),
                fields=("name_nl", "country"),
                name="unique_territory_nl",
                violation_error_message="This territory is known already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="territory",
            constraint=models.UniqueConstraint(
                condition=models.Q(("name_en", ""), _negated=True),
                fields=("name_en", "country"),
                name="unique_territory_en",
                violation_error_message="This territory is known already.",
            ),
        ),
    ]
