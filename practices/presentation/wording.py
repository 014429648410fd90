"""How a sheet's figures, evidence and dates are said in words."""

import html
import re

from django.utils.formats import number_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from exchange.dates import display_partial_date
from practices.models.choices import Currency, Direction, RelationKind

DIRECTIONS = {
    Direction.POSITIVE: gettext_lazy("encouraging results"),
    Direction.MIXED: gettext_lazy("mixed results"),
    Direction.NO_EFFECT: gettext_lazy("no effect seen"),
    Direction.NEGATIVE: gettext_lazy("unfavourable results"),
    Direction.UNKNOWN: gettext_lazy("results not yet known"),
}

# The relation as the other sheet says it.
RELATIONS_SEEN_FROM_TARGET = {
    RelationKind.PART_OF: gettext_lazy("Includes"),
    RelationKind.ANALOGUE: RelationKind.ANALOGUE.label,
    RelationKind.RELATED: RelationKind.RELATED.label,
}

SENTENCE_END = re.compile(r"(?<=[.!?…])\s+")
BLOCK_END = re.compile(r"</(p|li|h\d|ul|ol)>|<br\s*/?>", re.IGNORECASE)


def evidence_in_words(level: int | None, direction: str) -> str:
    """Return « Preuve 2/5 · résultats encourageants »; the two axes are never one score."""
    words = []
    if level is not None:
        words.append(_("Evidence %(level)s/5") % {"level": level})
    if direction:
        words.append(str(DIRECTIONS[direction]))
    return " · ".join(words)


def relation_in_words(kind: str, *, from_target: bool) -> str:
    if from_target:
        return str(RELATIONS_SEEN_FROM_TARGET[kind])
    return RelationKind(kind).label


def amount_in_words(amount, currency: str) -> str:
    """Return an amount in its own currency; nothing is ever converted."""
    decimals = 0 if amount == amount.to_integral_value() else 2
    figure = number_format(amount, decimal_pos=decimals, force_grouping=True)
    return f"{figure} {Currency(currency).label}" if currency else figure


def figure_in_words(value) -> str:
    """Return 4 and not 4.00, and 2,5 where that is how it is written."""
    normal = value.normalize()
    return number_format(normal, decimal_pos=max(0, -normal.as_tuple().exponent))


def staff_in_words(staff) -> str:
    return ngettext(
        "%(figure)s full-time equivalent", "%(figure)s full-time equivalents", max(1, int(staff))
    ) % {"figure": figure_in_words(staff)}


def hours_in_words(hours: int) -> str:
    return ngettext("%(hours)s hour of training", "%(hours)s hours of training", hours) % {"hours": hours}


def period_in_words(start: str, end: str) -> str:
    begun, ended = display_partial_date(start), display_partial_date(end)
    if begun and ended:
        return _("from %(start)s to %(end)s") % {"start": begun, "end": ended}
    if begun:
        return _("since %(start)s") % {"start": begun}
    return _("until %(end)s") % {"end": ended} if ended else ""


def plain(text: str) -> str:
    """Return rich text as one line of plain words."""
    return " ".join(html.unescape(strip_tags(BLOCK_END.sub(" ", text))).split())


def opening(text: str, limit: int = 260) -> str:
    """Return the first sentences of a text, whole ones if one of them fits."""
    words = plain(text)
    if len(words) <= limit:
        return words
    kept = ""
    for sentence in SENTENCE_END.split(words):
        if len(kept) + len(sentence) > limit:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or f"{words[:limit].rsplit(' ', 1)[0]}…"
