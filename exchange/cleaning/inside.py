"""Pictures inside documents: taken apart by their blocks and never unpacked, which is quick and loses nothing.

Their pixels are counted from their headers, before anybody's program has to unpack them.
"""

import gzip
import struct
import zlib
from io import BytesIO

from .bounds import MOST_UNPACKED, Pixels
from .raster import gif_without_traces, jpeg_without_traces, png_without_traces, webp_without_traces
from .refusals import Reason, Refused
from .vector import emf_without_traces, svg_without_traces

GZIP = b"\x1f\x8b"
TIFF = (b"II*\0", b"MM\0*")
WINDOWS_METAFILE = (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x02\x00\x09\x00")


def clean_inside(content: bytes, pixels: Pixels, removed: set[str]) -> bytes:
    """Return a picture of a document without what tells of it, known by how it begins and not by its name."""
    try:
        if content.startswith(b"\xff\xd8"):
            return jpeg_without_traces(content, pixels, keep_turn=True)
        if content.startswith(b"\x89PNG\r\n\x1a\n"):
            return png_without_traces(content, pixels)
        if content.startswith(b"GIF8"):
            return gif_without_traces(content, pixels)
        if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
            return webp_without_traces(content, pixels)
        if content.startswith(TIFF):
            return redrawn_tiff(content, pixels)
        if content.startswith(b"BM"):
            width, height = struct.unpack_from("<ii", content, 18)
            pixels.take(abs(width), abs(height))
            return content
        if content[40:44] == b" EMF":
            return emf_without_traces(content)
        if content.startswith(WINDOWS_METAFILE):
            return content
        if content.startswith(GZIP):
            return gzip.compress(clean_inside(unpacked(content), pixels, removed), mtime=0)
        if b"<svg" in content[:4096] or b":svg" in content[:4096]:
            return svg_without_traces(content, removed)
    except (struct.error, IndexError, zlib.error) as error:
        raise Refused(Reason.PICTURE_INSIDE, why="broken") from error
    raise Refused(Reason.PICTURE_INSIDE, why=f"begins with {content[:8].hex()}")


def unpacked(content: bytes) -> bytes:
    """Return a metafile that was pressed together, once."""
    unpacker = zlib.decompressobj(wbits=31)
    plain = unpacker.decompress(content, MOST_UNPACKED // 4)
    if unpacker.unconsumed_tail:
        raise Refused(Reason.UNPACKS)
    if plain.startswith(GZIP):
        raise Refused(Reason.PICTURE_INSIDE, why="packed twice")
    return plain


def redrawn_tiff(content: bytes, pixels: Pixels) -> bytes:
    """Return the first page of a TIFF, drawn anew: what it tells stands all over it."""
    from PIL import Image

    with Image.open(BytesIO(content), formats=["TIFF"]) as picture:
        pixels.take(picture.width, picture.height)
        profile = picture.info.get("icc_profile")
        plain = Image.frombytes(picture.mode, picture.size, picture.tobytes())
        if picture.mode == "P":
            plain.putpalette(picture.getpalette())
    output = BytesIO()
    plain.save(output, "TIFF", compression="tiff_lzw", icc_profile=profile)
    return output.getvalue()
