"""Filters of a list, written out: with some hundreds of values a template would spend most of a page on them."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from search.results import LabelledValue

register = template.Library()


@register.simple_tag
def filter_values(name: str, values: list[LabelledValue]) -> SafeString:
    """Return the boxes to tick of one filter."""
    name = escape(name)
    return mark_safe("".join(box(name, value) for value in values))  # noqa: S308 -- escaped piece by piece


def box(name: str, value: LabelledValue) -> str:
    code, empty = escape(value.value), "" if value.count else ' class="is-empty"'
    return (
        f'<li><label{empty}><input type="checkbox" name="{name}" value="{code}" id="{name}-{code}"'
        f"{' checked' if value.selected else ''}><span>{escape(value.label or value.value)}</span>"
        f'<span class="count">{value.count}</span></label></li>'
    )
