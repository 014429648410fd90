"""What happens in the life of a sheet: each asks the policy, changes the row, writes the log, tells."""

from .deadlines import (
    archive_overdue,
    lapse_embargoes,
    mark_review_due,
    remind,
    return_uncorrected,
)
from .keeping import (
    accept_co_ownership,
    archive,
    confirm,
    declare_adoption,
    freeze,
    unfreeze,
    withdraw,
)
from .refusal import NotReady, Refused
from .steps import (
    find_admissible,
    prepared,
    publish,
    reassign,
    release,
    request_changes,
    review,
    submit,
    take_back,
    why_not_publish,
    why_not_submit,
)

__all__ = [
    "NotReady",
    "Refused",
    "accept_co_ownership",
    "archive",
    "archive_overdue",
    "confirm",
    "declare_adoption",
    "find_admissible",
    "freeze",
    "lapse_embargoes",
    "mark_review_due",
    "prepared",
    "publish",
    "reassign",
    "release",
    "remind",
    "request_changes",
    "return_uncorrected",
    "review",
    "submit",
    "take_back",
    "unfreeze",
    "why_not_publish",
    "why_not_submit",
    "withdraw",
]
