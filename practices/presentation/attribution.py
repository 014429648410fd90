"""In whose name a page stands: its body, until when it was a member, and who published it before."""

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from practices.models import Departure, FormerOwner


def member_until(day: dt.date | None) -> str:
    """Return « membre jusqu'au 3 mars 2027 », or nothing for whoever still is one."""
    return _("member until %(date)s") % {"date": date_format(day, "DATE_FORMAT")} if day else ""


def published_by(former: FormerOwner) -> str:
    """Return « publié par la Zone du Nord (jusqu'au 3 mars 2027) »."""
    date = date_format(former.until, "DATE_FORMAT")
    return _("published by %(body)s (until %(date)s)") % {"body": former.organisation, "date": date}


def standing(departures: Iterable[Departure], former_owners: Iterable[FormerOwner]) -> list[str]:
    """Return what is said beside the name of a body: first its own end, then who was there before."""
    today = timezone.localdate()
    left = [member_until(departure.effective_on) for departure in departures if departure.is_effective(today)]
    return [*left, *(published_by(former) for former in former_owners)]


def standing_of(page) -> list[str]:
    """Return what is said beside the name of the body of any shared page."""
    departures = (
        Departure.objects.pending()
        .of_network()
        .filter(organisation=page.organisation_id, network=page.network_id)
    )
    former = FormerOwner.objects.filter(page=page.pk).select_related("organisation").order_by("until", "pk")
    return standing(departures, former if page.pk else [])


def cited(source: str, said: list[str]) -> str:
    """Return the source to cite, with what must be said of its body."""
    return format_html("{} ({})", source, "; ".join(said)) if said else source
