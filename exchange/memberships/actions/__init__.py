"""What happens to memberships, one function per event; there is no other way to change their state."""

from .accession import accede
from .applications import (
    admit,
    answer_for,
    apply,
    change_addresses,
    examine,
    keep_draft,
    observe,
    refuse,
    sent_application,
    withdraw_application,
)
from .charter import accept_charter, publish_charter, withdraw_charter
from .days import follow_calendar
from .ends import confirm_succession, notify_withdrawal, retract_withdrawal
from .measures import (
    confirm_exclusion,
    decide_measure,
    discard_proposal,
    give_notice_of_measure,
    lift,
    reply,
)
from .succession import succeed

__all__ = [
    "accede",
    "accept_charter",
    "admit",
    "answer_for",
    "apply",
    "change_addresses",
    "confirm_exclusion",
    "confirm_succession",
    "decide_measure",
    "discard_proposal",
    "examine",
    "follow_calendar",
    "give_notice_of_measure",
    "keep_draft",
    "lift",
    "notify_withdrawal",
    "observe",
    "publish_charter",
    "refuse",
    "reply",
    "retract_withdrawal",
    "sent_application",
    "succeed",
    "withdraw_application",
    "withdraw_charter",
]
