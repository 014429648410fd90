"""What happens to a sheet once it is there."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.audiences import Audience, State
from exchange.clocks import today_of
from exchange.dates import months_later
from practices import signals
from practices.models import CoOwner, Practice
from practices.models.choices import WithdrawalReason
from practices.notifications import leads_of
from practices.policies import policy
from practices.tasks import tell

from .refusal import allow, locked, need
from .steps import keep, return_to_desk


def answerable(practice) -> set:
    """Return who is told what becomes of a sheet: its author and the leads of its body."""
    return {*leads_of(practice), *([practice.owner] if practice.owner else [])}


def set_state(practice, state, by, action: str, signal, **data) -> Practice:
    practice.state = state
    practice.save(update_fields=["state", "state_before_freeze", "tokens"], clean=False)
    log(instance=practice, action=action, user=by, data=data)
    transaction.on_commit(partial(signal.send, sender=Practice, instance=practice))
    return practice


@transaction.atomic
def freeze(practice, *, by, reason: str) -> Practice:
    """Take a sheet out of sight at once, until somebody looks into it."""
    practice = locked(practice)
    allow(policy.may_freeze(by, practice))
    need(reason, "reason", _("Say why."))
    practice.state_before_freeze = practice.state
    set_state(practice, State.FROZEN, by, "practices.freeze", signals.practice_frozen, reason=reason)
    tell("frozen", practice, answerable(practice))
    return practice


@transaction.atomic
def unfreeze(practice, *, by) -> Practice:
    """Give a frozen sheet back the state that it had."""
    practice = locked(practice)
    allow(policy.may_unfreeze(by, practice))
    state, practice.state_before_freeze = practice.state_before_freeze or State.DRAFT, ""
    return set_state(practice, state, by, "practices.unfreeze", signals.practice_unfrozen)


@transaction.atomic
def withdraw(practice, *, by, reason: str) -> Practice:
    """Leave of a published sheet its reference, its title, a date and a class of reason."""
    practice = locked(practice)
    allow(policy.may_withdraw(by, practice))
    return set_withdrawn(practice, by, WithdrawalReason(reason))


def set_withdrawn(practice, by, reason: WithdrawalReason) -> Practice:
    return_to_desk(practice, by)
    practice.state_before_freeze = ""
    practice.withdrawn_on, practice.withdrawal_reason = today_of(practice.organisation), reason
    practice.save(update_fields=["withdrawn_on", "withdrawal_reason", "tokens"], clean=False)
    set_state(
        practice, State.WITHDRAWN, by, "practices.withdraw", signals.practice_withdrawn, reason=reason.value
    )
    tell("withdrawn", practice, answerable(practice))
    return practice


@transaction.atomic
def archive(practice, *, by, reason: str = "") -> Practice:
    """Keep a sheet readable, with a banner, and out of lists and search."""
    practice = locked(practice)
    allow(policy.may_archive(by, practice))
    return set_archived(practice, by, reason)


def set_archived(practice, by, reason: str) -> Practice:
    set_state(practice, State.ARCHIVED, by, "practices.archive", signals.practice_archived, reason=reason)
    tell("archived", practice, answerable(practice))
    return practice


@transaction.atomic
def confirm(practice, *, by) -> Practice:
    """Let the body say that its sheet still holds: two more years."""
    practice = locked(practice)
    allow(policy.may_confirm(by, practice))
    practice.last_verified_on = today_of(practice.organisation)
    practice.review_due_on = months_later(practice.last_verified_on, settings.VERIFICATION_MONTHS)
    practice.save(update_fields=["last_verified_on", "review_due_on", "tokens"], clean=False)
    return set_state(practice, State.PUBLISHED, by, "practices.confirm", signals.practice_confirmed)


@transaction.atomic
def accept_co_ownership(row: CoOwner, *, by, audience: str = Audience.MEMBERS) -> Practice:
    """Let a body answer for a sheet with its owner, no wider than it chooses."""
    practice = locked(row.practice)
    allow(policy.may_accept_co_ownership(by, row))
    accepted = {"accepted_at": timezone.now(), "audience": Audience(audience)}
    CoOwner.objects.filter(pk=row.pk).update(**accepted)
    # The next version must not forget it.
    draft = practice.get_latest_revision_as_object()
    for co_owner in draft.co_owners.all():
        if co_owner.organisation_id == row.organisation_id:
            co_owner.accepted_at, co_owner.audience = accepted["accepted_at"], accepted["audience"]
    keep(draft, by)
    practice = Practice.objects.get(pk=practice.pk)
    practice.save(update_fields=["tokens"], clean=False)
    log(
        instance=practice,
        action="practices.accept_co_ownership",
        user=by,
        data={"organisation": row.organisation_id},
    )
    return practice
