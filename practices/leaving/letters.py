"""Letters about departures: dates, counts and a link, no heading of any sheet."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import RoleName, User
from exchange.tasks.letters import send_letter
from practices.leaving.plan import choose_before, plan_of
from practices.models import Departure
from practices.models.leaving import Cause

LEADERS = (RoleName.ORGANISATION_ADMINISTRATOR, RoleName.CONTENT_LEAD)


@task(queue_name="mail")
def mail_departure(
    name: str, departure_pk: int, to: str, language: str, to_committee: bool, sheets: int
) -> None:
    """Write one letter about a departure, with the figures of the moment when it leaves."""
    departure = (
        Departure.objects.select_related("organisation", "network", "protocol")
        .filter(pk=departure_pk)
        .first()
    )
    if departure is None or departure.closed_on:
        return
    plan = plan_of(departure)
    with override(language):
        own, desk = reverse("practices:leaving"), reverse("departures_of", args=[departure.organisation_id])
        context = {
            "departure": departure,
            "counts": (plan.for_others() if to_committee else plan).counts,
            "choose_before": choose_before(departure),
            "sheets": sheets,
            "days": settings.REMOVAL_NOTICE_DAYS,
            "link": settings.WAGTAILADMIN_BASE_URL + (desk if to_committee else own),
            "secretariat": settings.SECRETARIAT_EMAIL,
        }
        send_letter(name, to, context)


def tell_body(name: str, departure: Departure, *, sheets: int = 0) -> None:
    """Write to whoever answers for the body, and to the committee where it chooses in its place."""
    for to, language in of_body(departure.organisation):
        mail_departure.enqueue(name, departure.pk, to, language, False, sheets)
    if departure.cause == Cause.EXCLUSION:
        for to, language in of_committee(departure.organisation):
            mail_departure.enqueue(name, departure.pk, to, language, True, sheets)


def of_body(body) -> list[tuple[str, str]]:
    """Return address and language of whoever answers for a body, or of its functional addresses."""
    people = User.objects.filter(is_active=True, organisation=body, roles__name__in=LEADERS).distinct()
    found = [(person.email, language_to_write_in(person.language, body)) for person in people]
    return found or [(address, language_to_write_in("", body)) for address in functional_addresses(body)]


def of_committee(body) -> list[tuple[str, str]]:
    people = User.objects.filter(is_active=True, roles__name=RoleName.COMMITTEE).exclude(organisation=body)
    return [
        (person.email, language_to_write_in(person.language, person.organisation))
        for person in people.select_related("organisation").distinct()
    ]


def functional_addresses(body) -> list[str]:
    """Return where a body reads its letters once its accounts are closed; else the secretariat passes them on."""
    places = body.memberships.order_by("-left_on", "pk")
    named = (email for place in places for email in (place.content_lead_email, place.head_email) if email)
    return list(dict.fromkeys(named)) or [settings.SECRETARIAT_EMAIL]
