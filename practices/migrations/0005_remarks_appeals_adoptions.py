"""Remarks on chapters, appeals to the committee, and whom to call about an adoption."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchange', '0012_rules_of_rows'),
        ('practices', '0004_rules_of_rows'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='adoption',
            name='antenna',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='exchange.antenna', verbose_name='contact antenna'),
        ),
        migrations.CreateModel(
            name='Remark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('chapter', models.CharField(choices=[('brief', 'In short'), ('situation', 'Situation'), ('analysis', 'Analysis'), ('response', 'Response'), ('partners', 'With whom'), ('means', 'What it takes'), ('results', 'Results'), ('lessons', 'What we would do again, and no more'), ('transfer', 'Core, and what may change'), ('law', 'Law, privacy, ethics'), ('practical', 'Practical information')], max_length=12, verbose_name='chapter')),
                ('text', models.TextField(verbose_name='remark')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='dealt with')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='remarks', to='practices.practice')),
            ],
            options={
                'verbose_name': 'remark',
                'verbose_name_plural': 'remarks',
            },
        ),
        migrations.CreateModel(
            name='Appeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('is_upheld', models.BooleanField(blank=True, null=True, verbose_name='upheld')),
                ('decision', models.TextField(blank=True, verbose_name='decision')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('practice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appeals', to='practices.practice')),
                ('review', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.workflowstate')),
            ],
            options={
                'verbose_name': 'appeal',
                'verbose_name_plural': 'appeals',
                'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at__isnull', True)), fields=('practice',), name='one_open_appeal_per_sheet')],
            },
        ),
    ]
