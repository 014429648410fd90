"""What appears and goes at a moment that was chosen before."""

from django.core.management import call_command
from django_tasks import task

from exchange.schedule import every


@every(minutes=1)
@task()
def publish_scheduled() -> None:
    """Publish and take off what is due."""
    call_command("publish_scheduled", verbosity=0)
