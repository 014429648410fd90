"""The data of a PDF: bounded when unpacked, of this file alone, its pictures without what tells of them."""

import base64
import zlib

from pikepdf import Array, Name, Object, Stream

from exchange.cleaning.bounds import MOST_DRAWN, MOST_PDF_PIXELS, Pixels
from exchange.cleaning.raster import jpeg2000_without_traces, jpeg_without_traces
from exchange.cleaning.refusals import Damaged, Reason, Refused

from .actions import name_of
from .names import FROM_ELSEWHERE

FLATE = ("/FlateDecode", "/Fl")
AS_TEXT = ("/ASCII85Decode", "/A85")
JPEG = ("/DCTDecode", "/DCT")
JPEG2000 = "/JPXDecode"
PIECE = 1_000_000


class Streams:
    """Looks at one stream after the other, and counts what all of them unpack to."""

    def __init__(self):
        self.pixels = Pixels(MOST_PDF_PIXELS)
        self.left = MOST_DRAWN

    def clean(self, thing: Object) -> None:
        if not isinstance(thing, Stream):
            return
        if any(name in thing for name in FROM_ELSEWHERE) or "/PS" in (
            name_of(thing, "/Subtype"),
            name_of(thing, "/Subtype2"),
        ):
            raise Refused(Reason.STRANGE_PART)
        filters = filters_of(thing)
        if name_of(thing, "/Subtype") == "/Image":
            self.pixels.take(size_of(thing, "/Width"), size_of(thing, "/Height"))
        if filters and filters[-1] in (*JPEG, JPEG2000):
            self.clean_picture(thing, filters)
        elif name_of(thing, "/Subtype") != "/Image":
            self.count(thing.read_raw_bytes(), filters)

    def clean_picture(self, stream: Stream, filters: list[str]) -> None:
        content = stream.read_raw_bytes()
        for name in filters[:-1]:
            if name in FLATE:
                content = self.unpacked(content)
            elif name in AS_TEXT:
                content = base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))
            else:
                raise Refused(Reason.PICTURE_INSIDE)
        if filters[-1] == JPEG2000:
            content = jpeg2000_without_traces(content)
        else:
            content = jpeg_without_traces(content)
        parameters = stream.get("/DecodeParms")
        if isinstance(parameters, Array):
            parameters = parameters[-1] if len(parameters) else None
        stream.write(content, filter=Name(filters[-1]), decode_parms=parameters)

    def count(self, content: bytes, filters: list[str]) -> None:
        """Refuse what unpacks to more than any page needs, packed twice or more often too."""
        for name in filters:
            if name not in FLATE:
                return
            content = self.unpacked(content)

    def unpacked(self, content: bytes) -> bytes:
        unpacker, pieces = zlib.decompressobj(), []
        waiting = content
        try:
            while waiting and not unpacker.eof:
                piece = unpacker.decompress(waiting, PIECE)
                self.left -= len(piece)
                if self.left < 0:
                    raise Refused(Reason.UNPACKS)
                pieces.append(piece)
                if not piece and unpacker.unconsumed_tail == waiting:
                    break
                waiting = unpacker.unconsumed_tail
        except zlib.error:
            pass  # readers' programs show what came out until here
        return b"".join(pieces)


def filters_of(stream: Stream) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, Array) else [str(found)]


def size_of(stream: Stream, key: str) -> int:
    try:
        return int(stream.get(key, 0))
    except (TypeError, ValueError, OverflowError) as error:
        raise Damaged("A picture has no size.") from error
