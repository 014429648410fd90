from .indexes import SeminarIndexPage
from .seminar import Seminar, SeminarAttendance, SeminarHost
from .talk import Talk, TalkPractice

__all__ = ["Seminar", "SeminarAttendance", "SeminarHost", "SeminarIndexPage", "Talk", "TalkPractice"]
