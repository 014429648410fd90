"""What is read of seminars and talks, and the pages on which talks are proposed and decided about."""

from .progress import OursView, ProgressView
from .proposals import ProposeView, RewriteView
from .reading import SeminarDetailView, SeminarListView, SlidesView, TalkDetailView

__all__ = [
    "OursView",
    "ProgressView",
    "ProposeView",
    "RewriteView",
    "SeminarDetailView",
    "SeminarListView",
    "SlidesView",
    "TalkDetailView",
]
