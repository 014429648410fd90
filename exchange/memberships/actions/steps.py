"""What every step has in common: who may, one at a time, written down, told to those concerned."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.actions import announce, save_and_log
from exchange.memberships.committee import may_sit, voters
from exchange.memberships.rules import NONE, Votes, next_state
from exchange.models import (
    Membership,
    MembershipDecision,
    MembershipEvent,
    Organisation,
    RoleName,
    User,
)
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES
from exchange.models.people import GOVERNORS, SECRETARIAT
from exchange.refusal import Refused, require
from exchange.signals import membership_changed
from exchange.tasks.memberships import tell_about_decision


def lock_body(organisation_id: int) -> None:
    """Let one at a time act on a body: it is locked before its application and its membership.

    Two who began with different ones of these would wait for each other for ever.
    """
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=organisation_id)


def locked(membership: Membership, *, seen: int | None = None) -> Membership:
    """Return the membership for this decision alone; whoever looked before another decided is refused.

    seen: the last decision that stood on the screen (0 when there was none).
    """
    lock_body(membership.organisation_id)
    found = Membership.objects.select_for_update(of=("self",)).select_related("organisation", "network")
    membership = found.get(pk=membership.pk)
    if seen is not None and seen != last_decision(membership):
        raise Refused(
            _(
                "Somebody decided on this membership while you were looking at it. Nothing was changed: "
                "read what was decided, then decide again if it is still needed."
            )
        )
    return membership


def last_decision(membership: Membership) -> int:
    return membership.decisions.newest_first().values_list("pk", flat=True).first() or 0


def require_body(organisation, by: User | None) -> None:
    """Let the administrators of this body through, and nobody else."""
    require(by, RoleName.ORGANISATION_ADMINISTRATOR)
    if by is not None and by.organisation_id != organisation.pk:
        raise Refused(_("Only an administrator of this organisation may do this."))


def require_committee(membership, by: User | None) -> None:
    """Let the committee through, but not those who belong to the body it decides about."""
    require(by, *GOVERNORS)
    refuse_own_body(membership, by)
    refuse_outsider(by)


def require_office(membership, by: User | None) -> None:
    """Let the secretariat and the committee through, but nobody of the body concerned."""
    require(by, *SECRETARIAT, *GOVERNORS)
    refuse_own_body(membership, by)


def office_of(by: User | None) -> DecidedBy:
    """Say whether the committee or the secretariat records a step that either may record."""
    return DecidedBy.COMMITTEE if by is not None and by.has_role(*GOVERNORS) else DecidedBy.SECRETARIAT


def refuse_own_body(membership, by: User | None) -> None:
    if by is not None and by.organisation_id == membership.organisation_id:
        raise Refused(_("You belong to this organisation: others decide on it."))


def refuse_outsider(by: User | None) -> None:
    """Refuse somebody whose body is a candidate, an observer or a former member: its people decide about nobody."""
    if by is not None and not by.is_superuser and not may_sit(by.organisation):
        raise Refused(_("Your organisation is not a member: others decide."))


def take(
    membership: Membership,
    event: MembershipEvent,
    *,
    by: User | None,
    capacity: DecidedBy,
    reason: str = "",
    facts: dict | None = None,
    votes: Votes | None = None,
    until=None,
    decided_at=None,
    tells=True,
    was_warned=False,
    **changes,
) -> MembershipDecision:
    """Take one step with a locked membership: its state, the register of decisions, the log, the letters."""
    before = membership.state if membership.pk else NONE
    for name, value in changes.items():
        setattr(membership, name, value)
    membership.state = next_state(
        before, event, leaves=membership.leaves_on is not None, was_warned=was_warned
    )
    save_and_log(
        membership,
        by=by,
        action="exchange.membership.change",
        event=str(event),
        state=str(membership.state),
        before=str(before),
        reason=reason,
    )
    if before in REGISTERED_STATES and membership.state not in REGISTERED_STATES:
        # A measure that was being considered has nobody to bear it any more.
        membership.measures.open().update(decided_at=timezone.now(), applied=False)
    decision = MembershipDecision.objects.create(
        membership=membership,
        event=event,
        before=before,
        after=membership.state,
        capacity=capacity,
        by=by,
        reason=reason.strip(),
        facts=(facts or {}) | ({"ballots": votes.ballots} if votes and votes.ballots else {}),
        until=until,
        decided_at=decided_at or timezone.now(),
        in_favour=votes.in_favour if votes else None,
        against=votes.against if votes else None,
        abstained=votes.abstained if votes else None,
        entitled=len(voters(membership)) if votes else None,
    )
    announce(membership_changed, membership=membership, before=before or None, by=by)
    if tells:
        transaction.on_commit(partial(tell_about_decision.enqueue, decision.pk))
    return decision
