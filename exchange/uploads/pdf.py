"""PDF files: nothing in them that acts by itself, and nothing about who made them."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

from exchange.metadata import jpeg_without_segments

MOST_OBJECTS = 200_000
# What a reader's program would do by itself, or what is carried along unseen.
ACTIONS = frozenset(
    {"/ImportData", "/JavaScript", "/Launch", "/Rendition", "/RichMediaExecute", "/SubmitForm"}
)
CARRIERS = frozenset({"/3D", "/FileAttachment", "/Movie", "/RichMedia", "/Screen", "/Sound"})
# Where programs write who made a thing, when and with what.
TRACES = ("/Metadata", "/PieceInfo")
FIELD = "/Widget"


def clean_pdf(file) -> bytes:
    """Return the same document without names and dates; refuse one that acts, carries files or is locked."""
    if file.read(5) != b"%PDF-":
        raise ValueError("It begins like no PDF.")
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted:
        raise ValidationError(
            _("This PDF is protected by a password. Save it without one: it cannot be checked.")
        )
    for thing in objects_of(reader.root_object):
        if isinstance(thing, DictionaryObject):
            refuse_what_acts(thing)
            forget_people(thing)
    # What nothing leads to any more stays behind, earlier versions of the document too.
    writer = PdfWriter(clone_from=reader)
    writer.metadata = None
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def objects_of(root):
    """Yield everything that hangs on the root, each once."""
    waiting, seen = [root], set()
    while waiting:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if (thing.idnum, thing.generation) in seen:
                continue
            seen.add((thing.idnum, thing.generation))
            if len(seen) > MOST_OBJECTS:
                raise ValueError("It has too many parts.")
            thing = thing.get_object()
        yield thing
        if isinstance(thing, DictionaryObject):
            waiting += [thing.raw_get(key) for key in thing]
        elif isinstance(thing, ArrayObject):
            waiting += list.__iter__(thing)


def refuse_what_acts(thing: DictionaryObject) -> None:
    acts = thing.get("/S") in ACTIONS or "/JS" in thing
    carries = thing.get("/Subtype") in CARRIERS or "/EF" in thing or "/EmbeddedFiles" in thing
    if acts or carries:
        raise ValidationError(
            _(
                "This PDF holds a script, starts something or carries another file. Print it to a new PDF, and share that."
            )
        )


def forget_people(thing: DictionaryObject) -> None:
    for name in TRACES:
        thing.pop(name, None)
    is_annotation = "/Rect" in thing and "/Subtype" in thing
    if is_annotation and thing["/Subtype"] != FIELD:
        thing.pop("/T", None)  # who wrote a note in the margin
    if isinstance(thing, StreamObject) and thing.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        thing._data = jpeg_without_segments(thing._data)
