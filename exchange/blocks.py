"""Blocks of free text."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from exchange.fields import refuse_links_to_nothing

RICH_TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link", "document-link"]


class ParagraphBlock(blocks.RichTextBlock):
    """Text with links, which lead to pages and files that have a number."""

    def clean(self, value):
        value = super().clean(value)
        refuse_links_to_nothing(value.source)
        return value


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Text"))
    source = blocks.CharBlock(label=_("Source"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "exchange/blocks/quote.html"


class ArticleBlocks(blocks.StreamBlock):
    """What an article or an information page is made of."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=120, icon="title", template="exchange/blocks/heading.html"
    )
    paragraph = ParagraphBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    quote = QuoteBlock()
    image = ImageBlock(label=_("Image"), template="exchange/blocks/image.html")
