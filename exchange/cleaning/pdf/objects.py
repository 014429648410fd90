"""Walk through everything that hangs on a PDF.

A long document has a hundred thousand objects. Each is looked at as JSON, in which qpdf has decoded every name and keeps
strings apart from references; only those with a name that matters are handed on.
"""

import re

from pikepdf import Array, Dictionary, Object, Pdf, Stream

from exchange.cleaning.bounds import MOST_OBJECTS
from exchange.cleaning.refusals import Reason, Refused

from .names import HARMFUL_ACTIONS, TELLING

REFERENCE = re.compile(rb'"(\d+) (\d+) R"')
TELLING_NAME = re.compile(rb'"/(?:' + "|".join(name[1:] for name in sorted(TELLING)).encode() + rb')":')
# An action by its kind, or a kind that stands elsewhere.
TELLING_KIND = re.compile(
    rb'"/S": "(?:\d|/(?:' + "|".join(name[1:] for name in sorted(HARMFUL_ACTIONS)).encode() + rb')")'
)


def telling_parts(pdf: Pdf):
    """Yield each dictionary and stream with a name that matters, once; it may be changed before the next is asked for."""
    waiting, seen = [pdf.Root.objgen], {pdf.Root.objgen}
    while waiting:
        thing = pdf.get_object(waiting.pop())
        if not isinstance(thing, (Array, Dictionary, Stream)):
            continue  # a number that stands for itself
        written = thing.to_json(dereference=True, schema_version=2)
        if isinstance(thing, Stream) or is_telling(written):
            yield from parts_of(thing)
            written = thing.to_json(dereference=True, schema_version=2)
        for number, generation in REFERENCE.findall(written):
            place = (int(number), int(generation))
            if place not in seen:
                seen.add(place)
                waiting.append(place)
        if len(seen) > MOST_OBJECTS:
            raise Refused(Reason.HEAVY, why="objects")


def is_telling(written: bytes) -> bool:
    if TELLING_NAME.search(written) or TELLING_KIND.search(written):
        return True
    # Paragraphs say by « /A » how they are set; there are many. An action that stands there is seen for itself.
    return b'"/A":' in written and not (b'"/S":' in written and b'"/P":' in written)


def parts_of(thing: Object):
    """Yield an object and what stands directly in it; what is cut off on the way is not looked at."""
    if isinstance(thing, (Dictionary, Stream)):
        yield thing
        inner = [value for _name, value in thing.items()]
    elif isinstance(thing, Array):
        inner = list(thing)
    else:
        return
    for value in inner:
        if isinstance(value, (Array, Dictionary)) and not value.is_indirect:
            yield from parts_of(value)
