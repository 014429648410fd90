"""What a step of a membership brings to the sheets of the body, told before anybody confirms it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from exchange.clocks import today_of
from exchange.memberships.consequences import consequence
from exchange.models import MembershipEvent as Event
from practices.leaving.plan import Plan, plan_of, supposed
from practices.models import Departure, Practice
from practices.models.leaving import Cause


@consequence
def sheets_after(membership, event) -> list[tuple]:
    """Say what becomes of what others read in this network: how many sheets stay, are archived, change hands."""
    organisation = membership.organisation
    if event == Event.NOTIFY_WITHDRAWAL:
        return in_figures(plan_of(supposed(membership)), reverse("practices:leaving"))
    if event in (Event.EXCLUDE, Event.NOTICE_OF_EXCLUSION):
        today = today_of(organisation)
        departure = Departure(
            organisation=organisation,
            network=membership.network,
            cause=Cause.EXCLUSION,
            noticed_on=today,
            effective_on=today,
        )
        return in_figures(plan_of(departure), reverse("departures_of", args=[organisation.pk]))
    published = Practice.objects.of_organisation(organisation).published()
    if event == Event.SUCCEED:
        return [(_("Published practices that the successor takes over"), published.count())]
    if event in (Event.SUSPEND, Event.NOTICE_OF_SUSPENSION):
        stay = published.filter(network=membership.network_id)
        return [(_("Published practices that stay as they are"), stay.count())]
    return []


def in_figures(plan: Plan, url: str) -> list[tuple]:
    counts = plan.for_others().counts
    return [(_("Practices: %(end)s") % {"end": deed.label}, number, url) for deed, number in counts]
