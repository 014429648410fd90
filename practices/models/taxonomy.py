from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase


class Keyword(TagBase):
    """A word of the author's own region; the concordance brings the other shore to it."""

    free_tagging = True

    class Meta:
        verbose_name = _("keyword")
        verbose_name_plural = _("keywords")


class PracticeKeyword(ItemBase):
    tag = models.ForeignKey(Keyword, related_name="practices", on_delete=models.CASCADE)
    content_object = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="keyword_items")
