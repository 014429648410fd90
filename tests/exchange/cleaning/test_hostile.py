"""What would harm a reader: the file is refused, or comes out without it and still opens."""

import pytest

from exchange.cleaning.kinds import clean
from exchange.cleaning.refusals import Reason, Refused
from tests.exchange.cleaning.hostile_others import HOSTILE as OTHERS
from tests.exchange.cleaning.hostile_pdf import HOSTILE as PDF
from tests.exchange.cleaning.hostile_word import HOSTILE as WORD
from tests.exchange.cleaning.reading import assert_opens, everything_in

FILES = {**WORD, **OTHERS, **{f"pdf: {name}": ("pdf", content) for name, content in PDF.items()}}
# Whoever shared one of these in good faith must know what to do.
REASONS = {
    "macros": Reason.MACROS,
    "macros renamed": Reason.MACROS,
    "macro document by type": Reason.MACROS,
    "workbook with macros": Reason.MACROS,
    "macro sheet": Reason.MACROS,
    "library of macros": Reason.MACROS,
    "active control": Reason.MACROS,
    "another document taken in": Reason.INSERTED,
    "document of parts": Reason.INSERTED,
    "data in the text": Reason.PICTURE_INSIDE,
    "object in a sheet": Reason.EMBEDDED,
    "values of another file, hidden": Reason.LINKED_BOOK,
    "executable in an object": Reason.EMBEDDED,
    "binary object": Reason.EMBEDDED,
    "executable as a picture": Reason.PICTURE_INSIDE,
    "film of elsewhere": Reason.MEDIA,
    "sound": Reason.MEDIA,
    "values of another file": Reason.LINKED_BOOK,
    "entities without end": Reason.DAMAGED,
    "a file of the server": Reason.DAMAGED,
    "another kind inside": Reason.DAMAGED,
    "pdf: no pdf": Reason.DAMAGED,
    "locked": Reason.PASSWORD,
    "pdf: password": Reason.PASSWORD,
    "pdf: file of the document": Reason.ATTACHMENTS,
    "pdf: file of a page": Reason.ATTACHMENTS,
    "pdf: file of a note": Reason.ATTACHMENTS,
    "pdf: second form alone": Reason.FORM,
    "pdf: film": Reason.MEDIA,
    "pdf: pages that unpack without end": Reason.UNPACKS,
    "pdf: pages packed twice": Reason.UNPACKS,
    "pdf: objects without end": Reason.HEAVY,
}


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch):
    """Let bombs go off early: what matters is that something stops them."""
    monkeypatch.setattr("exchange.cleaning.pdf.objects.MOST_OBJECTS", 2_000)
    monkeypatch.setattr("exchange.cleaning.pdf.streams.MOST_DRAWN", 2_000_000)


@pytest.mark.parametrize("name", FILES)
def test_harm_does_not_come_through(name):
    extension, content = FILES[name]
    try:
        cleaned, _removed = clean(content, extension)
    except Refused as refusal:
        # A mistake in a file of ours would be refused as damaged, and prove nothing.
        assert refusal.reason == REASONS.get(name) or (
            name not in REASONS and refusal.reason != Reason.DAMAGED
        )
        return
    assert name not in REASONS
    assert b"EVIL" in (content + everything_in(content, extension)).replace(b"\0", b"")
    assert b"EVIL" not in everything_in(cleaned, extension)
    assert_opens(cleaned, extension)
