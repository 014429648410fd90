"""Erase what a picture tells about its author, its place and its camera."""

import struct
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
PICTURE_EXTENSIONS = tuple(FORMATS)
ORIENTATION = 0x0112
NO_PICTURE = _("This file cannot be read as a picture.")
# What Pillow ends with where a picture is damaged or none.
UNREADABLE = (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, ValueError, struct.error)
# Markers of a JPEG: who made it stands in the other ones of applications, and in comments.
START_OF_SCAN, COMMENT, JFIF, COLOURS, ADOBE = 0xDA, 0xFE, 0xE0, 0xE2, 0xEE
# What the colours and the transparency need; everything else goes.
KEPT = ("icc_profile", "transparency", "gamma", "duration", "loop", "background")


def is_picture(name: str) -> bool:
    return name.lower().rpartition(".")[2] in PICTURE_EXTENSIONS


def without_metadata(file) -> ContentFile:
    """Return the same picture, upright, with nothing in it but pixels and colours.

    Raises ValidationError if the file is no picture of the kind that its name says, or too large to open.
    """
    file.seek(0)
    expected = FORMATS.get(file.name.lower().rpartition(".")[2])
    try:
        with Image.open(file, formats=[expected] if expected else []) as picture:
            form = picture.format
            frames = getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
                raise Image.DecompressionBombError
            picture.load()
            options = save_options(picture, form)
            if frames == 1 and picture.getexif().get(ORIENTATION, 1) != 1:
                picture = ImageOps.exif_transpose(picture)
                # Nothing to keep of a picture that was turned.
                options |= {"quality": 92} if form == "JPEG" else {}
            picture.info = {key: value for key, value in picture.info.items() if key in KEPT}
            output = BytesIO()
            picture.save(output, form, save_all=frames > 1, **options)
    except Image.DecompressionBombError as error:
        raise ValidationError(
            _("This picture has more than %(most)s million pixels. Make it smaller.")
            % {"most": settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS // 1_000_000}
        ) from error
    except UNREADABLE as error:
        raise ValidationError(NO_PICTURE) from error
    return ContentFile(output.getvalue(), name=file.name)


def save_options(picture, form: str) -> dict:
    """Return how to write a picture again with as little loss as its format allows."""
    options = {"exif": b"", "icc_profile": picture.info.get("icc_profile")}
    if form == "JPEG":
        options |= {"quality": "keep", "optimize": True}
    elif form == "WEBP":
        options |= {"quality": 90, "xmp": b""}
    return options


def jpeg_without_segments(content: bytes) -> bytes:
    """Return a JPEG without the segments that tell about it, as it is: a PDF keeps its pictures so."""
    kept, place = [content[:2]], 2
    while content[place : place + 1] == b"\xff" and content[place + 1] != START_OF_SCAN:
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4])
        if not is_telling(content[place + 1]):
            kept.append(content[place:end])
        place = end
    return b"".join([*kept, content[place:]])


def is_telling(marker: int) -> bool:
    """Say whether a segment tells about the picture, and not how it is drawn."""
    is_application = 0xE0 <= marker <= 0xEF and marker not in (JFIF, COLOURS, ADOBE)
    return is_application or marker == COMMENT
