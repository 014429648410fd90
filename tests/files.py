"""Files as people upload them, small and sound."""

from io import BytesIO
from zipfile import ZipFile

import pikepdf
from PIL import Image


def picture_bytes(form="JPEG", size=(40, 20), **options) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "navy").save(output, form, **options)
    return output.getvalue()


def telling_jpeg(**options) -> bytes:
    """Return a photograph that tells who took it, and where."""
    exif = Image.Exif()
    exif[0x013B] = "Somebody Nearby"
    exif.get_ifd(0x8825)[2] = (50.0, 51.0, 2.0)
    return picture_bytes(exif=exif, **options)


def pdf_bytes(change=None, **options) -> bytes:
    """Return a PDF of one empty page; `change` gets it first."""
    output = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(100, 100))
        if change:
            change(pdf)
        # Without an identity drawn at random: workers that share the tests name them by what they are given.
        if not options.get("encryption"):
            options["deterministic_id"] = True
        pdf.save(output, fix_metadata_version=False, **options)
    return output.getvalue()


def archive_bytes(parts: dict[str, bytes | str], method=8) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()


def lying_archive_bytes(name: str, size: int) -> bytes:
    """Return an archive whose directory says that a large part is small."""
    honest = archive_bytes({"[Content_Types].xml": "", name: b"\0" * size})
    said, true = (number.to_bytes(4, "little") for number in (1000, size))
    assert honest.count(true) >= 2
    return honest.replace(true, said)
