"""Articles and information pages, which the secretariat or a body writes."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable

from exchange.blocks import ArticleBlocks
from exchange.editor import picture_panel
from exchange.fields import Body
from exchange.languages import LANGUAGES, localized
from exchange.models.illustrated import Illustrated
from exchange.models.pages import TranslatedPage


class TextPage(Illustrated, TranslatedPage):
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
        picture_panel(),
        FieldPanel("data_as_of"),
        MultiFieldPanel(
            [FieldPanel(localized("source_note", language)) for language in LANGUAGES],
            heading=_("Source"),
            classname="collapsed",
        ),
        InlinePanel("links", heading=_("See also"), label=_("Page")),
    ]


class ArticlePage(TextPage):
    """News of the exchange, told once and dated."""

    happened_on = models.DateField(_("date of the event"), null=True, blank=True)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    url_name = "article"
    shared_panels = [*TextPage.shared_panels, FieldPanel("happened_on")]


class PageLink(Orderable):
    """A page to read after a text: what it tells of, where it was told."""

    target = models.ForeignKey(
        settings.WAGTAIL_PAGE_MODEL, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self):
        return str(self.target)


class ArticleLink(PageLink):
    page = ParentalKey(ArticlePage, on_delete=models.CASCADE, related_name="links")

    class Meta(PageLink.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "target"], name="unique_article_link")]


class InformationPage(TextPage):
    """What stays true for a while: a service, how the exchange works, privacy, accessibility."""

    class Meta:
        verbose_name = _("information page")
        verbose_name_plural = _("information pages")

    url_name = "information"


class InformationLink(PageLink):
    page = ParentalKey(InformationPage, on_delete=models.CASCADE, related_name="links")

    class Meta(PageLink.Meta):
        constraints = [models.UniqueConstraint(fields=["page", "target"], name="unique_information_link")]
