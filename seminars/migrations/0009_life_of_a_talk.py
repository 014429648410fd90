"""Give talks their steps, and let what is published already stand for its organisation."""

from django.db import migrations
from django.utils import timezone

TASKS = {
    "TalkReleaseTask": "Validation de la présentation par l’organisation",
    "HostsTask": "Décision des hôtes du séminaire",
}
# Not attached to the tree: a talk enters its workflow by the action that sends it, and by nothing else.
WORKFLOW = "Vie d’une présentation"


def add_workflow(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    workflow = Workflow.objects.create(name=WORKFLOW, active=True)
    for position, (model, name) in enumerate(TASKS.items()):
        content_type, _created = ContentType.objects.get_or_create(app_label="seminars", model=model.lower())
        task = apps.get_model("seminars", model).objects.create(
            name=name, active=True, content_type=content_type
        )
        WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=position)


def remove_workflow(apps, schema_editor):
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    Task = apps.get_model("wagtailcore", "Task")
    Talk = apps.get_model("seminars", "Talk")
    pks = [
        pk
        for model in TASKS
        for pk in apps.get_model("seminars", model).objects.values_list("task_ptr", flat=True)
    ]
    # What waits there would wait for a step that is no more: it is a draft again.
    waiting = WorkflowState.objects.filter(workflow__name=WORKFLOW, status__in=("in_progress", "needs_changes"))
    waiting.update(status="cancelled", current_task_state=None)
    Talk.objects.filter(live=False, state__in=("submitted", "released")).update(state="draft")
    apps.get_model("wagtailcore", "Workflow").objects.filter(name=WORKFLOW).delete()
    Task.objects.filter(pk__in=pks).delete()


def let_published_talks_stand(apps, schema_editor):
    """Count what was published under the earlier rule as it was counted."""
    Talk = apps.get_model("seminars", "Talk")
    for talk in Talk.objects.filter(live=True, provenance="member").only("pk", "first_published_at"):
        Talk.objects.filter(pk=talk.pk).update(confirmed_at=talk.first_published_at or timezone.now())


class Migration(migrations.Migration):
    dependencies = [
        ("seminars", "0008_talks_of_members"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(add_workflow, remove_workflow),
        migrations.RunPython(let_published_talks_stand, migrations.RunPython.noop),
    ]
