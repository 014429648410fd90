from django.db import migrations

from exchange.migrations._tree import add_index_page

HEADINGS = {"fr": "Fiches de pratique", "nl": "Praktijkfiches", "en": "Practice sheets"}
SUMMARIES = {
    "fr": "Ce que les corps de police font, ce que cela donne et ce qu’ils en ont appris.",
    "nl": "Wat politiekorpsen doen, wat het oplevert en wat ze eruit leerden.",
    "en": "What police bodies do, what it gives and what they learned.",
}
TASKS = {
    "ReleaseTask": "Validation par l’organisation",
    "AdmissibilityTask": "Recevabilité",
    "HomeReviewTask": "Relecture de la même rive",
    "FarReviewTask": "Relecture de l’autre rive",
    "ThirdReviewTask": "Troisième avis",
    "PublicationTask": "Publication",
}
# Not attached to the tree: a sheet enters its workflow by the action that submits it, and by nothing else.
WORKFLOWS = {
    "Vie d’une fiche": list(TASKS),
    "Correction d’une fiche": ["ReleaseTask", "PublicationTask"],
}


def add_tree(apps, schema_editor):
    add_index_page(
        apps,
        app="practices",
        model="PracticeIndexPage",
        slug="fiches",
        headings=HEADINGS,
        summaries=SUMMARIES,
    )


def add_workflows(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    tasks = {}
    for model, name in TASKS.items():
        content_type, _created = ContentType.objects.get_or_create(
            app_label="practices", model=model.lower()
        )
        tasks[model] = apps.get_model("practices", model).objects.create(
            name=name, active=True, content_type=content_type
        )
    for name, steps in WORKFLOWS.items():
        workflow = Workflow.objects.create(name=name, active=True)
        for position, step in enumerate(steps):
            WorkflowTask.objects.create(workflow=workflow, task_id=tasks[step].pk, sort_order=position)


def remove_workflows(apps, schema_editor):
    apps.get_model("wagtailcore", "Workflow").objects.filter(name__in=WORKFLOWS).delete()
    for model in TASKS:
        apps.get_model("practices", model).objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("practices", "0002_life_of_a_sheet"),
        ("exchange", "0005_own_home"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(add_tree, migrations.RunPython.noop),
        migrations.RunPython(add_workflows, remove_workflows),
    ]
