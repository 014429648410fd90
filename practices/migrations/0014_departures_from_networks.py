from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('practices', '0013_networks_of_rows'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_on__isnull', True)), fields=('organisation', 'network'), name='one_pending_departure_from_network'),
        ),
        migrations.AddConstraint(
            model_name='departure',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cause', 'protocol'), ('network__isnull', True), ('protocol__isnull', False)), models.Q(models.Q(('cause', 'protocol'), _negated=True), ('network__isnull', False), ('protocol__isnull', True)), _connector='OR'), name='departure_names_network_or_protocol'),
        ),
    ]
