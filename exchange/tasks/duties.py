"""Letters about what members owe each other, and the calendar that asks for them."""

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import DutyNotice, User
from exchange.schedule import every
from exchange.tasks.letters import send_letter


@every(days=1)
@task()
def remind_of_duties() -> None:
    """Remind the bodies that have shared nothing this year."""
    call_command("remind_of_duties", verbosity=0)


@task(queue_name="mail")
def mail_duty_notice(notice_id: int, to: int | None = None) -> int:
    """Tell those who answer for a body, each in their language and by a task of its own; return how many."""
    notice = DutyNotice.objects.select_related("organisation").filter(pk=notice_id).first()
    if notice is None:
        return 0
    people = User.objects.who_speak_for(notice.organisation)
    if to is None:
        for person in people:
            mail_duty_notice.enqueue(notice_id, person.pk)
        return len(people)
    person = people.filter(pk=to).first()
    if person is None:
        return 0
    with translation.override(language_to_write_in(person.language, notice.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("duties")
        send_letter("duty_notice", person.email, {"notice": notice, "link": link})
    return 1
