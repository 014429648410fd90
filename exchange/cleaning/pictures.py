"""Pictures of their own: drawn anew, upright, with nothing in them but pixels and colours."""

import struct
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, ImageSequence

from .bounds import MILLION, MOST_PIXELS
from .refusals import Reason, Refused

FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
ORIENTATION = 0x0112
# What Pillow ends with where a picture is damaged or none.
UNREADABLE = (ArithmeticError, EOFError, LookupError, OSError, SyntaxError, ValueError, struct.error)
# What the colours and the transparency need; everything else goes.
KEPT = ("icc_profile", "transparency", "gamma", "duration", "loop", "background", "blend", "disposal")
GREYS_OF_16_BITS = ("I", "I;16", "I;16B", "I;16L")
QUALITY = 92  # of a picture that can not be kept as it was pressed together


def clean_picture(content: bytes, extension: str, longest: int = 0) -> bytes:
    """Return the same picture without its traces, its longer side no longer than said (0: as it is)."""
    try:
        # A telephone keeps a second picture behind the first one of a JPEG: only the first is shown.
        with Image.open(BytesIO(content), formats=[FORMATS[extension]]) as picture:
            frames = 1 if extension in ("jpg", "jpeg") else getattr(picture, "n_frames", 1)
            if picture.width * picture.height * frames > MOST_PIXELS:
                raise Image.DecompressionBombError
            return drawn(picture, FORMATS[extension], frames, longest)
    except Image.DecompressionBombError as error:
        raise Refused(Reason.PIXELS, most=MOST_PIXELS // MILLION) from error
    except UNREADABLE as error:
        raise Refused(Reason.NO_PICTURE) from error


def drawn(picture, form: str, frames: int, longest: int) -> bytes:
    """Return the file of a picture, drawn anew only as far as needed."""
    picture.draft(None, (longest, longest)) if longest and max(picture.size) > 2 * longest else None
    picture.load()
    profile = picture.info.get("icc_profile")
    turn = picture.getexif().get(ORIENTATION, 1)
    if frames > 1:
        return animated(picture, form, turn, profile)
    changed = upright(picture, turn)
    changed = in_common_colours(changed, form)
    if longest and max(changed.size) > longest:
        changed = ImageOps.contain(changed, (longest, longest))
    as_it_was = changed is picture and picture.format == form
    if changed.mode != picture.mode:
        profile = None
    changed.info = {key: value for key, value in changed.info.items() if key in KEPT}
    output = BytesIO()
    changed.save(output, form, **options(form, as_it_was=as_it_was), icc_profile=profile)
    return output.getvalue()


def animated(picture, form: str, turn: int, profile) -> bytes:
    """Return a moving picture, each of its frames upright."""
    durations, frames = [], []
    for frame in ImageSequence.Iterator(picture):
        durations.append(frame.info.get("duration", 0))
        frames.append(upright(frame.copy(), turn))
    for frame in frames:
        frame.info = {key: value for key, value in frame.info.items() if key in KEPT}
    output = BytesIO()
    frames[0].save(
        output,
        form,
        save_all=True,
        append_images=frames[1:],
        duration=durations,
        loop=picture.info.get("loop", 0),
        icc_profile=profile,
        **options(form, as_it_was=False),
    )
    return output.getvalue()


def upright(picture, turn: int):
    """Return a picture as it is looked at, whatever way the camera was held."""
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }.get(turn)
    return picture if turned is None else picture.transpose(turned)


def in_common_colours(picture, form: str):
    """Return a picture in colours that every browser shows alike: no inks of printers, no 16 bits of grey."""
    if picture.mode in GREYS_OF_16_BITS:
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "CMYK":
        return in_screen_colours(picture)
    if form == "JPEG" and picture.mode not in ("L", "RGB"):
        return picture.convert("RGB")
    return picture


def in_screen_colours(picture):
    """Return a picture for printers as the screen shows it, by its own profile if that is sound."""
    if profile := picture.info.get("icc_profile"):
        try:
            return ImageCms.profileToProfile(
                picture,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            )
        except (ImageCms.PyCMSError, OSError):
            pass
    return picture.convert("RGB")


def options(form: str, *, as_it_was: bool) -> dict:
    """Return how to write a picture with as little loss as its format allows."""
    if form == "JPEG":
        return {"exif": b"", "quality": "keep" if as_it_was else QUALITY, "optimize": True}
    if form == "WEBP":
        return {"exif": b"", "xmp": b"", "quality": 90}
    return {"exif": b"", "optimize": False}
