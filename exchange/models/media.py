"""Images and files: private, opened by the tokens of the pages that use them."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition, WagtailImageFieldFile
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from exchange.uploads import CheckedFile, checked

# Of the longer side of a picture that pages show: each of its renditions is drawn from the whole of it.
LONGEST_SIDE = 4_096


class CheckedUpload:
    """A file that is checked and cleaned at every door, forms and code alike, before anything is kept."""

    longest_side = 0  # of pictures that are made smaller; 0: as long as they are

    def clean(self):
        super().clean()
        if self.has_new_file():
            try:
                self.file = checked(self.file, longest=self.longest_side)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error

    def has_new_file(self) -> bool:
        """Say whether the file was not kept yet; one that a library kept on its way here was not looked at."""
        return bool(self.file) and (self._state.adding or not self.file._committed)

    def check_new_file(self) -> bool:
        """Put the cleaned file in the place of a new one; say whether there was one."""
        if not self.has_new_file():
            return False
        unseen = self.file.name if self.file._committed else None
        storage = self.file.storage
        try:
            self.file = checked(self.file, longest=self.longest_side)
        finally:
            if unseen:
                storage.delete(unseen)
        return True


class PictureFile(WagtailImageFieldFile):
    """Says no size of a picture that was not checked yet: to read it, the process of the site would open it."""

    def get_image_dimensions(self):
        if self._committed or isinstance(self._file, CheckedFile):
            return super().get_image_dimensions()
        return None, None


class People(models.TextChoices):
    """Whether a picture shows people by whom it may be refused."""

    NOBODY = "nobody", _("Nobody can be recognised")
    CONSENT = "consent", _("Somebody can, and everybody who can has agreed in writing")
    UNRECOGNISABLE = "unrecognisable", _("Somebody could, and was made unrecognisable")


class Picture(CheckedUpload, AbstractImage):
    people = models.CharField(
        _("can somebody be recognised?"),
        max_length=14,
        choices=People.choices,
        help_text=_(
            "By a face, a name badge, a tattoo, a number plate. Of a minor the parents agree in writing; "
            "without it, make the face unrecognisable. Keep the agreements: they are not uploaded."
        ),
    )

    longest_side = LONGEST_SIDE
    # No tags: their list would name the pictures of others. No description: a text stands for a picture in a
    # place, and is asked for there.
    admin_form_fields = (
        *(name for name in WagtailImage.admin_form_fields if name not in ("tags", "description")),
        "people",
    )
    search_fields = [*AbstractImage.search_fields, index.FilterField("id")]

    class Meta(AbstractImage.Meta):
        indexes = [models.Index(fields=["file"], name="picture_file")]

    @property
    def default_alt_text(self) -> str:
        """Return what is suggested where the picture is placed: never the name of its file."""
        return self.description

    def save(self, *args, **kwargs):
        if self.check_new_file():
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


Picture._meta.get_field("file").attr_class = PictureFile


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]
        indexes = [models.Index(fields=["file"], name="rendition_file")]


class Attachment(CheckedUpload, AbstractDocument):
    admin_form_fields = tuple(name for name in WagtailDocument.admin_form_fields if name != "tags")
    search_fields = [*AbstractDocument.search_fields, index.FilterField("id")]

    class Meta(AbstractDocument.Meta):
        indexes = [models.Index(fields=["file"], name="attachment_file")]

    def save(self, *args, **kwargs):
        if self.check_new_file():
            self._set_document_file_metadata()
        super().save(*args, **kwargs)

    @property
    def url(self):
        """The private address, where each opening is checked."""
        return self.file.url
