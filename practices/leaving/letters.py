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
def mail_departure(name: str, departure_pk: int, to: str, language: str, door: str, sheets: int) -> None:
    """Write one letter about a departure, with the figures of the moment when it leaves."""
    departure = Departure.objects.select_related("organisation", "protocol").filter(pk=departure_pk).first()
    if departure is None or departure.closed_on:
        return
    with override(language):
        context = {
            "departure": departure,
            "counts": plan_of(departure).counts,
            "choose_before": choose_before(departure),
            "sheets": sheets,
            "days": settings.REMOVAL_NOTICE_DAYS,
            "link": settings.WAGTAILADMIN_BASE_URL + door,
            "secretariat": settings.SECRETARIAT_EMAIL,
        }
        send_letter(name, to, context)


def tell_body(name: str, departure: Departure, *, sheets: int = 0) -> None:
    """Write to whoever answers for the body, and to the committee where it chooses in its place."""
    for to, language, door in addressees(departure):
        mail_departure.enqueue(name, departure.pk, to, language, door, sheets)


def addressees(departure) -> list[tuple[str, str, str]]:
    """Return address, language and the page that the letter leads to."""
    body = departure.organisation
    people = User.objects.filter(is_active=True).select_related("organisation").distinct()
    own = people.filter(organisation=body, roles__name__in=LEADERS)
    found = {person.email: language_to_write_in(person.language, body) for person in own}
    for address in [] if found else functional_addresses(body):
        found[address] = language_to_write_in("", body)
    letters = [(to, language, address_of("practices:leaving", language)) for to, language in found.items()]
    if departure.cause == Cause.EXCLUSION:
        desk = reverse("departures_of", args=[body.pk])
        committee = people.filter(roles__name=RoleName.COMMITTEE).exclude(organisation=body)
        letters += [
            (person.email, language_to_write_in(person.language, person.organisation), desk)
            for person in committee
        ]
    return letters


def functional_addresses(body) -> list[str]:
    """Return where a body reads its letters once its accounts are closed; else the secretariat passes them on."""
    places = body.memberships.order_by("-left_on", "pk")
    named = (email for place in places for email in (place.content_lead_email, place.head_email) if email)
    return list(dict.fromkeys(named)) or [settings.SECRETARIAT_EMAIL]


def address_of(name: str, language: str) -> str:
    with override(language):
        return reverse(name)
