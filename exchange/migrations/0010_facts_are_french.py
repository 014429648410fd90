"""What had no language so far was French."""

from django.db import migrations
from django.db.models import F

FACTS = {
    "antenna": ("address", "serves"),
    "articlepage": ("source_note",),
    "informationpage": ("source_note",),
    "organisation": ("territory",),
    "party": ("decision_body",),
    "pillar": ("belgian_source", "quebec_source"),
    "protocol": ("place",),
    "signature": ("capacities",),
    "territory": ("name",),
}
PAGES = ("articlepage", "informationpage")


def say_in_french(apps, schema_editor):
    for model, names in FACTS.items():
        rows = apps.get_model("exchange", model)._base_manager
        rows.update(**{f"{name}_fr": F(name) for name in names})
    revisions = apps.get_model("wagtailcore", "Revision").objects
    for revision in revisions.filter(content_type__app_label="exchange", content_type__model__in=PAGES):
        revision.content["source_note_fr"] = revision.content.get("source_note", "")
        revision.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0009_facts_in_each_language"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(say_in_french, migrations.RunPython.noop, elidable=True)]
