"""Seminars on the pages of others."""

from django import template
from django.utils.translation import gettext as _

from exchange.dates import display_partial_date
from exchange.viewers import VISITOR
from seminars.models import Seminar

register = template.Library()


@register.inclusion_tag("seminars/_latest.html", takes_context=True)
def latest_seminar(context):
    """Show the seminar that comes last in time, whether it is to come or over."""
    viewer = getattr(context.get("request"), "viewer", VISITOR)
    seminars = Seminar.objects.live().visible_to(viewer).exclude(starts_on="")
    return {"seminar": seminars.prefetch_related("hosts__organisation").order_by("-starts_on", "-pk").first()}


@register.filter
def seminar_dates(seminar) -> str:
    """Return when a seminar is held, as far as it is known."""
    begun, ended = display_partial_date(seminar.starts_on), display_partial_date(seminar.ends_on)
    if begun and ended and begun != ended:
        return _("%(start)s to %(end)s") % {"start": begun, "end": ended}
    return begun
