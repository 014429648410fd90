"""Sheets on the pages of others: the home page, the page of a body."""

from django import template

from exchange.viewers import VISITOR
from practices.presentation.sheet import sheet as read_sheet

register = template.Library()


def viewer_in(context):
    request = context.get("request")
    return getattr(request, "viewer", VISITOR)


@register.simple_tag(takes_context=True)
def sheet(context, practice):
    """Return what the page of a sheet shows to whoever looks, also in a preview."""
    return read_sheet(practice, viewer_in(context))
