"""What is done for sheets in the background: letters, and the calendar."""

from django.core.management import call_command
from django_tasks import task
from wagtail.models import TaskState

from exchange.models import RoleName, TranslatedPage, User
from exchange.schedule import every
from practices import notifications
from practices.models import CompletionTask, LifeTask, PublicationTask, ReviewTask
from practices.models.review import owner_contributes


@task(queue_name="mail")
def send_letter(event: str, page_pk: int, user_pk: int) -> bool:
    """Send one letter about a sheet or another shared page; what is gone meanwhile gets none."""
    page = TranslatedPage.objects.filter(pk=page_pk).specific().first()
    user = User.objects.filter(pk=user_pk).first()
    return bool(page and user) and notifications.deliver(event, page, user)


@every(days=1)
@task()
def keep_deadlines() -> None:
    """Do what the day asks for."""
    call_command("keep_deadlines", verbosity=0)


@every(days=1)
@task()
def keep_departures() -> None:
    """Do what the day asks for with the sheets of bodies that leave."""
    call_command("keep_departures", now=True, verbosity=0)


def tell(event: str, practice, people) -> None:
    """Put a letter into the queue for each of these people, in the transaction of what happened."""
    for pk in {user.pk for user in people}:
        send_letter.enqueue(event, practice.pk, pk)


def call_deciders(practice) -> None:
    """Tell whoever decides at the step under way; without a reviewer the secretariat finds one."""
    step = practice.current_workflow_task
    if not isinstance(step, LifeTask) or isinstance(step, CompletionTask):
        return
    people = step.deciders(practice)
    if isinstance(step, ReviewTask) and not people:
        editors = User.objects.filter(is_active=True, roles__name=RoleName.EDITOR).distinct()
        tell("no_reviewer", practice, editors.exclude(organisation__in=practice.owner_ids()))
        return
    if isinstance(step, PublicationTask) and not owner_contributes(practice):
        # Held: nothing new of it is published; whoever waits knows why, and hears when it goes on.
        tell("publication_held", practice, {*people, *notifications.leads_of(practice)})
        return
    event = notifications.call_for(step)
    if isinstance(step, ReviewTask):
        again = [person for person in people if has_read(person, practice)]
        tell("review_again", practice, again)
        people = [person for person in people if person not in again]
    tell(event, practice, people)


def has_read(person, practice) -> bool:
    """Say whether somebody decided about an earlier text of a sheet."""
    taken = TaskState.objects.filter(workflow_state__in=practice.workflow_states)
    return taken.filter(finished_by=person).exists()
