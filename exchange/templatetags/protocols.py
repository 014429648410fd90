"""Why something is open: each right on screen cites the clause it rests on."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.protocols.grounds import (
    ground_of_audience,
    ground_of_membership,
    grounds_of_place,
    of_rule,
)
from exchange.protocols.rules import BY_CODE
from exchange.templatetags.display import deadline, from_day

register = template.Library()


@register.simple_tag
def audience_ground(page):
    """Return who reads what is not public, and by which clause; nothing for what everybody reads."""
    return ground_of_audience(page)


@register.simple_tag
def membership_ground(membership):
    """Return by which clause of which protocol a body joined."""
    return ground_of_membership(membership)


@register.simple_tag
def place_grounds(membership):
    """Return on which clauses rests what a membership gives while it is open."""
    return grounds_of_place(membership) if membership.is_open else []


@register.simple_tag
def rule(code):
    return of_rule("", BY_CODE[code])


@register.simple_tag
def end_of(protocol):
    """Say when a protocol ended, or that it has not."""
    day = protocol.ended_on or protocol.ends_on
    if protocol.is_open(protocol.today()) or day is None:
        return ""
    return _("The protocol ended on %(date)s.") % {"date": date_format(day, "DATE_FORMAT")}


@register.simple_tag(takes_context=True)
def last_day(context, protocol, day):
    """Say until which day something of a protocol lasts: for a party by its own clock, for others by that of all."""
    return deadline(day, protocol.bodies_for(reader_of(context)))


@register.simple_tag(takes_context=True)
def first_day(context, protocol, day):
    """Say with which day something of a protocol begins or has ended, by the same clocks."""
    return from_day(day, protocol.bodies_for(reader_of(context)))


def reader_of(context) -> int | None:
    viewer = context.get("viewer")
    return viewer.organisation_id if viewer else None
