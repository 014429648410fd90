"""Warning, suspension, exclusion: noticed with a reason, replied to, decided by votes, lifted."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.memberships.committee import counted
from exchange.memberships.rules import MEASURES, NOTICES, Votes
from exchange.models import Measure, Membership
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy, MeasureKind
from exchange.refusal import Refused

from .steps import locked, require_body, require_committee, take


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
def reply(measure, *, text, by, by_head=False) -> Measure:
    """Reply to a measure that is considered, once, within its days.

    by_head: the head does it, through the link to its functional address and a code.
    """
    membership = locked(measure.membership)
    if not by_head:
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
    take(
        membership,
        Event.REPLY,
        by=by,
        capacity=DecidedBy.BODY,
        reason=text,
        facts={"by_link": True} if by_head else {},
    )
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
    entitled = counted(membership, votes, by=by)
    if applies:
        refuse_too_few(measure, votes, entitled)
        if measure.kind == MeasureKind.EXCLUSION and by is not None:
            return propose(measure, membership, votes, reason, by)
    elif carried(measure, votes, entitled):
        raise Refused(_("These votes carry the measure: record it as applied, or count again."))
    return conclude(measure, membership, applies=applies, votes=votes, reason=reason, until=until, by=by)


def propose(measure, membership, votes, reason, by) -> Membership:
    """Keep an exclusion until a second account of the committee confirms what was recorded."""
    measure.proposal = {"ballots": votes.ballots, "reason": reason.strip()}
    measure.proposed_by = by
    measure.save(update_fields=["proposal", "proposed_by"])
    log(instance=membership, action="exchange.membership.propose", user=by, data={"measure": measure.pk})
    return membership


@transaction.atomic
def confirm_exclusion(measure, *, by, seen=None) -> Membership:
    """Exclude a body, once a second account says that the committee decided so; the votes are counted again."""
    measure, membership = recorded(measure, by=by, seen=seen)
    if by is not None and by.pk == measure.proposed_by_id:
        raise Refused(_("You recorded this yourself: another account of the committee confirms it."))
    votes = Votes.of(measure.proposal["ballots"])
    refuse_too_few(measure, votes, counted(membership, votes, by=by))
    return conclude(
        measure,
        membership,
        applies=True,
        votes=votes,
        reason=measure.proposal["reason"],
        by=by,
        facts={"recorded_by": measure.proposed_by_id},
    )


@transaction.atomic
def discard_proposal(measure, *, by, seen=None) -> Membership:
    """Drop what one account has recorded: it is counted and recorded anew."""
    measure, membership = recorded(measure, by=by, seen=seen)
    measure.proposal = measure.proposed_by = None
    measure.save(update_fields=["proposal", "proposed_by"])
    log(instance=membership, action="exchange.membership.discard", user=by, data={"measure": measure.pk})
    return membership


def recorded(measure, *, by, seen) -> tuple[Measure, Membership]:
    """Return an exclusion that waits for a second account, with its membership, locked for the committee."""
    membership = locked(measure.membership, seen=seen)
    require_committee(membership, by)
    measure = Measure.objects.get(pk=measure.pk)
    if measure.decided_at or measure.proposal is None:
        raise Refused(_("There is no longer a recorded decision to confirm."))
    return measure, membership


def conclude(measure, membership, *, applies, votes, reason, by, until=None, facts=None) -> Membership:
    changes = effects(measure, until) if applies else {}
    take(
        membership,
        MEASURES[measure.kind] if applies else Event.DROP_MEASURE,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        reason=reason,
        facts=facts,
        votes=votes,
        until=changes.get("suspended_until"),
        **changes,
    )
    measure.decided_at, measure.applied = timezone.now(), applies
    measure.proposal = None
    measure.save(update_fields=["decided_at", "applied", "proposal"])
    return membership


def carried(measure, votes, entitled) -> bool:
    if measure.kind == MeasureKind.EXCLUSION:
        return votes.carry_exclusion(entitled)
    return votes.carry()


def refuse_too_few(measure, votes, entitled) -> None:
    if carried(measure, votes, entitled):
        return
    if measure.kind == MeasureKind.EXCLUSION:
        raise Refused(
            _("An exclusion needs two thirds of the committee: %(votes)s of %(entitled)s are in favour.")
            % {"votes": votes.in_favour, "entitled": entitled}
        )
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
    counted(membership, votes, by=by)
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
