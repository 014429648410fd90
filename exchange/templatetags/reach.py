"""What a step of a membership reaches, for the letters that tell of it."""

from django import template

from exchange.memberships import reach

register = template.Library()


@register.simple_tag
def reach_of(decision):
    """Return what the step closes and leaves to the organisation; nothing for a step that takes nothing away."""
    return reach.reach_of(decision.membership, decision.event) if decision.event in reach.REACHING else None
