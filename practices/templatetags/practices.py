"""Sheets on the pages of others: the home page, the page of a body, the list of what is found."""

from functools import cache

from django import template
from django.db.models import Count, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from exchange.models import Organisation, Theme
from exchange.viewers import viewer_in
from practices.models import Departure, Practice
from practices.presentation.attribution import member_until
from practices.presentation.links import listed
from practices.presentation.sheet import sheet as read_sheet
from practices.presentation.wording import evidence_in_words

register = template.Library()

register.filter("member_until", member_until)


@register.simple_tag(takes_context=True)
def sheet(context, practice):
    """Return what the page of a sheet shows to whoever looks, also in a preview.

    The blocks of a template share no variable: what was read stays with the page, which lives one request.
    """
    if not hasattr(practice, "read_sheet"):
        practice.read_sheet = read_sheet(practice, viewer_in(context))
    return practice.read_sheet


@register.simple_tag
def evidence_line(practice) -> str:
    """Show the evidence of a sheet and the direction of its results, in shapes and in words."""
    shown = practice.shown_evidence_level
    return drawn(None if shown is None else shown.level, practice.result_direction, get_language())


@cache
def drawn(level: int | None, direction: str, language: str) -> str:
    """Return a line of evidence; there are few of them, and lists have many."""
    words = evidence_in_words(level, direction)
    return render_to_string("practices/_evidence_line.html", {"level": level, "words": words})


@register.simple_tag
def left_on(organisation):
    """Return since when a body is a member of no network any more; nothing while it is one somewhere."""
    if organisation.memberships.active().exists():
        return None
    left = Departure.objects.of_network().effective(timezone.localdate()).filter(organisation=organisation)
    return left.order_by("-effective_on").values_list("effective_on", flat=True).first()


@register.inclusion_tag("practices/_latest.html", takes_context=True)
def latest_practices(context, shore="", limit=6):
    """Show the newest sheets of a shore (europe, america, or both) that the viewer may read."""
    practices = listed(Practice.objects.current().visible_to(viewer_in(context)))
    if shore:
        practices = practices.filter(organisation__in=Organisation.objects.of_shore(shore))
    return {"practices": practices.order_by("-first_published_at", "-pk")[:limit]}


@register.inclusion_tag("practices/_themes.html", takes_context=True)
def theme_counts(context):
    """Show each theme with the number of sheets that the viewer may read."""
    readable = Practice.objects.current().visible_to(viewer_in(context))
    counted = Theme.objects.in_use().annotate(
        sheets=Count("practices", filter=Q(practices__in=readable.values("pk")), distinct=True)
    )
    return {"themes": [(theme, theme.sheets) for theme in counted if theme.sheets]}
