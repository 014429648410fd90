"""What happens to a sheet once it is there."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from exchange.audiences import State
from exchange.clocks import today_of
from exchange.dates import months_later
from practices import signals
from practices.models import Practice
from practices.models.choices import WithdrawalReason
from practices.policies import policy
from practices.tasks import tell

from .refusal import allow, locked
from .submission import return_to_desk
from .telling import answerable


def set_state(practice, state, by, action: str, signal, **data) -> Practice:
    practice.state = state
    practice.save(update_fields=["state", "state_before_freeze", "tokens"], clean=False)
    log(instance=practice, action=action, user=by, data=data)
    transaction.on_commit(partial(signal.send, sender=Practice, instance=practice))
    return practice


@transaction.atomic
def withdraw(practice, *, by, reason: str) -> Practice:
    """Leave of a published sheet its reference, its title, a date and a class of reason."""
    practice = locked(practice)
    allow(policy.may_withdraw(by, practice))
    return set_withdrawn(practice, by, WithdrawalReason(reason))


def set_withdrawn(practice, by, reason: WithdrawalReason) -> Practice:
    return_to_desk(practice, by)
    practice.state_before_freeze = ""
    practice.freezes.open().update(ended_at=timezone.now())
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
