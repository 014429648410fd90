"""Blocks of a sheet: lists of sentences, and the recipe."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class SentenceBlocks(blocks.StreamBlock):
    """An ordered list of short sentences."""

    sentence = blocks.CharBlock(label=_("Sentence"), max_length=200)


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=80)
    text = blocks.TextBlock(label=_("What is done"), max_length=500)
    duration = blocks.CharBlock(label=_("How long"), max_length=60, required=False)

    class Meta:
        icon = "list-ol"
        label = _("Step")
        template = "practices/blocks/step.html"


class StepBlocks(blocks.StreamBlock):
    """What a colleague does first on Monday morning, and then."""

    step = StepBlock()
