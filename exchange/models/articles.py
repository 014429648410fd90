"""Articles and information pages, which the secretariat or a body writes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.images import get_image_model_string

from exchange.blocks import ArticleBlocks
from exchange.fields import Body
from exchange.models.pages import TranslatedPage


class TextPage(TranslatedPage):
    """A page whose substance is free text."""

    body = Body(ArticleBlocks(), verbose_name=_("text"), blank=True)
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    antenna = models.ForeignKey(
        "exchange.Antenna",
        verbose_name=_("antenna"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    cover_image = models.ForeignKey(
        get_image_model_string(),
        verbose_name=_("image"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    source_note = models.TextField(_("source"), blank=True)
    data_as_of = models.DateField(_("date of the data"), null=True, blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    translated_content = (*TranslatedPage.translated_content, "body")
    required_in_original = (*TranslatedPage.required_in_original, "body")
    parent_page_types = ["exchange.HomePage"]
    subpage_types = []
    shared_panels = [
        *TranslatedPage.shared_panels,
        FieldPanel("organisation"),
        FieldPanel("antenna"),
        FieldPanel("cover_image"),
        FieldPanel("source_note"),
        FieldPanel("data_as_of"),
    ]


class ArticlePage(TextPage):
    """News of the exchange, told once and dated."""

    happened_on = models.DateField(_("date of the event"), null=True, blank=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    url_name = "article"
    shared_panels = [*TextPage.shared_panels, FieldPanel("happened_on")]


class InformationPage(TextPage):
    """What stays true for a while: a service, how the exchange works, privacy, accessibility."""

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    url_name = "information"
