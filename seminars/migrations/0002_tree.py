from django.db import migrations

from exchange.migrations._tree import add_index_page

HEADINGS = {"fr": "Séminaires", "nl": "Seminaries", "en": "Seminars"}
SUMMARIES = {
    "fr": "Les rencontres annuelles, leurs conférences et ce qui s’y est signé.",
    "nl": "De jaarlijkse ontmoetingen, de lezingen en wat er ondertekend werd.",
    "en": "The yearly meetings, their talks and what was signed there.",
}


def add_tree(apps, schema_editor):
    add_index_page(
        apps,
        app="seminars",
        model="SeminarIndexPage",
        slug="seminaires",
        headings=HEADINGS,
        summaries=SUMMARIES,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("seminars", "0001_initial"),
        ("practices", "0003_tree_and_workflows"),
        ("exchange", "0005_own_home"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(add_tree, migrations.RunPython.noop)]
