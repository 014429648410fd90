"""Letters about protocols, to the administrators of the parties and the committee, and their daily round."""

from django.conf import settings
from django.core.management import call_command
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import Organisation, Protocol, User
from exchange.schedule import every

from .letters import send_letter


@every(days=1)
@task()
def mind_protocols() -> None:
    """Call for renewals, remind, and let end what is over."""
    call_command("keep_protocols", verbosity=0)


@task(queue_name="mail")
def mail_protocol_news(
    protocol_id: int, event: str, user_id: int | None, organisation_id: int | None = None
) -> None:
    """Tell somebody, or a party at its functional address, what was decided about a protocol."""
    write("protocol_news", protocol_id, user_id, organisation_id, event=event)


@task(queue_name="mail")
def mail_protocol_reminder(protocol_id: int, user_id: int | None, organisation_id: int | None = None) -> None:
    """Tell somebody, or a party at its functional address, that a protocol ends soon."""
    write("protocol_reminder", protocol_id, user_id, organisation_id)


def write(name, protocol_id, user_id, organisation_id=None, **context) -> None:
    protocol = Protocol.objects.filter(pk=protocol_id).first()
    user = User.objects.select_related("organisation").filter(pk=user_id, is_active=True).first()
    body = user.organisation if user else Organisation.objects.filter(pk=organisation_id).first()
    to = user.email if user else functional_address(body)
    if protocol is None or not to:
        return
    with translation.override(language_to_write_in(user.language if user else "", body)):
        link = settings.WAGTAILADMIN_BASE_URL + protocol.get_absolute_url()
        send_letter(name, to, {"protocol": protocol, "link": link, **context})


def functional_address(body) -> str:
    """Return where a body without an administrator reads its letters: its head, its contact, its antenna."""
    if body is None:
        return ""
    places = body.memberships.order_by("pk")
    named = (address for place in places for address in (place.head_email, place.contact_email) if address)
    antennas = body.antennas.exclude(email="").order_by("pk").values_list("email", flat=True)
    return next(iter([*named, *antennas]), settings.SECRETARIAT_EMAIL)
