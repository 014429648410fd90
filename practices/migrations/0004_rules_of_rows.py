"""What is for the parties names their protocol; a file hangs once on a sheet."""

from django.conf import settings
from django.db import migrations, models


def keep_the_first(apps, schema_editor):
    files = apps.get_model("practices", "PracticeFile").objects
    seen = set()
    for row in files.order_by("practice", "sort_order", "pk"):
        if (row.practice_id, row.file_id) in seen:
            row.delete()
        seen.add((row.practice_id, row.file_id))


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0008_note_changes"),
        ("practices", "0003_tree_and_workflows"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="practice",
            name="sheet_for_parties_names_its_protocol",
        ),
        migrations.AddConstraint(
            model_name="practice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", "parties"), _negated=True),
                    ("protocol__isnull", False),
                    _connector="OR",
                ),
                name="practice_for_parties_names_its_protocol",
                violation_error_message="What is for the parties names their protocol.",
            ),
        ),
        migrations.RunPython(keep_the_first, migrations.RunPython.noop, elidable=True),
        migrations.AddConstraint(
            model_name="practicefile",
            constraint=models.UniqueConstraint(fields=("practice", "file"), name="unique_practice_file"),
        ),
    ]
