"""What dates alone do to protocols, once a day: calls for renewal, reminders, the end."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction

from exchange.dates import months_later
from exchange.models import Protocol, ProtocolState
from exchange.models.protocols import RUNNING_STATES
from exchange.protocols.actions import extend, follow_calendar, passed, whom_to_write, without_administrator
from exchange.protocols.states import Event
from exchange.tasks.protocols import mail_protocol_reminder


def keep_calendar(today: dt.date) -> list[str]:
    """Do for every protocol what its dates ask; returns what was done. A second time on a day does nothing."""
    done = []
    for protocol in Protocol.objects.filter(state__in=RUNNING_STATES).order_by("pk"):
        done += keep_days_of(protocol, today)
    return done


@transaction.atomic
def keep_days_of(protocol, today) -> list[str]:
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    if protocol.state == ProtocolState.DENOUNCED:
        is_over = protocol.ended_on is not None and protocol.ended_on <= today
        return [did(follow_calendar(protocol, Event.END), Event.END)] if is_over else []
    if protocol.state not in RUNNING_STATES or protocol.ends_on is None:
        return []
    if protocol.ends_on < today and protocol.tacit_renewal and protocol.duration_years:
        return [did(renew_tacitly(protocol, today), Event.RENEW)]
    if protocol.grace_ends_on < today:
        return [did(follow_calendar(protocol, Event.EXPIRE, ended_on=protocol.ends_on), Event.EXPIRE)]
    called = protocol.state == ProtocolState.IN_FORCE and reminder_due(protocol.ends_on, today)
    done = [did(follow_calendar(protocol, Event.CALL_RENEWAL), Event.CALL_RENEWAL)] if called else []
    return done + remind(protocol.pk, today)


def renew_tacitly(protocol, today) -> Protocol:
    """Begin another term, and another if the worker slept through a whole one."""
    ends_on, terms = protocol.ends_on, 0
    while ends_on < today:
        terms += 1
        ends_on = months_later(protocol.ends_on, 12 * protocol.duration_years * terms)
    extend(protocol, ends_on)
    return passed(protocol, Event.RENEW, by=None, tacit=True)


def reminder_due(ends_on, today) -> int | None:
    """Return the nearest reminder whose day has come: of several that were slept through, the last one."""
    due = (m for m in settings.PROTOCOL_REMINDER_MONTHS if months_later(ends_on, -m) <= today)
    return min(due, default=None)


def remind(pk, today) -> list[str]:
    protocol = Protocol.objects.get(pk=pk)
    due = reminder_due(protocol.ends_on, today)
    last = protocol.reminded_months
    if due is None or today > protocol.ends_on or (last is not None and last <= due):
        return []
    protocol.reminded_months = due
    protocol.save(update_fields=["reminded_months"])
    for user in whom_to_write(protocol):
        transaction.on_commit(partial(mail_protocol_reminder.enqueue, protocol.pk, user))
    for body in without_administrator(protocol):
        transaction.on_commit(partial(mail_protocol_reminder.enqueue, protocol.pk, None, body))
    return [f"{protocol.pk}: {due} months"]


def did(protocol, event) -> str:
    return f"{protocol.pk}: {event}"
