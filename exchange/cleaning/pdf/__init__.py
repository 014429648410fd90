"""PDF files: written anew from what their pages need, with nothing that acts and nothing about who made them."""

from io import BytesIO

import pikepdf

from exchange.cleaning.refusals import Damaged, Reason, Refused

from .actions import drop_actions
from .document import clean_catalogue
from .objects import telling_parts
from .streams import Streams
from .traces import forget_people

TRAILER = frozenset({"/Root", "/Size"})


def clean_pdf(content: bytes, removed: set[str]) -> bytes:
    """Return the same document without what acts, what is carried along, and what tells of people."""
    if b"%PDF-" not in content[:1024]:
        raise Damaged("It begins like no PDF.")
    try:
        # A lock against printing or changing opens with an empty password, and is not put on again.
        pdf = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Refused(Reason.PASSWORD) from error
    except pikepdf.PdfError as error:
        raise Damaged("It cannot be read.") from error
    with pdf:
        if not len(pdf.pages):
            raise Damaged("It has no pages.")
        if pdf.is_encrypted:
            removed.add("lock")
        clean_catalogue(pdf.Root, removed)
        streams = Streams()
        for part in telling_parts(pdf):
            drop_actions(part, removed)
            forget_people(part, removed)
            streams.clean(part)
        # What hangs on the trailer beside the catalogue, nobody has looked at.
        for name in set(pdf.trailer.keys()) - TRAILER:
            del pdf.trailer[name]
        output = BytesIO()
        # What nothing leads to any more stays behind, earlier versions of the document too.
        pdf.save(
            output,
            encryption=False,
            fix_metadata_version=False,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return output.getvalue()
