from .indexes import SeminarIndexPage
from .life import HostsTask, TalkReleaseTask
from .seminar import Seminar, SeminarAttendance, SeminarHost
from .talk import Talk, TalkPractice

__all__ = [
    "HostsTask",
    "Seminar",
    "SeminarAttendance",
    "SeminarHost",
    "SeminarIndexPage",
    "Talk",
    "TalkPractice",
    "TalkReleaseTask",
]
