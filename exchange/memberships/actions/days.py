"""What comes by itself on its day: ends of suspensions, of notices, of time as observer; and reminders."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from exchange.clocks import today_everywhere
from exchange.memberships.rules import is_possible
from exchange.models import Membership, MembershipDecision
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES
from exchange.tasks.memberships import remind_of_end

from .steps import locked, take

# In this order: whoever has left is not taken back by the end of a suspension.
ENDS = (
    # event, the date that brings it, whether that date is the last day before it
    (Event.WITHDRAW, "leaves_on", False),
    (Event.END_OBSERVATION, "observes_until", True),
    (Event.LAPSE, "provisional_until", True),
    (Event.END_SUSPENSION, "suspended_until", True),
)
REMINDED = ("observes_until", "provisional_until", "charter_due_on")


def follow_calendar(today: dt.date | None = None) -> list[MembershipDecision]:
    """Do what the day brings, each in its own transaction; a second call finds nothing left to do."""
    today = today or today_everywhere()
    steps = []
    for event, name, is_last_day in ENDS:
        due = {f"{name}__lt" if is_last_day else f"{name}__lte": today}
        for membership in Membership.objects.filter(state__in=REGISTERED_STATES, **due).order_by("pk"):
            step = end(membership, event, name, today, is_last_day=is_last_day)
            steps += [step] if step else []
    remind(today)
    MembershipDecision.objects.past_keeping(today).delete()
    return steps


@transaction.atomic
def end(membership, event, name, today, *, is_last_day) -> MembershipDecision | None:
    membership = locked(membership)
    day = getattr(membership, name)
    is_due = day is not None and (day < today if is_last_day else day <= today)
    if not is_due or not is_possible(membership.state, event):
        return None
    changes = {name: None}
    if event != Event.END_SUSPENSION:
        changes |= {"suspended_until": None, "leaves_on": None, "left_on": day}
    return take(membership, event, by=None, capacity=DecidedBy.PLATFORM, until=day, **changes)


def remind(today: dt.date) -> None:
    """Write once before an end that comes by itself."""
    ahead = today + dt.timedelta(days=settings.MEMBERSHIP_REMINDER_DAYS)
    for name in REMINDED:
        near = {f"{name}__gte": today, f"{name}__lte": ahead}
        since = Q(reminded_on__isnull=True) | Q(
            reminded_on__lt=today - dt.timedelta(days=settings.MEMBERSHIP_REMINDER_DAYS)
        )
        rows = Membership.objects.filter(since, state__in=REGISTERED_STATES, **near)
        for pk in rows.values_list("pk", flat=True):
            with transaction.atomic():
                if Membership.objects.filter(since, pk=pk).update(reminded_on=today):
                    transaction.on_commit(partial(remind_of_end.enqueue, pk, name))
