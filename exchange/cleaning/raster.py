"""The blocks of which pictures of pixels are made: those that draw are kept, those that tell are not."""

import re
import struct

from .bounds import Pixels
from .refusals import Reason, Refused

# Markers of a JPEG.
START, END, START_OF_SCAN, COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
ALONE = {0x01, *range(0xD0, 0xD8)}
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
APPLICATIONS = range(0xE0, 0xF0)
# What applications must say for the colours to be right; everything else that they say goes.
DRAWING = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
EXIF = b"Exif\0\0"
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")

PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = {
    *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP"),
    *(b"sBIT", b"pHYs", b"bKGD", b"hIST", b"sPLT", b"acTL", b"fcTL", b"fdAT"),
}
GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
WEBP_TELLING, WEBP_TELLS = (b"EXIF", b"XMP "), 0x08 | 0x04
JPEG2000_TELLING = (b"uuid", b"xml ", b"uinf", b"jp2i")


def broken(why: str) -> Refused:
    return Refused(Reason.PICTURE_INSIDE, why=why)


def jpeg_without_traces(content: bytes, pixels: Pixels | None = None, *, keep_turn: bool = False) -> bytes:
    """Return the first picture of a JPEG as it is pressed together, with what its colours need and no more."""
    if content[:2] != b"\xff\xd8":
        raise broken("no JPEG")
    kept, place, turn = [], 2, 1
    while place + 1 < len(content):
        marker = content[place + 1]
        if content[place] != 0xFF or marker == 0xFF:
            place += 1
            continue
        if marker == END:
            break  # a second picture, with traces of its own, may follow
        if marker in ALONE:
            kept.append(content[place : place + 2])
            place += 2
            continue
        size = int.from_bytes(content[place + 2 : place + 4])
        if size < 2:
            raise broken("JPEG segment")
        end = place + 2 + size
        if marker in FRAMES and pixels:
            height, width = struct.unpack_from(">HH", content, place + 5)
            pixels.take(width, height)
        if marker == 0xE1 and content[place + 4 :].startswith(EXIF):
            turn = turn_of(content[place + 4 : end]) or turn
        if is_drawing(marker, content, place + 4):
            kept.append(content[place:end])
        if marker == START_OF_SCAN:
            found = AFTER_SCAN.search(content, end)
            place = found.start() if found else len(content)
            kept.append(content[end:place])
        else:
            place = end
    first = [b"\xff\xd8", segment_of_turn(turn) if keep_turn and turn != 1 else b""]
    return b"".join([*first, *kept, b"\xff\xd9"])


def is_drawing(marker: int, content: bytes, place: int) -> bool:
    if marker in APPLICATIONS:
        return marker in DRAWING and content.startswith(DRAWING[marker], place)
    return marker != COMMENT


def turn_of(exif: bytes) -> int:
    """Return how the camera was held, by the data of a camera; 0 where it can not be read."""
    from PIL import Image

    read = Image.Exif()
    try:
        read.load(exif)
        turn = read.get(0x0112, 0)
    except Exception:  # noqa: BLE001 - what a camera wrote may be anything, and is thrown away
        return 0
    return turn if turn in range(1, 9) else 0


def segment_of_turn(turn: int) -> bytes:
    entry = struct.pack(">HHIHH", 0x0112, 3, 1, turn, 0)
    data = EXIF + b"MM\0*" + struct.pack(">IH", 8, 1) + entry + b"\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data


def png_without_traces(content: bytes, pixels: Pixels) -> bytes:
    """Return a PNG of the chunks that draw it; what follows its end stays behind."""
    kept, place, frames, size = [PNG_START], 8, 1, (0, 0)
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if end > len(content):
            raise broken("PNG chunk")
        if kind == b"IHDR":
            size = struct.unpack_from(">II", content, place + 8)
        elif kind == b"acTL":
            (frames,) = struct.unpack_from(">I", content, place + 8)
        if kind in PNG_KEPT:
            kept.append(content[place:end])
        elif kind[:1].isupper():
            raise broken("PNG chunk of no known kind")
        place = end
        if kind == b"IEND":
            break
    if 0 in size or not frames:
        raise broken("PNG without a size")
    pixels.take(size[0], size[1] * frames)
    return b"".join(kept)


def gif_without_traces(content: bytes, pixels: Pixels) -> bytes:
    """Return a GIF without comments and without what programs say in it."""
    width, height, flags = struct.unpack_from("<HHB", content, 6)
    place = 13 + colours(flags)
    kept = [content[:place]]
    while content[place] != 0x3B:
        start, block = place, content[place]
        if block == 0x2C:
            pixels.take(width, height)
            place = after_blocks(content, place + 11 + colours(content[place + 9]))
        elif block == 0x21:
            place = after_blocks(content, place + 2)
            is_loop = content[start + 1] == 0xFF and content[start + 3 : start + 14] in GIF_LOOPS
            if content[start + 1] != 0xF9 and not is_loop:
                continue
        else:
            raise broken("GIF block")
        kept.append(content[start:place])
    return b"".join([*kept, b"\x3b"])


def colours(flags: int) -> int:
    """Return the length of a table of colours."""
    return 3 * (2 << (flags & 7)) if flags & 0x80 else 0


def after_blocks(content: bytes, place: int) -> int:
    while content[place]:
        place += content[place] + 1
    return place + 1


def webp_without_traces(content: bytes, pixels: Pixels) -> bytes:
    """Return a WebP without what the camera and programs say in it."""
    kept, place = [], 12
    while place + 8 <= len(content):
        kind, length = struct.unpack_from("<4sI", content, place)
        end = place + 8 + length + (length & 1)
        chunk = content[place:end]
        if kind == b"VP8X":
            width, height = (1 + int.from_bytes(chunk[at : at + 3], "little") for at in (12, 15))
            pixels.take(width, height)
            chunk = chunk[:8] + bytes([chunk[8] & ~WEBP_TELLS]) + chunk[9:]
        elif kind == b"VP8 ":
            width, height = struct.unpack_from("<HH", chunk, 14)
            pixels.take(width & 0x3FFF, height & 0x3FFF)
        elif kind == b"VP8L":
            (packed,) = struct.unpack_from("<I", chunk, 9)
            pixels.take((packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1)
        if kind not in WEBP_TELLING:
            kept.append(chunk)
        place = end
    drawing = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(drawing)) + drawing


def jpeg2000_without_traces(content: bytes) -> bytes:
    """Return a JPEG 2000 without the boxes that tell of it."""
    if content[4:8] != b"jP  ":
        return content  # what is drawn alone
    kept, place = [], 0
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if length == 1:
            (length,) = struct.unpack_from(">Q", content, place + 8)
        end = place + length if length >= 8 else len(content)
        if kind not in JPEG2000_TELLING:
            kept.append(content[place:end])
        place = end
    return b"".join(kept)
