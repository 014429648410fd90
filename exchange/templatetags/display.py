"""How facts are written: shores, telephones, partial dates."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exchange.clocks import end_of, last_minute, start_of, zone_of
from exchange.dates import display_partial_date
from exchange.models import Shore
from exchange.models.decisions import MembershipEvent
from exchange.typography import typographic_html

register = template.Library()

register.filter("partial_date", display_partial_date)


@register.filter
def nobreak(text) -> str:
    """Return a text with the signs of its language, kept on the line of the word that they belong to.

    Around a whole page (`{% filter nobreak %}`) it reads from the `lang` of each part how that is written.
    """
    return mark_safe(typographic_html(conditional_escape(text or ""), get_language()))  # noqa: S308 -- escaped


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


@register.filter
def deadline(day, bodies) -> str:
    """Return the last day of a deadline, and the hour at which it ends where the reader is, if that differs.

    bodies: whose midnight it is, one or several; the exchange's own if there is none.
    """
    text = _("%(day)s, midnight in %(place)s (%(moment)s where you are)")
    return moment_at(day, bodies, end_of, text)


@register.filter
def from_day(day, bodies) -> str:
    """Return the day with which something begins or has ended, and the hour where the reader is, if that differs.

    bodies: whose midnight it is, as for a deadline.
    """
    text = _("%(day)s, 0:00 in %(place)s (%(moment)s where you are)")
    return moment_at(day, bodies, start_of, text)


@register.filter
def day_of(decision) -> str:
    """Return the day that a decision about a membership names: the last one of what it gives, or the first without."""
    is_end = decision.event in (MembershipEvent.NOTIFY_WITHDRAWAL, MembershipEvent.SUCCEED)
    return (from_day if is_end else deadline)(decision.until, decision.membership.organisation)


def moment_at(day, bodies, moment_of, text) -> str:
    if day is None:
        return ""
    bodies = bodies if isinstance(bodies, list | tuple) else (bodies,)
    words = date_format(day, "DATE_FORMAT")
    last = max(bodies or (None,), key=lambda body: moment_of(day, body))
    there = moment_of(day, last)
    here = timezone.localtime(there)
    if here.utcoffset() == there.utcoffset():
        return words
    return text % {
        "day": words,
        "place": shore_word(last) if last else _("Belgium"),
        "moment": date_format(here, "DATETIME_FORMAT"),
    }


@register.filter(name="last_minute")
def last_minute_in_words(day, organisation) -> str:
    """Return until when something lasts, to the minute, by the clock of a body that is named."""
    moment = last_minute(day, organisation)
    offset = f"{moment:%z}"
    return f"{date_format(day, 'DATE_FORMAT')}, {moment:%H:%M} ({zone_of(organisation).key}, UTC{offset[:3]}:{offset[3:]})"


@register.simple_tag
def shore(organisation) -> str:
    """Show from which shore a thing comes, in a word and a shape."""
    return drawn_shore(organisation.shore, shore_word(organisation))


@cache
def drawn_shore(shore: str, word: str) -> str:
    """Return the mark of a shore; there are few of them, and lists have many."""
    return render_to_string("components/shore.html", {"shore": shore, "word": word})


@register.filter
def pips(level) -> list[bool]:
    """Return the five marks of an evidence level, filled or not."""
    return [number <= (level or 0) for number in range(1, 6)]


@register.simple_tag
def exchange_name():
    """Return the name of the exchange; Django's sign-in page has another idea of `site_name`."""
    return settings.SITE_NAME


BROWSERS = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
)


@register.filter
def device(user_agent: str) -> str:
    """Name a browser and its system as their owner would: « Firefox, Windows »."""
    found = [next((name for sign, name in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or _("Unknown browser")
