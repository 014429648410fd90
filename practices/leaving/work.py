"""What the calendar does to the sheets of bodies that leave: each for itself, so that one failure stops no other."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone
from wagtail.log_actions import log

from exchange.audiences import Audience, State
from exchange.clocks import today_everywhere
from exchange.models import Membership, Protocol
from practices.actions.audience import set_audience
from practices.actions.keeping import set_state, set_withdrawn
from practices.actions.submission import return_to_desk
from practices.leaving.actions import GOING, follow_membership, follow_protocol, held, warn
from practices.leaving.erasing import delete_sheet, discard_draft, erase
from practices.leaving.letters import tell_body
from practices.leaving.plan import Deed, Line, lines_of, plan_of, sheets_of
from practices.models import Departure, Fate, Practice
from practices.models.choices import WithdrawalReason
from practices.signals import practice_archived

logger = logging.getLogger(__name__)


def keep_departures(today: dt.date | None = None) -> Counter:
    """Do what the day asks for in every departure; return how often each thing was done, and how often not."""
    today = today or today_everywhere()
    done = Counter()
    follow_all(today, done)
    for departure in (
        Departure.objects.pending().select_related("organisation", "network", "protocol").order_by("pk")
    ):
        for step in (announce, effect):
            attempt(done, step.__name__, step, departure, today)
        for line in plan_of(departure, today).lines:
            if line.is_due(today):
                attempt(done, line.deed.value, perform, departure, line, today)
        attempt(done, "warn", warn, departure, today)
    return done


def attempt(done: Counter, name: str, step: Callable, *args) -> None:
    """Do one thing in a transaction of its own; what fails is logged, and tried again the next time."""
    try:
        with transaction.atomic():
            done[name] += int(step(*args))
    except Exception:
        logger.exception("%s failed for %s", name, args[:-1])
        done["failed"] += 1


def follow_all(today, done) -> None:
    """Meet what no signal told: a message that was lost, an end that only the calendar brings."""
    pending = Departure.objects.pending().of_page()
    for place in Membership.objects.filter(GOING | Exists(pending)).order_by("pk"):
        attempt(done, "followed", lambda one, day: bool(follow_membership(one, day)), place, today)
    for protocol in Protocol.objects.concluded().order_by("pk"):
        attempt(done, "followed", lambda one, day: len(follow_protocol(one, day)), protocol, today)


def announce(departure, today) -> bool:
    """Tell the body once what it may choose."""
    departure = held(departure)
    if departure is None or departure.announced_at:
        return False
    departure.announced_at = timezone.now()
    departure.save(update_fields=["announced_at"])
    tell_body("leaving_notice", departure)
    return True


def effect(departure, today) -> bool:
    """On the day itself, end what is under way and tell the body that it has left."""
    departure = held(departure)
    if departure is None or departure.effected_at or not departure.is_effective(today):
        return False
    if not departure.protocol_id:
        of_body = Practice.objects.of_organisation(departure.organisation_id)
        for sheet in of_body.filter(network=departure.network_id).order_by("pk"):
            if sheet.current_workflow_state:
                return_to_desk(sheet, None)
    departure.effected_at = timezone.now()
    departure.save(update_fields=["effected_at"])
    tell_body("leaving_effective", departure)
    return True


def perform(departure, line: Line, today) -> bool:
    """Do to one sheet what its line says, if it still says so once nobody else can change it."""
    departure = held(departure)
    sheet = Practice.objects.select_for_update(of=("self",)).filter(pk=line.sheet.pk).first()
    if departure is None or sheet is None:
        return False
    now = lines_of(departure, sheets_of(departure).filter(pk=sheet.pk), today)
    if not any(other.deed == line.deed and other.is_due(today) for other in now):
        return False
    DEEDS[line.deed](sheet, departure)
    return True


def archive(sheet, departure) -> None:
    set_state(sheet, State.ARCHIVED, None, "practices.archive", practice_archived, reason="departure")


def open_to_all(sheet, departure) -> None:
    set_audience(sheet, Audience.PUBLIC, None, by=chooser(sheet, departure), reason="departure")


def remove(sheet, departure) -> None:
    set_withdrawn(sheet, chooser(sheet, departure), WithdrawalReason.DEPARTURE)
    erase(sheet)


def delete(sheet, departure) -> None:
    if sheet.live or sheet.first_published_at:
        remove(sheet, departure)
    else:
        delete_sheet(sheet, departure)


def discard(sheet, departure) -> None:
    discard_draft(sheet)
    log(instance=sheet, action="practices.discard_draft", data={"departure": departure.pk})


def chooser(sheet, departure):
    """Return who chose this end; nobody, where the rules alone decide."""
    fate = Fate.objects.filter(departure=departure, practice=sheet).select_related("chosen_by").first()
    return fate.chosen_by if fate else None


DEEDS = {
    Deed.ARCHIVE: archive,
    Deed.OPEN: open_to_all,
    Deed.REMOVE: remove,
    Deed.DELETE: delete,
    Deed.DISCARD: discard,
}
