"""The kernel's own things in the editor."""

from .network import NetworkGroup
from .readers import FeedbackViewSet
from .words import WordsGroup

__all__ = ["FeedbackViewSet", "NetworkGroup", "WordsGroup"]
