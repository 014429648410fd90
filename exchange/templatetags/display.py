"""How facts are written: shores, telephones, partial dates."""

import re

from django import template
from django.utils.translation import gettext as _

from exchange.dates import display_partial_date
from exchange.models import RoleName, Shore

register = template.Library()

register.filter("partial_date", display_partial_date)


@register.filter
def tel(number: str) -> str:
    """Return the digits that a telephone dials: +32 2 249 22 19 → +3222492219."""
    return re.sub(r"[^\d+]", "", number or "")


@register.filter
def shore_word(organisation) -> str:
    """Return the word of the shore from which a body comes."""
    if organisation.country == "BE":
        return _("Belgium")
    if organisation.region == "CA-QC":
        return _("Québec")
    return _("Canada") if organisation.shore == Shore.AMERICA else _("Europe")


@register.inclusion_tag("components/shore.html")
def shore(organisation):
    """Show from which shore a thing comes, in a word and a shape."""
    return {"shore": organisation.shore, "word": shore_word(organisation)}


@register.filter
def works_here(viewer) -> bool:
    """Say whether this person does more than read."""
    return bool(viewer.roles - {RoleName.READER})


@register.filter
def pips(level) -> list[bool]:
    """Return the five marks of an evidence level, filled or not."""
    return [number <= (level or 0) for number in range(1, 6)]
