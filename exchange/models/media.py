"""Images and files: private, opened by the tokens of the pages that use them."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage
from wagtail.search import index

from exchange.metadata import is_picture, without_metadata


def is_new(file) -> bool:
    return bool(file) and not file._committed


class Picture(AbstractImage):
    # No tags: their list would name the pictures of others.
    admin_form_fields = tuple(name for name in WagtailImage.admin_form_fields if name != "tags")
    search_fields = [*AbstractImage.search_fields, index.FilterField("id")]

    class Meta(AbstractImage.Meta):
        indexes = [models.Index(fields=["file"], name="picture_file")]

    def save(self, *args, **kwargs):
        if is_new(self.file):
            self.file = without_metadata(self.file)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]
        indexes = [models.Index(fields=["file"], name="rendition_file")]


class Attachment(AbstractDocument):
    admin_form_fields = tuple(name for name in WagtailDocument.admin_form_fields if name != "tags")
    search_fields = [*AbstractDocument.search_fields, index.FilterField("id")]

    class Meta(AbstractDocument.Meta):
        indexes = [models.Index(fields=["file"], name="attachment_file")]

    def save(self, *args, **kwargs):
        if is_new(self.file) and is_picture(self.file.name):
            self.file = without_metadata(self.file)
            self._set_document_file_metadata()
        super().save(*args, **kwargs)

    def clean(self):
        super().clean()
        if is_new(self.file) and is_picture(self.file.name):
            try:
                without_metadata(self.file)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error

    @property
    def url(self):
        """The private address, where each opening is checked."""
        return self.file.url
