import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F


def note_who_accepted(apps, schema_editor):
    accepted = apps.get_model("practices", "CoOwner").objects.filter(accepted_at__isnull=False)
    accepted.update(accepted_for=F("organisation"))


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0015_living_protocols"),
        ("practices", "0008_completion_in_the_workflow"),
    ]

    operations = [
        migrations.AddField(
            model_name="coowner",
            name="accepted_for",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="exchange.organisation",
            ),
        ),
        migrations.RunPython(note_who_accepted, migrations.RunPython.noop),
    ]
