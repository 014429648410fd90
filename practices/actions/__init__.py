"""What happens in the life of a sheet: each asks the policy, changes the row, writes the log, tells."""

from .adoptions import declare_adoption, withdraw_adoption
from .appeals import appeal, decide_appeal
from .audience import change_audience
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
    freeze,
    unfreeze,
    withdraw,
)
from .purge import purge_drafts, warn_of_purge
from .refusal import NotReady, Refused
from .remarks import answer_remark
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
    "answer_remark",
    "appeal",
    "archive",
    "archive_overdue",
    "change_audience",
    "confirm",
    "decide_appeal",
    "declare_adoption",
    "find_admissible",
    "freeze",
    "lapse_embargoes",
    "mark_review_due",
    "prepared",
    "publish",
    "purge_drafts",
    "reassign",
    "release",
    "remind",
    "request_changes",
    "return_uncorrected",
    "review",
    "submit",
    "take_back",
    "unfreeze",
    "warn_of_purge",
    "why_not_publish",
    "why_not_submit",
    "withdraw",
    "withdraw_adoption",
]
