import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0030_decisions_rest_on_facts"), ("practices", "0014_departures_from_networks")]

    operations = [
        migrations.AddField(
            model_name="freeze",
            name="dispute",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="freezes",
                to="exchange.dispute",
            ),
        ),
    ]
