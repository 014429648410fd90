"""Who may do what in a dispute, and how long each step lasts."""

import datetime as dt

from django.conf import settings

from exchange.models import Dispute, DisputeStep, User
from exchange.models.people import GOVERNORS, SPEAKERS
from practices.models import Practice
from practices.policies import policy


def due_on(step: int, today: dt.date) -> dt.date | None:
    """Return until when a step lasts; the heads of the bodies take the time that they need."""
    days = {
        DisputeStep.CONTACTS: settings.DISPUTE_CONTACT_DAYS,
        DisputeStep.COMMITTEE: settings.DISPUTE_COMMITTEE_DAYS,
    }.get(step)
    return today + dt.timedelta(days=days) if days else None


def speaks_for_a_body(user: User) -> bool:
    return user.is_active and user.organisation_id is not None and user.has_role(*SPEAKERS)


def speaks(user: User, dispute: Dispute) -> bool:
    """Say whether this person speaks for one of the two bodies."""
    return speaks_for_a_body(user) and dispute.concerns(user.organisation_id)


def complains(user: User, dispute: Dispute) -> bool:
    """Say whether this person speaks for the body that raised the dispute, and so ends it."""
    return speaks(user, dispute) and user.organisation_id == dispute.raised_by_id


def hears(user: User, dispute: Dispute) -> bool:
    """Say whether this person hears the dispute for the committee; not when it is about their own body."""
    governs = user.is_active and (user.is_superuser or user.has_role(*GOVERNORS))
    return governs and dispute.step >= DisputeStep.COMMITTEE and not dispute.concerns(user.organisation_id)


def may_write(user, dispute) -> bool:
    return dispute.is_open and (speaks(user, dispute) or hears(user, dispute))


def may_freeze(user, dispute) -> bool:
    """Let either body, or who hears the dispute, stop the practice that it is about."""
    practice = Practice.objects.filter(pk=dispute.page_id).first()
    return may_write(user, dispute) and practice is not None and policy.may_freeze(user, practice)


def may_end(user, dispute) -> bool:
    """Let the body that raised it say that it is settled or taken back."""
    return dispute.is_open and complains(user, dispute)


def may_pass_on(user, dispute) -> bool:
    """Let the committee hand it to the heads of the bodies before its time is over."""
    return dispute.is_open and dispute.step == DisputeStep.COMMITTEE and hears(user, dispute)


def may_leave(user, dispute) -> bool:
    """Let the committee close without agreement what the heads could not settle either."""
    return dispute.is_open and dispute.step == DisputeStep.HEADS and hears(user, dispute)
