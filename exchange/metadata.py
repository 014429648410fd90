"""Erase what a picture tells about its author, its place and its camera."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

PICTURE_EXTENSIONS = ("jpg", "jpeg", "png", "webp")
ORIENTATION = 0x0112
# What the colours and the transparency need; everything else goes.
KEPT = ("icc_profile", "transparency", "gamma", "duration", "loop", "background")


def is_picture(name: str) -> bool:
    return name.lower().rpartition(".")[2] in PICTURE_EXTENSIONS


def without_metadata(file) -> ContentFile:
    """Return the same picture, upright, with nothing in it but pixels and colours.

    Raises ValidationError if the file is no picture.
    """
    file.seek(0)
    try:
        with Image.open(file) as picture:
            form = picture.format
            frames = getattr(picture, "n_frames", 1)
            picture.load()
            options = save_options(picture, form)
            if frames == 1 and picture.getexif().get(ORIENTATION, 1) != 1:
                picture = ImageOps.exif_transpose(picture)
                # Nothing to keep of a picture that was turned.
                options |= {"quality": 92} if form == "JPEG" else {}
            picture.info = {key: value for key, value in picture.info.items() if key in KEPT}
            output = BytesIO()
            picture.save(output, form, save_all=frames > 1, **options)
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(_("This file cannot be read as a picture.")) from error
    return ContentFile(output.getvalue(), name=file.name)


def save_options(picture, form: str) -> dict:
    """Return how to write a picture again with as little loss as its format allows."""
    options = {"exif": b"", "icc_profile": picture.info.get("icc_profile")}
    if form == "JPEG":
        options |= {"quality": "keep", "optimize": True}
    elif form == "WEBP":
        options |= {"quality": 90, "xmp": b""}
    return options
