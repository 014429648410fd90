"""Files as people upload them, small and sound."""

from io import BytesIO
from zipfile import ZipFile

from PIL import Image
from pypdf import PdfWriter


def picture_bytes(form="JPEG", size=(40, 20), **options) -> bytes:
    output = BytesIO()
    Image.new("RGB", size, "navy").save(output, form, **options)
    return output.getvalue()


def pdf_bytes(change=None) -> bytes:
    """Return a PDF of one empty page; `change` gets its writer first."""
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if change:
        change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def archive_bytes(parts: dict[str, bytes | str], method=8) -> bytes:
    output = BytesIO()
    with ZipFile(output, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return output.getvalue()
