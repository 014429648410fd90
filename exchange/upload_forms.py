"""The forms behind every door where a file comes in."""

from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm

from exchange.metadata import NO_PICTURE, UNREADABLE


class NothingKeptMixin:
    """Keeps no file beside a form that is refused.

    Wagtail would keep it, unchecked, until somebody puts the rest right.
    """

    def _post_clean(self):
        super()._post_clean()
        if self.errors and "file" in self.files and "file" not in self.errors:
            others = " ".join(str(error) for errors in self.errors.values() for error in errors)
            again = _("Nothing was kept: choose the file again once the rest is right.")
            self.add_error("file", f"{others} {again}")


class PictureForm(NothingKeptMixin, BaseImageForm):
    def _clean_fields(self):
        try:
            super()._clean_fields()
        except UNREADABLE:
            # Wagtail reads its size before anything says that it is whole.
            self.add_error("file", NO_PICTURE)


class AttachmentForm(NothingKeptMixin, BaseDocumentForm):
    pass
