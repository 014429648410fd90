"""Warning, suspension, exclusion: noticed with a reason, replied to, decided by votes, lifted."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.memberships.rules import MEASURES, NOTICES, Votes
from exchange.models import Measure, Membership
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy, MeasureKind
from exchange.refusal import Refused

from .steps import counted, locked, require_body, require_committee, take


@transaction.atomic
def give_notice_of_measure(membership, *, kind, reason, by, seen=None) -> Measure:
    """Tell a body which measure is considered and why; it has some days to reply."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    require_reason(reason)
    if membership.measures.open().exists():
        raise Refused(_("A measure is already being considered: decide on it first."))
    until = today_of(membership.organisation) + dt.timedelta(days=settings.REPLY_DAYS)
    take(membership, NOTICES[kind], by=by, capacity=DecidedBy.COMMITTEE, reason=reason, until=until)
    return Measure.objects.create(membership=membership, kind=kind, reason=reason.strip(), reply_until=until)


@transaction.atomic
def reply(measure, *, text, by) -> Measure:
    """Reply to a measure that is considered, once, within its days."""
    membership = locked(measure.membership)
    require_body(membership.organisation, by)
    measure = Measure.objects.get(pk=measure.pk)
    if measure.decided_at:
        raise Refused(_("The committee has decided on this measure."))
    if measure.replied_at:
        raise Refused(_("Your organisation has already replied."))
    if today_of(membership.organisation) > measure.reply_until:
        raise Refused(_("The time to reply is over."))
    if not text.strip():
        raise Refused(_("Write your reply first."))
    measure.reply, measure.replied_at = text.strip(), timezone.now()
    measure.save(update_fields=["reply", "replied_at"])
    take(membership, Event.REPLY, by=by, capacity=DecidedBy.BODY, reason=text)
    return measure


@transaction.atomic
def decide_measure(
    measure, *, applies: bool, votes: Votes, reason, until: dt.date | None = None, by, seen=None
) -> Membership:
    """Apply a measure that was noticed, or drop it; never before the body could reply.

    until: the last day of a suspension.
    """
    membership = locked(measure.membership, seen=seen)
    require_committee(membership, by)
    require_reason(reason)
    measure = Measure.objects.get(pk=measure.pk)
    if measure.decided_at:
        raise Refused(_("This measure has already been decided. Nothing was changed."))
    if not measure.may_be_decided(today_of(membership.organisation)):
        raise Refused(
            _("The organisation may still reply, until %(day)s.")
            % {"day": date_format(measure.reply_until, "DATE_FORMAT")}
        )
    entitled = counted(membership, votes)
    changes = {}
    if applies:
        refuse_too_few(measure, votes, entitled)
        changes = effects(measure, until)
    take(
        membership,
        MEASURES[measure.kind] if applies else Event.DROP_MEASURE,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        reason=reason,
        votes=votes,
        until=changes.get("suspended_until"),
        **changes,
    )
    measure.decided_at, measure.applied = timezone.now(), applies
    measure.save(update_fields=["decided_at", "applied"])
    return membership


def refuse_too_few(measure, votes, entitled) -> None:
    if measure.kind == MeasureKind.EXCLUSION:
        if not votes.carry_exclusion(entitled):
            raise Refused(
                _("An exclusion needs two thirds of the committee: %(votes)s of %(entitled)s are in favour.")
                % {"votes": votes.in_favour, "entitled": entitled}
            )
    elif not votes.carry():
        raise Refused(_("These votes are not enough: there must be more in favour than against."))


def effects(measure, until) -> dict:
    today = today_of(measure.membership.organisation)
    if measure.kind == MeasureKind.SUSPENSION:
        longest = months_later(today, settings.LONGEST_SUSPENSION_MONTHS)
        if until is None or not today < until <= longest:
            raise Refused(
                _("A suspension has a last day, within %(months)s months.")
                % {"months": settings.LONGEST_SUSPENSION_MONTHS}
            )
        return {"suspended_until": until}
    if measure.kind == MeasureKind.EXCLUSION:
        return {"suspended_until": None, "leaves_on": None, "left_on": today}
    return {}


@transaction.atomic
def lift(membership, *, votes: Votes, reason, by, seen=None) -> Membership:
    """Lift a warning or a suspension before its end."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    require_reason(reason)
    if membership.measures.open().exists():
        raise Refused(_("A measure is already being considered: decide on it first."))
    counted(membership, votes)
    if not votes.carry():
        raise Refused(_("These votes are not enough: there must be more in favour than against."))
    take(
        membership,
        Event.LIFT,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        votes=votes,
        reason=reason,
        suspended_until=None,
    )
    return membership


def require_reason(reason) -> None:
    if not reason.strip():
        raise Refused(_("Give the reason: the organisation has a right to it."))
