"""A body gives notice, leaves or comes back; a protocol ends or is renewed: what that opens for their sheets."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.audiences import Audience
from exchange.clocks import today_of
from exchange.models import Membership, MembershipState, Protocol, ProtocolState, SharedPage
from practices.actions.refusal import Refused, allow
from practices.leaving.letters import tell_body
from practices.leaving.plan import closing_day, plan_of
from practices.leaving.policies import policy
from practices.models import Departure, Fate, Practice
from practices.models.leaving import Cause, Choice
from practices.notifications import leads_of_bodies
from practices.tasks import tell

GONE = frozenset({MembershipState.WITHDRAWN, MembershipState.EXCLUDED})
# Also where a suspended body gives notice: its state says only that it is suspended.
GOING = Q(state__in=(MembershipState.LEAVING, *GONE)) | Q(leaves_on__isnull=False)


@transaction.atomic
def follow_membership(place: Membership, today: dt.date | None = None, *, by=None) -> Departure | None:
    """Open, date or close the departure of an organisation from one network, as its membership there has it."""
    place = Membership.objects.select_related("organisation").filter(pk=place.pk).first()
    if place is None:
        return None
    today = today or today_of(place.organisation)
    pending = Departure.objects.pending().filter(organisation=place.organisation, network=place.network_id)
    departure = pending.select_for_update(of=("self",)).first()
    if place.state not in (MembershipState.LEAVING, *GONE) and place.leaves_on is None:
        return take_back(departure, today, by=by) if departure else None
    departure = departure or Departure(
        organisation=place.organisation, noticed_on=today, network_id=place.network_id
    )
    cause = Cause.EXCLUSION if place.state == MembershipState.EXCLUDED else Cause.WITHDRAWAL
    return keep_departure(departure, cause, day_of_end(place, departure, today), today, by=by)


def day_of_end(place: Membership, departure: Departure, today: dt.date) -> dt.date:
    """Return the first day without the rights of a place: as noted, else as the rules have it."""
    if place.state in GONE:
        return place.left_on or min(departure.effective_on or today, today)
    notice = dt.timedelta(days=settings.WITHDRAWAL_DAYS)
    return place.leaves_on or departure.effective_on or today + notice


@transaction.atomic
def follow_protocol(protocol: Protocol, today: dt.date | None = None, *, by=None) -> list[Departure]:
    """Open the departures of the parties whose protocol has an end, or close them if it goes on."""
    today = today or today_of(
        *(party.organisation for party in protocol.parties.select_related("organisation"))
    )
    found = []
    is_open = Protocol.objects.open(today).filter(pk=protocol.pk).exists()
    effective_on = closing_day(protocol) if is_open else min(closing_day(protocol) or today, today)
    if not protocol.is_concluded:
        effective_on = None
    shared = Practice.objects.filter(audience=Audience.PARTIES, protocol=protocol).exists()
    for party in protocol.parties.select_related("organisation"):
        pending = Departure.objects.pending().filter(protocol=protocol, organisation=party.organisation)
        departure = pending.select_for_update(of=("self",)).first()
        if departure and departure.effective_on <= today and not is_open:
            found.append(departure)
        elif effective_on is None or is_far(protocol, effective_on, today):
            if departure:
                take_back(departure, today, by=by)
        elif departure or shared:
            departure = departure or Departure(
                organisation=party.organisation, noticed_on=today, protocol=protocol
            )
            found.append(keep_departure(departure, Cause.PROTOCOL, effective_on, today, by=by))
    return found


def is_far(protocol: Protocol, day: dt.date, today: dt.date) -> bool:
    """Say whether an end is so far off that nobody need prepare: it may yet be renewed."""
    grace = dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)
    return protocol.state != ProtocolState.DENOUNCED and day > today + grace


def keep_departure(departure: Departure, cause, effective_on, today, *, by) -> Departure:
    if departure.pk and (departure.cause, departure.effective_on) == (cause, effective_on):
        return departure
    departure.cause = cause
    departure.noticed_on = min(departure.noticed_on, effective_on)
    departure.effective_on = effective_on
    departure.save()
    data = {"cause": cause.value, "effective_on": effective_on.isoformat()}
    log(instance=departure, action="practices.depart", user=by, data=data)
    return departure


def take_back(departure: Departure, today: dt.date, *, by=None) -> None:
    """Close a departure that will not be: what was chosen is forgotten, what was done stays done."""
    departure.closed_on = today
    departure.save(update_fields=["closed_on"])
    log(instance=departure, action="practices.return", user=by)


def held(departure: Departure) -> Departure | None:
    """Return a departure as it stands now, held; nothing if it was taken back meanwhile."""
    return Departure.objects.pending().select_for_update(of=("self",)).filter(pk=departure.pk).first()


def warn(departure, today) -> int:
    """Tell the body in one letter of all that goes in thirty days."""
    departure = held(departure)
    if departure is None:
        return 0
    told = {line.sheet.pk: line.sheet for line in plan_of(departure, today).lines if line.must_warn(today)}
    for sheet in told.values():
        Fate.objects.update_or_create(departure=departure, practice=sheet, defaults={"warned_on": today})
        log(instance=sheet, action="practices.warn_of_end")
    if told:
        tell_body("leaving_deletion", departure, sheets=len(told))
    return len(told)


@transaction.atomic
def choose(departure: Departure, choices: Mapping[int, str], *, by) -> int:
    """Note what is to become of sheets, by their keys; return how many choices are new."""
    departure = Departure.objects.select_for_update(of=("self",)).get(pk=departure.pk)
    allow(policy.may_choose(by, departure))
    today = today_of(departure.organisation)
    lines = {line.sheet.pk: line for line in plan_of(departure, today).lines if line.choices}
    chosen = 0
    for pk, choice in choices.items():
        line = lines.get(pk)
        if line is None or choice not in line.choices:
            raise Refused(_("This can no longer be chosen for this practice. Read the list again."))
        if choice == (line.choice or Choice.KEEP):
            continue
        # Another choice is another end: whoever was told of the first is told again.
        kept = {"choice": choice, "chosen_on": today, "chosen_by": by, "warned_on": None}
        Fate.objects.update_or_create(departure=departure, practice=line.sheet, defaults=kept)
        log(
            instance=line.sheet,
            action="practices.choose_fate",
            user=by,
            data={"choice": choice, "before": line.choice, "on_behalf": is_on_behalf(departure, by)},
        )
        if choice == Choice.REMOVE:
            adopters = line.sheet.adoptions.values("organisation")
            tell("adopted_removed", line.sheet, leads_of_bodies(adopters))
        chosen += 1
    if chosen:
        # What goes within the notice is told of now: the dates on the screen are those that hold.
        warn(departure, today)
    return chosen


def is_on_behalf(departure, by) -> bool:
    return by.organisation_id != departure.organisation_id


@transaction.atomic
def declare_destroyed(departure: Departure, *, by, destroyed_on: dt.date) -> Departure:
    """Note that a former party has destroyed its copies of what the others shared."""
    departure = Departure.objects.select_for_update(of=("self",)).get(pk=departure.pk)
    allow(policy.may_declare(by, departure))
    departure.destroyed_on, departure.declared_by = destroyed_on, by
    departure.declared_at = timezone.now()
    departure.save(update_fields=["destroyed_on", "declared_by", "declared_at"])
    data = {"destroyed_on": destroyed_on.isoformat()}
    log(instance=departure, action="practices.declare_destroyed", user=by, data=data)
    return departure


def membership_changed(sender, membership, by=None, **news) -> None:
    follow_membership(membership, by=by)
    # What was loaded before its organisation joined is offered in the network that it joins.
    for model in SharedPage.__subclasses__():
        for page in model.objects.filter(organisation=membership.organisation_id, network=None):
            page.save(update_fields=["tokens"], clean=False)


def protocol_changed(sender, protocol, by=None, **news) -> None:
    follow_protocol(protocol, by=by)
