"""A body leaves, or another one takes its place."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.actions import announce, save_and_log
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.languages import LANGUAGES, localized
from exchange.memberships.rules import Votes
from exchange.models import Category, Membership, Organisation
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES, Basis
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused, require
from exchange.signals import organisation_succeeded

from .applications import place_of
from .steps import counted, locked, office_of, require_body, require_committee, require_office, take

# From the fullest to the lightest.
CATEGORIES = (Category.MEMBER, Category.ASSOCIATE, Category.OBSERVER)


@transaction.atomic
def notify_withdrawal(membership, *, head: str, reason="", by, seen=None) -> Membership:
    """Give notice of leaving by a letter of the head; it takes effect after some days.

    The body's own administrator does it, or the secretariat that holds the letter.
    """
    membership = locked(membership, seen=seen)
    is_of_body = by is not None and by.organisation_id == membership.organisation_id
    if is_of_body:
        require_body(membership.organisation, by)
    else:
        require_office(membership, by)
    if not head.strip():
        raise Refused(_("Say whose letter it is: the name or function of the head of the body."))
    if membership.leaves_on:
        raise Refused(_("The withdrawal is notified already."))
    leaves_on = today_of(membership.organisation) + dt.timedelta(days=settings.WITHDRAWAL_DAYS)
    take(
        membership,
        Event.NOTIFY_WITHDRAWAL,
        by=by,
        capacity=DecidedBy.BODY if is_of_body else office_of(by),
        facts={"head": head.strip()},
        reason=reason,
        until=leaves_on,
        leaves_on=leaves_on,
    )
    return membership


@transaction.atomic
def succeed(predecessors, *, successor, on: dt.date, reason, by=None) -> list[Membership]:
    """Let a body take the place of one or several others: sheets and history at once, membership provisionally.

    Protocols do not pass by themselves: their parties confirm them expressly.
    """
    require(by, *GOVERNORS)
    if not reason.strip():
        raise Refused(_("Give the reason: the text by which the bodies merge or are replaced."))
    if on > timezone.localdate():
        raise Refused(_("A succession is recorded on its day, or after it."))
    bodies, successor = locked_bodies(predecessors, successor)
    places = list(
        Membership.objects.filter(organisation__in=bodies, state__in=REGISTERED_STATES)
        .select_related("organisation", "network")
        .order_by("network", "pk")
    )
    for body in bodies:
        inherit_names(successor, body)
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
    for body in bodies:
        announce(organisation_succeeded, organisation=body, successor=successor, by=by)
    return heirs


def locked_bodies(predecessors, successor):
    """Return the bodies of a succession, locked in one order, once nothing speaks against it."""
    wanted = {body.pk for body in predecessors}
    if not wanted or successor.pk in wanted:
        raise Refused(_("Choose the bodies that are replaced, and another one that takes their place."))
    found = Organisation.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    rows = {body.pk: body for body in found.filter(pk__in=wanted | {successor.pk})}
    bodies = [rows[pk] for pk in sorted(wanted)]
    for body in bodies:
        if body.successor_id:
            raise Refused(_("%(body)s has a successor already.") % {"body": body})
    heir = rows[successor.pk]
    if heir.successor_id:
        raise Refused(_("%(body)s has a successor already.") % {"body": heir})
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


def inherit(successor, places, on, reason, by) -> Membership | None:
    """Give the successor the place of its predecessors in one network, unless it has its own there."""
    heir = place_of(successor, places[0].network)
    if heir.state in REGISTERED_STATES and heir.pk:
        return None
    category = min((place.category for place in places), key=CATEGORIES.index)
    observing = [place.observes_until for place in places]
    take(
        heir,
        Event.INHERIT,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        reason=reason,
        until=months_later(on, settings.PROVISIONAL_MONTHS),
        category=category,
        observes_until=max(filter(None, observing), default=None) if category == Category.OBSERVER else None,
        basis=Basis.SUCCESSION,
        accession_on=heir.accession_on or on,
        left_on=None,
        illustrative=any(place.illustrative for place in places),
        provisional_until=months_later(on, settings.PROVISIONAL_MONTHS),
        charter_due_on=on + dt.timedelta(days=settings.CHARTER_DAYS),
    )
    return heir


@transaction.atomic
def confirm_succession(membership, *, votes: Votes, reason="", by, seen=None) -> Membership:
    """Make a membership that was taken over a lasting one."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    if membership.provisional_until is None or membership.state not in REGISTERED_STATES:
        raise Refused(_("This membership is not provisional."))
    counted(membership, votes)
    if not votes.carry():
        raise Refused(_("These votes do not carry it: it needs more in favour than against."))
    take(
        membership,
        Event.CONFIRM,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        votes=votes,
        reason=reason,
        provisional_until=None,
    )
    return membership
