"""Lead a file to what cleans its kind; what a kind needs is loaded only for it."""

from .refusals import Reason, Refused

PICTURES = ("jpg", "jpeg", "png", "webp")
OFFICE = ("docx", "pptx", "xlsx")
OPEN_DOCUMENTS = ("odt", "ods")


def clean(content: bytes, extension: str, longest: int = 0) -> tuple[bytes, set[str]]:
    """Return a file without its traces, and the kinds of things that were taken out of it."""
    removed: set[str] = set()
    if extension in PICTURES:
        from .pictures import clean_picture

        return clean_picture(content, extension, longest), removed
    if extension == "pdf":
        from .pdf import clean_pdf

        return clean_pdf(content, removed), removed
    if extension in OFFICE:
        from .ooxml import clean_ooxml

        return clean_ooxml(content, extension, removed), removed
    if extension in OPEN_DOCUMENTS:
        from .odf import clean_odf

        return clean_odf(content, extension, removed), removed
    raise Refused(Reason.KIND)
