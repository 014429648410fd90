"""What happens in the life of a talk: each asks the policy, changes the row, writes the log, tells."""

from practices.actions import NotReady, Outdated, Refused

from .decisions import accept, decline, publish_translations, release, request_changes
from .proposals import discard, propose, rewrite, submit, take_back, why_not_submit, withdraw
from .slides import hand_over_talks, may_remove_slides, organisation_succeeded, remove_slides

__all__ = [
    "NotReady",
    "Outdated",
    "Refused",
    "accept",
    "decline",
    "discard",
    "hand_over_talks",
    "may_remove_slides",
    "organisation_succeeded",
    "propose",
    "publish_translations",
    "release",
    "remove_slides",
    "request_changes",
    "rewrite",
    "submit",
    "take_back",
    "why_not_submit",
    "withdraw",
]
