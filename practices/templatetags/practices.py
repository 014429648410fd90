"""Sheets on the pages of others: the home page, the page of a body, the list of what is found."""

from functools import cache

from django import template
from django.db.models import Count, Q

from exchange.models import Organisation, Theme
from exchange.prepared import SOMEBODY, prepared
from exchange.viewers import viewer_in
from practices.models import Practice
from practices.presentation.links import listed
from practices.presentation.sheet import sheet as read_sheet
from practices.presentation.wording import evidence_in_words

register = template.Library()


@register.simple_tag(takes_context=True)
def sheet(context, practice):
    """Return what the page of a sheet shows to whoever looks, also in a preview.

    The blocks of a template share no variable: what was read stays with the page, which lives one request.
    """
    if not hasattr(practice, "read_sheet"):
        practice.read_sheet = read_sheet(practice, viewer_in(context))
    return practice.read_sheet


@register.filter
def evidence_words(practice) -> str:
    return evidence_in_words(practice.shown_evidence_level, practice.result_direction)


@register.inclusion_tag("practices/_latest.html", takes_context=True)
def latest_practices(context, shore="", limit=6):
    """Show the newest sheets of a shore (europe, america, or both) that the viewer may read."""
    return {"practices": newest(shore, limit)(tokens=list(viewer_in(context).tokens))}


@cache
def newest(shore, limit):
    @prepared
    def practices():
        found = listed(Practice.objects.current().visible_to(SOMEBODY))
        if shore:
            found = found.filter(organisation__in=Organisation.objects.of_shore(shore))
        return found.order_by("-first_published_at", "-pk")[:limit]

    return practices


@register.inclusion_tag("practices/_themes.html", takes_context=True)
def theme_counts(context):
    """Show each theme with the number of sheets that the viewer may read."""
    counted = counted_themes(tokens=list(viewer_in(context).tokens))
    return {"themes": [(theme, theme.sheets) for theme in counted if theme.sheets]}


@prepared
def counted_themes():
    readable = Practice.objects.current().visible_to(SOMEBODY)
    return Theme.objects.in_use().annotate(
        sheets=Count("practices", filter=Q(practices__in=readable.values("pk")), distinct=True)
    )
