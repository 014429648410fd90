"""Letters about incidents, and what the calendar removes."""

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone, translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import IncidentNotice, Membership, RoleName, User
from exchange.schedule import every
from exchange.tasks.letters import send_letter


@every(days=1)
@task()
def purge_old_data() -> None:
    """Remove what was kept long enough."""
    call_command("purge_old_data", verbosity=0)


@task(queue_name="mail")
def mail_incident(notice_id: int, to: str = "", language: str = "") -> int:
    """Tell the privacy contacts of one body; return how many addresses it has for that.

    Each of them gets a task of its own (`to`): one address that fails holds up nobody and repeats nothing.
    """
    notices = IncidentNotice.objects.select_related("incident", "organisation")
    notice = notices.filter(pk=notice_id).first()
    if notice is None or (notice.sent_at and not to):
        return 0
    if not to:
        contacts = privacy_contacts(notice.organisation)
        for address, spoken in contacts.items():
            mail_incident.enqueue(notice_id, address, spoken)
        return len(contacts)
    with translation.override(language_to_write_in(language, notice.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + notice.incident.get_absolute_url()
        send_letter("incident", to, letter_about(notice, link))
    IncidentNotice.objects.filter(pk=notice_id, sent_at=None).update(sent_at=timezone.now())
    return 1


def letter_about(notice, link: str) -> dict:
    return {
        "incident": notice.incident,
        "organisation": notice.organisation,
        "link": link,
    }


def privacy_contacts(organisation) -> dict[str, str]:
    """Return where a body wants to hear of a breach, and in which language, as far as it says.

    The address that it named, and its privacy delegates; for want of both, its administrators.
    """
    named = Membership.objects.active().filter(organisation=organisation).exclude(privacy_email="")
    found = dict.fromkeys(named.values_list("privacy_email", flat=True), "")
    people = User.objects.filter(is_active=True, organisation=organisation)
    delegates = people.filter(roles__name=RoleName.PRIVACY_DELEGATE)
    found |= dict(delegates.values_list("email", "language"))
    if not found:
        administrators = people.filter(roles__name=RoleName.ORGANISATION_ADMINISTRATOR)
        found = dict(administrators.values_list("email", "language"))
    return found
