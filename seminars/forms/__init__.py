"""The forms of talks: the secretariat's in the editor, and the short one of those who propose."""

from .decisions import ChangesForm, CommentForm, ConsentForm, DeclineForm, WithdrawForm
from .editor import TalkForm
from .proposals import ProposalForm

__all__ = [
    "ChangesForm",
    "CommentForm",
    "ConsentForm",
    "DeclineForm",
    "ProposalForm",
    "TalkForm",
    "WithdrawForm",
]
