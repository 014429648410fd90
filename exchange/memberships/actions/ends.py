"""A body leaves; what it took over from another is confirmed."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from exchange.clocks import today_of
from exchange.memberships.committee import counted
from exchange.memberships.rules import Votes
from exchange.models import Membership, MembershipState
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES
from exchange.refusal import Refused

from .steps import locked, office_of, require_body, require_committee, require_office, take


@transaction.atomic
def notify_withdrawal(membership, *, head: str, reason="", by, seen=None) -> Membership:
    """Give notice of leaving by a letter of the head; it takes effect after some days.

    The body's own administrator does it, or the secretariat that holds the letter.
    """
    membership = locked(membership, seen=seen)
    is_of_body = require_letter(membership, head, by)
    if membership.leaves_on:
        raise Refused(_("Notice of the withdrawal has already been given."))
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


def require_letter(membership, head, by) -> bool:
    """Let through whoever holds a letter of the head, and say whether it is somebody of the body."""
    is_of_body = by is not None and by.organisation_id == membership.organisation_id
    if is_of_body:
        require_body(membership.organisation, by)
    else:
        require_office(membership, by)
    if not head.strip():
        raise Refused(_("Say whose letter it is: the name or function of the head of the organisation."))
    return is_of_body


@transaction.atomic
def retract_withdrawal(membership, *, head: str, reason="", by, seen=None) -> Membership:
    """Take a notice of leaving back, until it takes effect; a warning that stood before stands again."""
    membership = locked(membership, seen=seen)
    is_of_body = require_letter(membership, head, by)
    if not membership.leaves_on or membership.leaves_on <= today_of(membership.organisation):
        raise Refused(_("There is no withdrawal that can still be cancelled."))
    notice = membership.decisions.filter(event=Event.NOTIFY_WITHDRAWAL).newest_first().first()
    take(
        membership,
        Event.RETRACT_WITHDRAWAL,
        by=by,
        capacity=DecidedBy.BODY if is_of_body else office_of(by),
        facts={"head": head.strip()},
        reason=reason,
        was_warned=notice is not None and notice.before == MembershipState.WARNED,
        leaves_on=None,
    )
    return membership


@transaction.atomic
def confirm_succession(membership, *, votes: Votes, reason="", by, seen=None) -> Membership:
    """Make a membership that was taken over a lasting one."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    if membership.provisional_until is None or membership.state not in REGISTERED_STATES:
        raise Refused(_("This membership is not provisional."))
    counted(membership, votes, by=by)
    if not votes.carry():
        raise Refused(_("These votes are not enough: there must be more in favour than against."))
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
