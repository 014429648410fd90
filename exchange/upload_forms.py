"""The forms behind every door where a file comes in."""

from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from exchange.models.media import LONGEST_SIDE
from exchange.uploads import checked


class UploadMixin:
    """Keeps no file beside a form that is refused, and puts none in the place of another.

    Wagtail would keep the one, unchecked, until somebody puts the rest right. The other would change what was
    released and reviewed, in every version that names it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.fields.pop("file", None):
            self.fields["title"].help_text = _(
                "The file itself cannot be changed, because pages were reviewed with it: upload another "
                "one, and choose that one on the page."
            )

    def _post_clean(self):
        super()._post_clean()
        new = "file" in self.fields and "file" in self.files
        if self.errors and new and "file" not in self.errors:
            others = " ".join(str(error) for errors in self.errors.values() for error in errors)
            again = _("Nothing was saved: choose the file again once the rest is right.")
            self.add_error("file", f"{others} {again}")


class CheckedPictureField(WagtailImageField):
    """A picture that is cleaned apart before Wagtail opens it to read its size."""

    def to_python(self, data):
        if data in self.empty_values:
            return None
        self.check_image_file_size(data)
        return super().to_python(checked(data, longest=LONGEST_SIDE))


class PictureForm(UploadMixin, BaseImageForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if given := self.fields.get("file"):
            self.fields["file"] = CheckedPictureField(
                label=given.label, required=given.required, widget=given.widget
            )
        # Where several are sent at once, each is asked about once it is there: no page shows it before.
        people = self.fields.get("people")
        if people and self.is_bound and given and self.add_prefix("people") not in self.data:
            people.required = False


class AttachmentForm(UploadMixin, BaseDocumentForm):
    pass
