"""Blocks of free text."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from exchange.alternative_texts import LONGEST_TEXT, TEXT_HELP, people_unknown, why_text_is_refused
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


class PictureBlock(ImageBlock):
    """A picture between texts, with words for who does not see it, or decorative."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        words = blocks.CharBlock(
            label=_("alternative text"), required=False, max_length=LONGEST_TEXT, help_text=TEXT_HELP
        )
        words.set_name("alt_text")
        self.child_blocks["alt_text"] = words

    def clean(self, value):
        value = super().clean(value)
        if self.is_deferred_validation or not value:
            return value
        problems = {}
        if not value.people:
            problems["image"] = ValidationError(people_unknown())
        if not value.decorative and (reason := why_text_is_refused(value.contextual_alt_text, value)):
            problems["alt_text"] = ValidationError(reason)
        if problems:
            raise StructBlockValidationError(block_errors=problems)
        return value


class ArticleBlocks(blocks.StreamBlock):
    """What an article or an information page is made of."""

    heading = blocks.CharBlock(
        label=_("Heading"), max_length=120, icon="title", template="exchange/blocks/heading.html"
    )
    paragraph = ParagraphBlock(label=_("Text"), features=RICH_TEXT_FEATURES)
    quote = QuoteBlock()
    image = PictureBlock(label=_("Image"), template="exchange/blocks/image.html")
