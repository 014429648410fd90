"""Say why a file is not taken, and what to do about it."""

from django.utils.translation import gettext_lazy as _

from exchange.cleaning.refusals import Reason, Refused

WORDS = {
    Reason.ATTACHMENTS: _(
        "This PDF carries other files with it. Save it as a PDF without attachments, and share the other files beside it."
    ),
    Reason.BUSY: _("Many files are being checked at this moment. Wait a minute, then choose this one again."),
    Reason.DAMAGED: _(
        "This is not a .%(extension)s file, or it is damaged. Save it again from the program that made it."
    ),
    Reason.EMBEDDED: _(
        "This file holds another file or an object of another program. Put a picture of it in its place, or save the whole as a PDF."
    ),
    Reason.FORM: _("Only Adobe's own program shows this form. Print it to a new PDF, and share that."),
    Reason.HEAVY: _(
        "This file takes too much time or memory to check. Make its pictures smaller, share it in parts, or save it as a PDF."
    ),
    Reason.INSERTED: _(
        "This document loads another document when it is opened. Copy the text of that one into it, or save it as a PDF."
    ),
    Reason.KIND: _("Files of this kind are not accepted."),
    Reason.LINKED_BOOK: _(
        "This workbook reads values of other files. Break these links (in Excel: Data, Edit Links, Break Link), or save it as a PDF."
    ),
    Reason.MACROS: _("This file holds macros. Save it without them (as .%(extension)s), or as a PDF."),
    Reason.MEDIA: _(
        "This file holds a film, a sound or a model in three dimensions, which cannot be checked. Take it out and say where it can be found."
    ),
    Reason.NO_PICTURE: _(
        "This file cannot be read as a picture of the kind .%(extension)s. Save it again as JPEG or PNG."
    ),
    Reason.PASSWORD: _("This file opens with a password only. Save it without one: it cannot be checked."),
    Reason.PICTURE_INSIDE: _(
        "This file holds a picture of a kind that cannot be checked. Put it in again as PNG or JPEG, or save the whole as a PDF."
    ),
    Reason.PIXELS: _("This picture has more than %(most)s million pixels. Make it smaller."),
    Reason.PIXELS_TOGETHER: _(
        "The pictures of this file have more than %(most)s million pixels together. Make them smaller (in Word: Compress Pictures), or share it in parts."
    ),
    Reason.STRANGE_PART: _(
        "This file holds something that cannot be checked. Save it as a PDF, and share that."
    ),
    Reason.UNPACKS: _("This file unpacks to far more than it seems. Share a smaller one."),
}

# What is taken out without being asked for, but for names and places, which no file keeps.
REMOVED = {
    "actions": _("actions that start by themselves"),
    "annotation": _("comments"),
    "changes": _("tracked changes, as if all were accepted"),
    "event-listeners": _("actions that start by themselves"),
    "fields": _("fields that fetch something from elsewhere"),
    "form": _("the form: its answers stay"),
    "formulas": _("formulas that reach outside: their values stay"),
    "links": _("links to files and programs"),
    "lock": _("the restriction on printing or copying"),
    "object": _("objects of other programs: their pictures stay"),
    "remarks": _("comments"),
    "scripts": _("scripts"),
    "signature": _("the electronic signature, which holds for the file as it was"),
    "tracked-changes": _("tracked changes, as if all were accepted"),
}
OTHER = _("parts that a reader does not see")


def told(removed: set[str]) -> str:
    """Return in words what was taken out of a file, each kind once."""
    kinds = dict.fromkeys(str(REMOVED.get(kind, OTHER)) for kind in sorted(removed))
    return "; ".join(kinds)


def words(refusal: Refused, extension: str):
    """Return the words of a refusal in the language of whoever reads."""
    return WORDS[refusal.reason] % {"extension": extension, **refusal.values}
