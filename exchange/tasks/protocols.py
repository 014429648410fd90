"""Letters about protocols, to the administrators of the parties and the committee, and their daily round."""

from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import Protocol, User
from exchange.schedule import every

from .letters import send_letter


@every(days=1)
@task()
def mind_protocols() -> None:
    """Call for renewals, remind, and let end what is over."""
    call_command("keep_protocols", verbosity=0)


@task(queue_name="mail")
def mail_protocol_news(protocol_id: int, event: str, user_id: int) -> None:
    """Tell somebody what was decided about a protocol."""
    write("protocol_news", protocol_id, user_id, event=event)


@task(queue_name="mail")
def mail_protocol_reminder(protocol_id: int, user_id: int) -> None:
    """Tell somebody that a protocol ends soon."""
    write("protocol_reminder", protocol_id, user_id)


def write(name, protocol_id, user_id, **context) -> None:
    protocol = Protocol.objects.filter(pk=protocol_id).first()
    user = User.objects.select_related("organisation").filter(pk=user_id, is_active=True).first()
    if protocol is None or user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + protocol.get_absolute_url()
        send_letter(name, user.email, {"protocol": protocol, "link": link, **context})
