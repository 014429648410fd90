"""Why a file is not taken; the words for people stand in `exchange.uploads.reasons`."""

from enum import StrEnum


class Reason(StrEnum):
    ATTACHMENTS = "attachments"
    BUSY = "busy"
    DAMAGED = "damaged"
    EMBEDDED = "embedded"
    FORM = "form"
    HEAVY = "heavy"
    INSERTED = "inserted"
    KIND = "kind"
    LINKED_BOOK = "linked_book"
    MACROS = "macros"
    MEDIA = "media"
    NO_PICTURE = "no_picture"
    PASSWORD = "password"  # noqa: S105 - a reason, not one
    PICTURE_INSIDE = "picture_inside"
    PIXELS = "pixels"
    PIXELS_TOGETHER = "pixels_together"
    STRANGE_PART = "strange_part"
    UNPACKS = "unpacks"


class Refused(Exception):
    """A file that is not taken, with the reason and what its words need.

    `why` is for the log, and in our words alone: those of a file may name a person.
    """

    def __init__(self, reason: Reason, **values):
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Damaged(Refused):
    """A file that is not of the kind that its name says, or broken; `why` is for the log."""

    def __init__(self, why: str):
        super().__init__(Reason.DAMAGED, why=why)
