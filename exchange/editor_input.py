"""What the editor's own widgets and views take apart without asking whether it can be: asked here, where it enters."""

import json

from django.core.exceptions import BadRequest
from django.http import Http404
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks import ListBlock, StreamBlock, StructBlock
from wagtail.blocks.base import BlockWidget

MOST_ROWS = 1_000
DEEPEST_LIST = 10

# Parts of a question that Wagtail makes numbers of.
NUMBERS = ("id", "parent_page_id", "target_pages[]", "position", "width")
# Parts of an address that Wagtail keeps as words and looks up as keys.
KEYS = ("pk", "object_id")
# Fields that a form of Wagtail's always has, and reads as if they were there.
ALWAYS_SENT = {"wagtailadmin_choose_page_external_link": "external-link-chooser-url"}


class RichText(DraftailRichTextArea):
    """The field for rich text, which reads only what such a field sends."""

    def value_from_datadict(self, data, files, name):
        written = data.get(name)
        if written is not None and not is_rich_text(written):
            raise BadRequest(f"{name} is no rich text.")
        return super().value_from_datadict(data, files, name)


class Blocks(BlockWidget):
    """The field for blocks, which reads only what such a field sends: every row that it counts."""

    def value_from_datadict(self, data, files, name):
        if not is_complete(self.block_def, data, name):
            raise BadRequest(f"{name} is incomplete.")
        return super().value_from_datadict(data, files, name)


def is_complete(block, data, prefix: str) -> bool:
    """Say whether the rows that a form counts have all been sent, below each other too."""
    if isinstance(block, StructBlock):
        return all(is_complete(child, data, f"{prefix}-{name}") for name, child in block.child_blocks.items())
    if not isinstance(block, ListBlock | StreamBlock):
        return True
    count = data.get(f"{prefix}-count", "")
    return (
        is_number(count)
        and int(count) <= MOST_ROWS
        and all(is_complete_row(block, data, f"{prefix}-{index}") for index in range(int(count)))
    )


def is_complete_row(block, data, prefix: str) -> bool:
    deleted, order = data.get(f"{prefix}-deleted"), data.get(f"{prefix}-order", "")
    if deleted:
        return True
    if deleted is None or not is_number(order):
        return False
    if isinstance(block, ListBlock):
        return is_complete(block.child_block, data, f"{prefix}-value")
    kind = data.get(f"{prefix}-type")
    child = block.child_blocks.get(kind)
    return kind is not None and (child is None or is_complete(child, data, f"{prefix}-value"))


def is_rich_text(written: str) -> bool:
    """Say whether a text is JSON as Draftail writes it: blocks with their ranges, and the entities that these name."""
    try:
        content = json.loads(written)
    except ValueError:
        return written == ""
    if content is None:
        return True
    if not isinstance(content, dict):
        return False
    blocks, entities = content.get("blocks"), content.get("entityMap")
    return (
        isinstance(blocks, list)
        and isinstance(entities, dict)
        and all(is_entity(entity) for entity in entities.values())
        and all(is_block(block, entities) for block in blocks)
    )


def is_entity(entity) -> bool:
    return (
        isinstance(entity, dict)
        and isinstance(entity.get("type"), str)
        and isinstance(entity.get("data"), dict)
    )


def is_block(block, entities: dict) -> bool:
    if not isinstance(block, dict):
        return False
    text, kind, depth = (block.get(name) for name in ("text", "type", "depth"))
    styles, links = block.get("inlineStyleRanges"), block.get("entityRanges")
    return (
        isinstance(text, str)
        and isinstance(kind, str)
        and is_within(depth, DEEPEST_LIST)
        and isinstance(block.get("key"), str)
        and isinstance(styles, list)
        and isinstance(links, list)
        and all(is_range(style, text) and isinstance(style.get("style"), str) for style in styles)
        and all(is_range(link, text) and str(link.get("key")) in entities for link in links)
    )


def is_range(part, text: str) -> bool:
    # Draftail counts as JavaScript does: what is outside the first plane counts twice.
    longest = len(text.encode("utf-16-le")) // 2
    return (
        isinstance(part, dict)
        and is_within(part.get("offset"), longest)
        and is_within(part.get("length"), longest)
    )


def is_within(number, greatest: int) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= greatest


def is_number(value) -> bool:
    return isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 10


def offer_own_rows(form) -> None:
    """Let the lists of a form name rows of their own thing.

    Django would let the key of any row pass, and Wagtail add a new row in its place.
    """
    for rows in getattr(form, "formsets", {}).values():
        own = rows.model._default_manager.filter(**{rows.fk.name: rows.instance.pk})
        for row in rows.forms:
            row.fields[rows.model._meta.pk.name].queryset = own


def check_request(request, kwargs: dict) -> None:
    """Refuse what a view of Wagtail's would break on."""
    for name in KEYS:
        if isinstance(kwargs.get(name), str) and not is_number(kwargs[name]):
            raise Http404
    for name in NUMBERS:
        # Nothing at all is taken for « none », but not where something is looked up.
        if any((value or name == "id") and not is_number(value) for value in request.GET.getlist(name)):
            raise BadRequest(f"{name} is no number.")
    needed = ALWAYS_SENT.get(request.resolver_match.view_name)
    if needed and request.method == "POST" and needed not in request.POST:
        raise BadRequest(f"{needed} is missing.")
