"""Images and files: private, opened by the tokens of the pages that use them."""

from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.documents.models import Document as WagtailDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class Picture(AbstractImage):
    admin_form_fields = WagtailImage.admin_form_fields


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]


class Attachment(AbstractDocument):
    admin_form_fields = WagtailDocument.admin_form_fields
