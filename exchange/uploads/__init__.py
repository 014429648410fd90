"""What is uploaded: taken for what it is and not for its name, small enough, and without traces of people."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from exchange.cleaning.refusals import Refused
from exchange.uploads.reasons import words
from exchange.uploads.sandbox import clean_apart

logger = logging.getLogger(__name__)
gone: ContextVar[set[str] | None] = ContextVar("gone", default=None)


@contextmanager
def what_is_taken_out() -> Iterator[set[str]]:
    """Yield what is taken out of the files that are checked meanwhile, for whoever sent them to be told."""
    found: set[str] = set()
    token = gone.set(found)
    try:
        yield found
    finally:
        gone.reset(token)


class CheckedFile(ContentFile):
    """A file that went through the checks, and needs no second pass."""


def checked(file, *, longest: int = 0) -> CheckedFile:
    """Return the file that is kept in the place of an uploaded one, or say why none is.

    A picture whose longer side is longer than said is made smaller.
    """
    if isinstance(getattr(file, "_file", file), CheckedFile):
        return getattr(file, "_file", file)
    extension = file.name.lower().rpartition(".")[2]
    try:
        refuse_large(file)
        content, removed = clean_apart(file, extension, longest)
    except Refused as refusal:
        reason = " ".join(filter(None, [refusal.reason, str(refusal.values.get("why", ""))]))
        logger.warning("Refused an upload, .%s of %s bytes: %s", extension[:10], file.size, reason)
        raise ValidationError(words(refusal, extension), code=refusal.reason) from refusal
    if removed:
        if (found := gone.get()) is not None:
            found.update(removed)
        logger.info("Took out of an upload, .%s: %s", extension[:10], ", ".join(removed))
    return CheckedFile(content, name=file.name.rpartition("/")[2])


def refuse_large(file) -> None:
    if file.size > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE:
        raise ValidationError(
            _("This file is larger than %(most)s. Make it smaller, or share a part of it.")
            % {"most": filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)}
        )
