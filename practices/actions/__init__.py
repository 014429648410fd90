"""What happens in the life of a sheet: each asks the policy, changes the row, writes the log, tells."""

from .adoptions import declare_adoption, withdraw_adoption
from .appeals import appeal, decide_appeal
from .audience import change_audience
from .co_leads import accept_co_ownership, step_out
from .corrections import send_to_review
from .deadlines import (
    archive_overdue,
    call_for_publication,
    lapse_embargoes,
    mark_review_due,
    remind,
    return_uncorrected,
)
from .freezes import confirm_freeze, end_freezes_of, freeze, lapse_freezes, unfreeze
from .keeping import (
    archive,
    confirm,
    withdraw,
)
from .passing_on import pass_on_reviews
from .publication import publish, publish_translations, why_not_publish
from .purge import purge_drafts, warn_of_purge
from .refusal import NotReady, Outdated, Refused, locked
from .remarks import answer_remark
from .steps import (
    find_admissible,
    reassign,
    release,
    request_changes,
    review,
)
from .submission import prepared, submit, take_back, why_not_again, why_not_submit

__all__ = [
    "NotReady",
    "Outdated",
    "Refused",
    "accept_co_ownership",
    "answer_remark",
    "appeal",
    "archive",
    "archive_overdue",
    "call_for_publication",
    "change_audience",
    "confirm",
    "confirm_freeze",
    "decide_appeal",
    "declare_adoption",
    "end_freezes_of",
    "find_admissible",
    "freeze",
    "lapse_embargoes",
    "lapse_freezes",
    "locked",
    "mark_review_due",
    "pass_on_reviews",
    "prepared",
    "publish",
    "publish_translations",
    "purge_drafts",
    "reassign",
    "release",
    "remind",
    "request_changes",
    "return_uncorrected",
    "review",
    "send_to_review",
    "step_out",
    "submit",
    "take_back",
    "unfreeze",
    "warn_of_purge",
    "why_not_again",
    "why_not_publish",
    "why_not_submit",
    "withdraw",
    "withdraw_adoption",
]
