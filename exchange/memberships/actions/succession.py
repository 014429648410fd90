"""Bodies merge, or another one takes the place of one: rights, people and functions pass to the successor."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.actions import announce, save_and_log
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.languages import LANGUAGES, localized
from exchange.models import (
    Antenna,
    Category,
    CommitteeSeat,
    Membership,
    MembershipApplication,
    Organisation,
    SponsorAnswer,
)
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES, Basis
from exchange.models.people import GOVERNORS
from exchange.moves.succession import bring_people, refuse_without_administrator
from exchange.refusal import Refused, require
from exchange.signals import organisation_succeeded

from .applications import place_of
from .steps import locked, require_committee, take

# From the fullest to the lightest.
CATEGORIES = (Category.MEMBER, Category.ASSOCIATE, Category.OBSERVER)


@transaction.atomic
def succeed(
    predecessors, *, successor, on: dt.date, reason, administrator: str = "", by=None
) -> list[Membership]:
    """Let a body take the place of one or several others: sheets and history at once, membership provisionally.

    administrator: the address of whoever administers the successor; needed while nobody does.
    Protocols do not pass by themselves: their parties confirm them expressly.
    """
    require(by, *GOVERNORS)
    if not reason.strip():
        raise Refused(_("Give the reason: the text by which the organisations merge or are replaced."))
    if on > timezone.localdate():
        raise Refused(_("A succession is recorded on its day, or after it."))
    bodies, successor = locked_bodies(predecessors, successor)
    refuse_without_administrator(successor, administrator, by=by)
    places = list(
        Membership.objects.filter(organisation__in=bodies, state__in=REGISTERED_STATES)
        .select_related("organisation", "network")
        .order_by("network", "pk")
    )
    for body in bodies:
        inherit_names(successor, body)
        inherit_contacts(successor, body)
        inherit_seats(successor, body, on)
        body.successor, body.succeeded_on = successor, on
        save_and_log(
            body,
            by=by,
            action="exchange.organisation.succeed",
            successor=successor.pk,
            succeeded_on=on.isoformat(),
        )
    save_and_log(
        successor, by=by, action="exchange.organisation.succeed", predecessors=[body.pk for body in bodies]
    )
    for place in places:
        ending = locked(place)
        require_committee(ending, by)
        take(
            ending,
            Event.SUCCEED,
            by=by,
            capacity=DecidedBy.COMMITTEE,
            reason=reason,
            until=on,
            leaves_on=None,
            left_on=on,
        )
    heirs = [
        heir
        for network in dict.fromkeys(place.network for place in places)
        if (heir := inherit(successor, [p for p in places if p.network == network], on, reason, by))
    ]
    bring_people(bodies, successor, administrator=administrator, by=by)
    for body in bodies:
        announce(organisation_succeeded, organisation=body, successor=successor, by=by)
    return heirs


def locked_bodies(predecessors, successor):
    """Return the bodies of a succession, locked in one order, once nothing speaks against it."""
    wanted = {body.pk for body in predecessors}
    if not wanted or successor.pk in wanted:
        raise Refused(_("Choose the organisations that are replaced, and another one that replaces them."))
    found = Organisation.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = {body.pk: body for body in found.filter(pk__in=wanted | {successor.pk})}
    bodies = [rows[pk] for pk in sorted(wanted)]
    for body in bodies:
        if body.successor_id:
            raise Refused(_("%(body)s already has a successor.") % {"body": body})
    heir = rows[successor.pk]
    if heir.successor_id:
        raise Refused(_("%(body)s already has a successor.") % {"body": heir})
    return bodies, heir


def inherit_names(successor, body) -> None:
    """Let the successor be found by the names and codes of the body that it replaces."""
    spoken = (getattr(body, localized("name", language)) for language in LANGUAGES)
    names = [*body.codes, body.short_name, *spoken, *body.aliases]
    longest = Organisation._meta.get_field("aliases").base_field.max_length
    known = set(successor.aliases)
    for name in names:
        if name and len(name) <= longest and name not in known:
            successor.aliases.append(name)
            known.add(name)


def inherit_contacts(successor, body) -> None:
    """Give the successor the antennas and the domains of service addresses, so that people are reached and invited."""
    Antenna.objects.filter(organisation=body).update(organisation=successor)
    successor.email_domains = sorted({*successor.email_domains, *body.email_domains})
    waiting = MembershipApplication.objects.open().filter(sponsor=body)
    waiting.filter(sponsor_answer__in=("", SponsorAnswer.AWAITED)).exclude(organisation=successor).update(
        sponsor=successor
    )


def inherit_seats(successor, body, on: dt.date) -> None:
    """End the seats of a body on the eve of the succession; the successor holds them for the rest of their term."""
    for seat in CommitteeSeat.objects.in_term(on).filter(organisation=body):
        CommitteeSeat.objects.create(
            organisation=successor,
            function=seat.function,
            starts_on=max(on, seat.starts_on),
            ends_on=seat.ends_on,
        )
        seat.ends_on = max(on - dt.timedelta(days=1), seat.starts_on)
        seat.save(update_fields=["ends_on"])
    CommitteeSeat.objects.filter(organisation=body, starts_on__gt=on).update(organisation=successor)


def inherit(successor, places, on, reason, by) -> Membership | None:
    """Give the successor the place of its predecessors in one network, unless it has its own there.

    It has the seniority and the functions of whoever joined first. What is to be done within some time
    counts from today, also where the succession is recorded late.
    """
    heir = place_of(successor, places[0].network)
    joined = sorted(filter(None, (heir.accession_on, *(place.accession_on for place in places))))
    eldest = sorted(places, key=lambda place: place.accession_on or dt.date.max)
    if heir.state in REGISTERED_STATES and heir.pk:
        if joined and heir.accession_on != joined[0]:
            heir.accession_on = joined[0]
            save_and_log(heir, by=by)
        return None
    today = today_of(successor)
    addresses = {
        name: next(filter(None, (getattr(place, name) for place in (heir, *eldest))), "")
        for name in Membership.ADDRESSES
    }
    provisional_until = months_later(today, settings.PROVISIONAL_MONTHS)
    category = min((place.category for place in places), key=CATEGORIES.index)
    observing = [place.observes_until for place in places]
    take(
        heir,
        Event.INHERIT,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        reason=reason,
        until=provisional_until,
        category=category,
        observes_until=max(filter(None, observing), default=None) if category == Category.OBSERVER else None,
        basis=Basis.SUCCESSION,
        accession_on=joined[0] if joined else None,
        left_on=None,
        illustrative=any(place.illustrative for place in places),
        provisional_until=provisional_until,
        charter_due_on=today + dt.timedelta(days=settings.CHARTER_DAYS),
        **addresses,
    )
    return heir
