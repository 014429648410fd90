"""What a PDF tells of people and carries along."""

from pikepdf import Dictionary, Object, Stream

from exchange.cleaning.refusals import Reason, Refused

from .actions import name_of
from .names import (
    CARRIERS_OF_FILES,
    FILES,
    MARGIN_NOTES,
    NAMES_OF_FILES,
    OTHER_FILES,
    TRACES,
    TRACES_OF_NOTES,
)

WIDGET = "/Widget"  # a field of a form, whose name is no person's


def forget_people(thing: Object, removed: set[str]) -> None:
    """Take out of a dictionary who made it; refuse one that carries a file, a film or a sound."""
    if any(carries(thing.get(name)) for name in FILES):
        raise Refused(Reason.ATTACHMENTS)
    for name in TRACES:
        if name in thing:
            del thing[name]
    if isinstance(thing, Stream):
        for name in OTHER_FILES:
            if name in thing:
                del thing[name]
                removed.add("links")
    if "/Rect" in thing and "/Subtype" in thing:
        clean_note(thing, name_of(thing, "/Subtype"))
    forget_signature(thing, removed)


def carries(value) -> bool:
    return isinstance(value, Dictionary) and any(name in value for name in NAMES_OF_FILES)


def clean_note(note: Object, kind: str) -> None:
    if kind in CARRIERS_OF_FILES:
        raise Refused(Reason.ATTACHMENTS)
    if kind not in MARGIN_NOTES:
        raise Refused(Reason.MEDIA)
    for name in TRACES_OF_NOTES:
        if name in note and (kind != WIDGET or name != "/T"):
            del note[name]


def forget_signature(thing: Object, removed: set[str]) -> None:
    """Take out a signature: it names people, and holds for no other file than the one that was signed."""
    value = thing.get("/V")
    is_signature = isinstance(value, Dictionary) and "/ByteRange" in value
    if "/V" in thing and (is_signature or name_of(thing, "/FT") == "/Sig"):
        del thing["/V"]
        removed.add("signature")
    if "/ByteRange" in thing:
        for name in list(thing.keys()):
            del thing[name]
