"""Pictures of their own: upright, in colours that the screen shows, without what tells of them."""

from io import BytesIO

import pytest
from PIL import Image

from exchange.cleaning.pictures import clean_picture
from exchange.cleaning.refusals import Reason, Refused
from tests.files import picture_bytes, telling_jpeg

ORIENTATION = 0x0112
RED, BLUE = (255, 0, 0), (0, 0, 255)


def halves(mode="RGB", size=(40, 20)):
    """Return a picture that lies: its left half red, its right half blue."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    return picture.convert(mode)


def saved(picture, form, **options) -> bytes:
    output = BytesIO()
    picture.save(output, form, **options)
    return output.getvalue()


def held(turn: int):
    exif = Image.Exif()
    exif[ORIENTATION] = turn
    exif[0x013B] = "Somebody"
    return exif


def cleaned(content: bytes, extension: str, **options):
    kept = clean_picture(content, extension, **options)
    assert b"Somebody" not in kept
    picture = Image.open(BytesIO(kept))
    picture.load()
    return picture


def is_alike(colour, wanted) -> bool:
    return all(abs(one - other) < 30 for one, other in zip(colour, wanted, strict=False))


class TestUpright:
    @pytest.mark.parametrize(("form", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp")])
    def test_is_how_a_picture_stands(self, form, extension):
        picture = cleaned(saved(halves(), form, exif=held(6)), extension)

        assert picture.size == (20, 40)
        assert is_alike(picture.convert("RGB").getpixel((10, 5)), RED)
        assert picture.getexif().get(ORIENTATION) is None

    def test_is_the_first_picture_of_several_in_a_jpeg(self):
        content = saved(
            halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (10, 10))], exif=held(8)
        )
        assert Image.open(BytesIO(content)).n_frames == 2

        picture = cleaned(content, "jpg")

        assert picture.format == "JPEG"
        assert picture.size == (20, 40)
        assert is_alike(picture.getpixel((10, 35)), RED)

    @pytest.mark.parametrize(("form", "extension"), [("PNG", "png"), ("WEBP", "webp")])
    def test_holds_for_moving_pictures(self, form, extension):
        frames = [halves(), Image.new("RGB", (40, 20), BLUE)]
        content = saved(
            frames[0], form, save_all=True, append_images=frames[1:], duration=[70, 90], exif=held(6)
        )

        picture = cleaned(content, extension)

        assert (picture.size, picture.n_frames) == ((20, 40), 2)


class TestColours:
    def test_for_printers_are_those_of_the_screen(self):
        picture = cleaned(saved(Image.new("RGB", (40, 20), RED).convert("CMYK"), "JPEG"), "jpg")

        assert picture.mode == "RGB"
        assert is_alike(picture.getpixel((5, 5)), RED)

    def test_of_16_bits_of_grey_keep_their_shades(self):
        content = saved(Image.new("I;16", (40, 20), 40_000), "PNG")

        picture = cleaned(content, "png")

        assert picture.mode == "L"
        assert abs(picture.getpixel((5, 5)) - 40_000 // 256) <= 1

    @pytest.mark.parametrize(
        "picture",
        [
            Image.new("RGBA", (40, 20), (255, 0, 0, 0)),
            Image.new("LA", (40, 20), (9, 0)),
            Image.new("RGBA", (40, 20), (255, 0, 0, 0)).quantize(),
        ],
        ids=lambda picture: picture.mode,
    )
    def test_stay_transparent(self, picture):
        assert cleaned(saved(picture, "PNG"), "png").convert("RGBA").getpixel((5, 5))[3] == 0

    def test_keep_their_profile(self):
        assert cleaned(saved(halves(), "JPEG", icc_profile=b"profile" * 30), "jpg").info["icc_profile"]

    def test_of_a_jpeg_that_is_upright_lose_nothing(self):
        content = saved(halves(size=(400, 200)), "JPEG", quality=71, progressive=True)

        assert cleaned(content, "jpg").quantization == Image.open(BytesIO(content)).quantization


class TestSize:
    def test_of_pages_has_an_end(self):
        picture = cleaned(saved(halves(size=(3000, 1500)), "JPEG"), "jpg", longest=1000)

        assert picture.size == (1000, 500)
        assert is_alike(picture.getpixel((5, 5)), RED)

    @pytest.mark.parametrize(("side", "frames"), [(1001, 1), (320, 10)])
    def test_counts_the_pixels_of_all_frames(self, monkeypatch, side, frames):
        monkeypatch.setattr("exchange.cleaning.pictures.MOST_PIXELS", 1_000_000)
        more = [Image.new("1", (side, side), number % 2) for number in range(1, frames)]
        content = saved(Image.new("1", (side, side)), "PNG", save_all=frames > 1, append_images=more)

        with pytest.raises(Refused) as refused:
            clean_picture(content, "png")

        assert (refused.value.reason, refused.value.values) == (Reason.PIXELS, {"most": 1})


@pytest.mark.parametrize(
    ("content", "extension"),
    [
        (telling_jpeg()[:200], "jpg"),
        (picture_bytes("GIF"), "png"),
        (picture_bytes("PNG"), "jpg"),
        (b"<svg onload='alert(1)'/>", "png"),
        (b"", "webp"),
    ],
    ids=["cut", "gif", "png", "svg", "empty"],
)
def test_what_is_no_picture_is_refused(content, extension):
    with pytest.raises(Refused) as refused:
        clean_picture(content, extension)

    assert refused.value.reason == Reason.NO_PICTURE
