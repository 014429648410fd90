"""The one place where a fragment of somebody's text becomes HTML."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

# Private characters, which entries and queries never hold: search.analysis.clean takes them out.
START, STOP = "\ue000", "\ue001"


def highlight(fragment: str) -> SafeString:
    """Return a fragment as safe HTML, with <mark> where an engine put its signs, closed whatever it did."""
    pieces, is_open = [], False
    for piece in escape(fragment).replace(STOP, START + STOP).split(START):
        closes = piece.startswith(STOP)
        if closes:
            piece = piece[1:]
            pieces.append("</mark>" if is_open else "")
            is_open = False
        elif pieces:
            pieces.append("" if is_open else "<mark>")
            is_open = True
        pieces.append(piece)
    if is_open:
        pieces.append("</mark>")
    return mark_safe("".join(pieces))  # noqa: S308 -- escaped above
