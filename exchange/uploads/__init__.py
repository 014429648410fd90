"""What is uploaded: taken for what it is and not for its name, small enough, and without traces of people."""

import logging
import zlib
from zipfile import BadZipFile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from pypdf.errors import PyPdfError

from exchange.metadata import PICTURE_EXTENSIONS, without_metadata
from exchange.uploads.office import OFFICE_PARTS, clean_office
from exchange.uploads.pdf import clean_pdf

logger = logging.getLogger(__name__)

# What reading a file of somebody else may end with; a database that goes away, say, is not among it.
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BadZipFile,
    EOFError,
    LookupError,
    NotImplementedError,
    PyPdfError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    zlib.error,
)


class CheckedFile(ContentFile):
    """A file that went through the checks, and needs no second pass."""


def checked(file) -> CheckedFile:
    """Return the file that is kept in the place of an uploaded one, or say why none is."""
    if isinstance(getattr(file, "_file", file), CheckedFile):
        return file
    extension = file.name.lower().rpartition(".")[2]
    try:
        content = clean(file, extension)
    except ValidationError as refusal:
        logger.warning(
            "Refused an upload, .%s of %s bytes: %s", extension[:10], file.size, refusal.messages[0]
        )
        raise
    return CheckedFile(content, name=file.name.rpartition("/")[2])


def clean(file, extension: str) -> bytes:
    """Return the content of a file without its traces; refuse what is not what its name says."""
    if file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        raise ValidationError(
            _("This file is larger than %(most)s. Make it smaller, or share a part of it.")
            % {"most": filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)}
        )
    file.seek(0)
    if extension in PICTURE_EXTENSIONS:
        return without_metadata(file).read()
    try:
        if extension == "pdf":
            return clean_pdf(file)
        if extension in OFFICE_PARTS:
            return clean_office(file, extension)
    except UNREADABLE as error:
        raise ValidationError(
            _(
                "This is no .%(extension)s file, or it is damaged. Save it again from the program that made it."
            )
            % {"extension": extension}
        ) from error
    raise ValidationError(_("Files of this kind are not taken."))
