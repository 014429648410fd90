"""Ask for what publication needs before the first review, and name the state of what was submitted."""

from django.db import migrations
from django.utils import timezone

ACTIVE = ("in_progress", "needs_changes")
PASSED = ("approved", "skipped")


def workflows(apps):
    """Return the workflows in which a practice is found admissible."""
    Workflow = apps.get_model("wagtailcore", "Workflow")
    admissibility = apps.get_model("practices", "AdmissibilityTask").objects.values("task_ptr")
    return Workflow.objects.filter(workflow_tasks__task__in=admissibility).distinct()


def add_completion(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    TaskState = apps.get_model("wagtailcore", "TaskState")
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")
    content_type, _created = ContentType.objects.get_or_create(app_label="practices", model="completiontask")
    task = apps.get_model("practices", "CompletionTask").objects.create(
        name="Compléments de l’auteur", active=True, content_type=content_type
    )
    admissibility = set(
        apps.get_model("practices", "AdmissibilityTask").objects.values_list("task_ptr", flat=True)
    )
    task_states = {
        "content_type": ContentType.objects.get_or_create(app_label="wagtailcore", model="taskstate")[0]
    }
    for workflow in workflows(apps):
        steps = list(WorkflowTask.objects.filter(workflow=workflow).order_by("sort_order"))
        place = next(n for n, step in enumerate(steps) if step.task_id in admissibility) + 1
        for n, step in enumerate(steps[place:], place + 1):
            WorkflowTask.objects.filter(pk=step.pk).update(sort_order=n)
        for n, step in enumerate(steps[:place]):
            WorkflowTask.objects.filter(pk=step.pk).update(sort_order=n)
        WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=place)
        # What is under review already is not stopped for it.
        for state in WorkflowState.objects.filter(workflow=workflow, status__in=ACTIVE):
            found = state.task_states.filter(task__in=admissibility, status__in=PASSED).first()
            if found:
                TaskState.objects.create(
                    workflow_state=state,
                    task_id=task.pk,
                    revision_id=found.revision_id,
                    status="skipped",
                    started_at=timezone.now(),
                    finished_at=timezone.now(),
                    **task_states,
                )


def remove_completion(apps, schema_editor):
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    CompletionTask = apps.get_model("practices", "CompletionTask")
    pks = list(CompletionTask.objects.values_list("task_ptr", flat=True))
    # What waits there would wait for a step that is no more: it is a draft again.
    waiting = WorkflowState.objects.filter(current_task_state__task__in=pks, status__in=ACTIVE)
    waiting.update(status="cancelled", current_task_state=None)
    apps.get_model("practices", "Practice").objects.filter(state="to_complete").update(state="draft")
    apps.get_model("wagtailcore", "Task").objects.filter(pk__in=pks).delete()


def name_the_submitted(apps, schema_editor):
    """Name the state of drafts that wait for their content lead; the same people read them as before."""
    WorkflowState = apps.get_model("wagtailcore", "WorkflowState")
    release = apps.get_model("practices", "ReleaseTask").objects.values("task_ptr")
    waiting = WorkflowState.objects.filter(
        status="in_progress", current_task_state__task__in=release, current_task_state__status="in_progress"
    )
    pks = [int(pk) for pk in waiting.values_list("object_id", flat=True)]
    drafts = apps.get_model("practices", "Practice").objects.filter(pk__in=pks, state="draft")
    drafts.update(state="submitted")


def forget_the_submitted(apps, schema_editor):
    apps.get_model("practices", "Practice").objects.filter(state="submitted").update(state="draft")


class Migration(migrations.Migration):
    dependencies = [("practices", "0007_completion_before_review")]

    operations = [
        migrations.RunPython(add_completion, remove_completion),
        migrations.RunPython(name_the_submitted, forget_the_submitted),
    ]
