"""Pictures inside documents: nothing drawn is lost, nothing told stays, whatever follows their end."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from exchange.cleaning.bounds import Pixels
from exchange.cleaning.inside import clean_inside
from exchange.cleaning.refusals import Reason, Refused
from tests.files import picture_bytes, telling_jpeg


def cleaned(content: bytes) -> bytes:
    return clean_inside(content, Pixels(), set())


def saved(picture, form: str) -> bytes:
    output = BytesIO()
    picture.save(output, form)
    return output.getvalue()


def told_png() -> bytes:
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Somebody")
    text.add_itxt("XML:com.adobe.xmp", "Somebody")
    return picture_bytes("PNG", pnginfo=text, exif=b"Exif\0\0Somebody") + b"Somebody behind the end"


def several_in_one() -> bytes:
    output = BytesIO()
    second = Image.open(BytesIO(telling_jpeg()))
    Image.new("RGB", (40, 20)).save(output, "MPO", save_all=True, append_images=[second])
    return output.getvalue() + telling_jpeg()


@pytest.mark.parametrize(
    "content",
    [
        telling_jpeg(),
        telling_jpeg(progressive=True, comment=b"Somebody"),
        several_in_one(),
        told_png(),
        picture_bytes("GIF", comment=b"Somebody"),
        picture_bytes("WEBP", xmp=b"Somebody", exif=b"Exif\0\0Somebody"),
        picture_bytes("TIFF", description="Somebody"),
        picture_bytes("BMP"),
    ],
    ids=["jpeg", "progressive", "several", "png", "gif", "webp", "tiff", "bmp"],
)
def test_pixels_stay_and_traces_go(content):
    kept = cleaned(content)

    assert b"Somebody" not in kept
    one, other = (Image.open(BytesIO(each)).convert("RGB") for each in (content, kept))
    assert one.tobytes() == other.tobytes()


def test_how_the_camera_was_held_stays():
    exif = Image.Exif()
    exif[0x0112], exif[0x013B] = 6, "Somebody"

    kept = cleaned(picture_bytes(exif=exif))

    assert dict(Image.open(BytesIO(kept)).getexif()) == {0x0112: 6}


def test_pixels_are_counted_before_anything_is_unpacked():
    bomb = saved(Image.new("1", (9000, 9000)), "PNG")
    pixels = Pixels()
    clean_inside(bomb, pixels, set())
    clean_inside(bomb, pixels, set())

    with pytest.raises(Refused) as refused:
        clean_inside(bomb, pixels, set())

    assert refused.value.reason == Reason.PIXELS_TOGETHER


@pytest.mark.parametrize(
    "content", [b"", b"MZ", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe1\0", b"GIF89a", b"RIFF", b"%PDF-1.7"]
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(Refused) as refused:
        cleaned(content)

    assert refused.value.reason == Reason.PICTURE_INSIDE
