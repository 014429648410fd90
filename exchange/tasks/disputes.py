"""Letters about disputes, and the calendar that passes them on."""

from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import Dispute, DisputeStep, User
from exchange.models.people import GOVERNORS, SPEAKERS
from exchange.schedule import every
from exchange.tasks.letters import send_letter


@every(days=1)
@task()
def keep_disputes_moving() -> None:
    """Pass on the disputes whose step is over."""
    call_command("pass_on_disputes", verbosity=0)


@task(queue_name="mail")
def mail_dispute(dispute_id: int, actor_id: int | None, to: int | None = None) -> int:
    """Tell everybody who follows a dispute, but not whoever just did something; return how many.

    Each of them gets a task of its own (`to`): one address that fails holds up nobody and repeats nothing.
    """
    dispute = Dispute.objects.select_related("raised_by", "answered_by").filter(pk=dispute_id).first()
    if dispute is None:
        return 0
    people = followers_of(dispute).exclude(pk=actor_id)
    if to is None:
        for person in people:
            mail_dispute.enqueue(dispute_id, actor_id, person.pk)
        return len(people)
    person = people.select_related("organisation").filter(pk=to).first()
    if person is None:
        return 0
    with translation.override(language_to_write_in(person.language, person.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("dispute", kwargs={"pk": dispute.pk})
        send_letter("dispute", person.email, {"dispute": dispute, "link": link})
    return 1


def followers_of(dispute):
    """Return those who speak for either body, and the committee once it has the matter before it."""
    bodies = (dispute.raised_by_id, dispute.answered_by_id)
    followers = Q(organisation__in=bodies, roles__name__in=SPEAKERS)
    if dispute.step >= DisputeStep.COMMITTEE:
        followers |= Q(roles__name__in=GOVERNORS)
    return User.objects.filter(followers, is_active=True).distinct()
