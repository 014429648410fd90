"""What is too old goes (R-D6): each rule says what, after how long, and does it; all of them may run twice."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry, Site

from exchange.dates import months_later
from exchange.models import FactorRemoval, Feedback, Incident, Invitation, User
from exchange.models.people import ERASED_DOMAIN
from exchange.traces.erasure import anonymise
from exchange.traces.words import KEPT_LONG, Kind, actions_of

_rules: dict[str, "Rule"] = {}


@dataclass(frozen=True)
class Rule:
    """One kind of data with its time: `due` returns what is over at a moment, `forget` removes it."""

    name: str
    label: str | Promise
    kept: Callable[[], str]
    due: Callable[[dt.datetime], list[QuerySet]]
    forget: Callable[[dt.datetime], int]

    def count(self, at: dt.datetime) -> int:
        return sum(rows.count() for rows in self.due(at))


def add_rule(rule: Rule) -> None:
    """Add a rule of an app above, or of this one."""
    _rules[rule.name] = rule


def rules() -> list[Rule]:
    return list(_rules.values())


def ago(at: dt.datetime, *, months: int) -> dt.datetime:
    """Return the same hour of the day that lies so many months before."""
    day = months_later(at.date(), -months)
    return at.replace(year=day.year, month=day.month, day=day.day)


def note_closures() -> None:
    """Note since when an account is closed, whoever closed it and by which way."""
    User.objects.filter(is_active=False, closed_at=None).update(closed_at=timezone.now())
    User.objects.filter(is_active=True).exclude(closed_at=None).update(closed_at=None)


def purge(at: dt.datetime | None = None) -> dict[str, int]:
    """Remove what is over, and write down how much of each; nothing is written down when nothing was over."""
    at = at or timezone.now()
    note_closures()
    counts = {}
    for rule in rules():
        with transaction.atomic():
            counts[rule.name] = rule.forget(at)
    if removed := {name: number for name, number in counts.items() if number}:
        site = Site.objects.filter(is_default_site=True).first()
        if site:
            log(instance=site, action="exchange.data.purge", data={"counts": removed})
    return counts


def short_lines(at):
    short = actions_of(*(kind for kind in Kind if kind not in KEPT_LONG))
    before = ago(at, months=settings.LOG_MONTHS)
    return [
        log.objects.filter(action__in=short, timestamp__lt=before) for log in (PageLogEntry, ModelLogEntry)
    ]


def long_lines(at):
    before = ago(at, months=12 * settings.GOVERNANCE_RECORD_YEARS)
    return [log.objects.filter(timestamp__lt=before) for log in (PageLogEntry, ModelLogEntry)]


def forget_lines(due: Callable, months: int):
    """Return what deletes lines of the log; the database lets go only of those before the given moment."""

    def forget(at):
        with connection.cursor() as cursor:
            cursor.execute(
                "select set_config('exchange.purge_before', %s, true)", [ago(at, months=months).isoformat()]
            )
            number = sum(rows.delete()[0] for rows in due(at))
            cursor.execute("select set_config('exchange.purge_before', '', true)")
        return number

    return forget


def closed_accounts(at):
    over = ago(at, months=settings.CLOSED_ACCOUNT_MONTHS)
    return [User.objects.filter(closed_at__lt=over).exclude(email__endswith=f"@{ERASED_DOMAIN}")]


def forget_accounts(at):
    people = list(closed_accounts(at)[0])
    for person in people:
        anonymise(person)
        log(instance=person, action="exchange.data.erase", data={"reason": "retention"})
    return len(people)


def closed_invitations(at):
    over = ago(at, months=settings.CLOSED_INVITATION_MONTHS)
    closed = Q(accepted_at__lt=over) | Q(withdrawn_at__lt=over)
    return [Invitation.objects.filter(closed | Q(sent_at__lt=over - settings.INVITATION_LIFE))]


def old_removals(at):
    return [FactorRemoval.objects.filter(asked_at__lt=ago(at, months=settings.LOG_MONTHS))]


def left_addresses(at):
    over = ago(at, months=settings.FEEDBACK_ADDRESS_MONTHS)
    return [Feedback.objects.filter(sent_at__lt=over).exclude(email="", sender_digest="")]


def dead_sessions(at):
    """Return what is noted of devices whose session is over: address and browser would stay otherwise."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=at)
    return [UserSession.objects.filter(~Exists(alive))]


def closed_incidents(at):
    over = ago(at, months=12 * settings.GOVERNANCE_RECORD_YEARS)
    return [Incident.objects.filter(closed_at__lt=over)]


def deleting(due: Callable):
    return lambda at: sum(rows.delete()[0] for rows in due(at))


def months(name: str, factor: int = 1):
    def words():
        return _("%(number)s months") % {"number": getattr(settings, name) * factor}

    return words


def years(name: str):
    return lambda: _("%(number)s years") % {"number": getattr(settings, name)}


for rule in (
    Rule(
        "log",
        _("Log: sign-ins, work on texts, exports"),
        months("LOG_MONTHS"),
        short_lines,
        lambda at: forget_lines(short_lines, settings.LOG_MONTHS)(at),
    ),
    Rule(
        "governance",
        _("Log: rights, decisions, what was published and to whom"),
        years("GOVERNANCE_RECORD_YEARS"),
        long_lines,
        lambda at: forget_lines(long_lines, 12 * settings.GOVERNANCE_RECORD_YEARS)(at),
    ),
    Rule(
        "accounts",
        _("Closed accounts: name and address"),
        months("CLOSED_ACCOUNT_MONTHS"),
        closed_accounts,
        forget_accounts,
    ),
    Rule(
        "invitations",
        _("Invitations that were accepted, withdrawn or never used"),
        months("CLOSED_INVITATION_MONTHS"),
        closed_invitations,
        deleting(closed_invitations),
    ),
    Rule(
        "factor_removals",
        _("Requests about lost second factors"),
        months("LOG_MONTHS"),
        old_removals,
        deleting(old_removals),
    ),
    Rule(
        "feedback",
        _("Addresses that readers left with a message"),
        months("FEEDBACK_ADDRESS_MONTHS"),
        left_addresses,
        lambda at: left_addresses(at)[0].update(email="", sender_digest=""),
    ),
    Rule(
        "incidents",
        _("Incidents that are closed"),
        years("GOVERNANCE_RECORD_YEARS"),
        closed_incidents,
        deleting(closed_incidents),
    ),
    Rule(
        "sessions",
        _("Devices whose session is over"),
        lambda: _("until the session ends"),
        dead_sessions,
        deleting(dead_sessions),
    ),
):
    add_rule(rule)
