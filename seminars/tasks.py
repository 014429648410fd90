"""Letters about talks, in the background."""

from django_tasks import task

from exchange.models import User
from practices.models import LifeTask
from seminars import notifications
from seminars.models import Talk


@task(queue_name="mail")
def send_talk_letter(event: str, talk_pk: int, user_pk: int) -> bool:
    """Send one letter about a talk; what is gone meanwhile gets none."""
    talk = Talk.objects.filter(pk=talk_pk).first()
    user = User.objects.filter(pk=user_pk).first()
    return bool(talk and user) and notifications.deliver(event, talk, user)


def tell(event: str, talk, people) -> None:
    """Put a letter into the queue for each of these people, in the transaction of what happened."""
    for pk in {user.pk for user in people}:
        send_talk_letter.enqueue(event, talk.pk, pk)


def call_deciders(talk) -> None:
    """Tell whoever decides at the step under way."""
    step = talk.current_workflow_task
    if isinstance(step, LifeTask):
        tell(notifications.call_for(talk), talk, step.deciders(talk))
