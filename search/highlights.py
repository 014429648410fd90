"""The one place where a fragment of somebody's text becomes HTML."""

import re
from dataclasses import dataclass
from functools import cached_property
from html import escape

from django.utils.safestring import SafeString, mark_safe

from search import analysis

# Private characters, which entries and queries never hold: search.analysis.clean takes them out.
START, STOP = "\ue000", "\ue001"
SIGNS = re.compile(f"[{START}{STOP}]")
BREAK = " … "
# What may stand between two marked words without parting them: a space, a hyphen, « d' ».
BETWEEN = re.compile(r"(?:\s|[-‐‑–'’]|\b[cdjlmnst]['’])+")


@dataclass(frozen=True)
class Sought:
    """What was looked for in one language, to tell a phrase from words that only look like one of it."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    language: str = "fr"

    @cached_property
    def alone(self) -> set[str]:
        """Return the roots of words that are looked for by themselves."""
        return {analysis.root(word, self.language) for word in self.words}

    @cached_property
    def roots(self) -> dict[str, list[tuple[str, ...]]]:
        """Return the roots of each phrase, by the first of them."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for phrase in self.phrases:
            first, *others = (analysis.root(word, self.language) for word in phrase)
            found.setdefault(first, []).append((first, *others))
        return found

    @cached_property
    def only_in_phrases(self) -> set[str]:
        """Return the roots of words that are nothing without the others of their phrase."""
        return {root for phrases in self.roots.values() for phrase in phrases for root in phrase} - self.alone


def highlight(fragment: str, sought: Sought | None = None) -> SafeString:
    """Return a fragment as safe HTML, with <mark> around what an engine put its signs around.

    Engines mark each word of a phrase wherever it stands; here it is kept only where the phrase does.
    """
    pieces = []
    for part in _distinct(fragment.split(BREAK)):
        text, marked = _read(part)
        if sought and sought.phrases:
            marked = _kept(text, marked, sought)
        pieces.append(_written(text, _joined(text, marked)))
    return mark_safe(BREAK.join(pieces))  # noqa: S308 -- every piece is escaped


def _distinct(parts):
    """Leave out what repeats the beginning of another part: a pitch and a summary often say the same."""
    kept: list[str] = []
    for part in parts:
        bare = SIGNS.sub("", part)
        if bare.strip() and not any(SIGNS.sub("", other).startswith(bare[:60]) for other in kept):
            kept.append(part)
    return kept


def _read(part) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without signs, and the spans that stood between them."""
    text, marked, opened = "", [], None
    for piece in re.split(f"([{START}{STOP}])", part):
        if piece == START:
            opened = len(text) if opened is None else opened
        elif piece == STOP:
            if opened is not None and opened < len(text):
                marked.append((opened, len(text)))
            opened = None
        else:
            text += piece
    return text, marked


def _kept(text, marked, sought):
    """Leave out words that only belong to a phrase that is not there, and mark whole the one that is."""
    spans = list(analysis.spans(text))
    roots = [analysis.root(word, sought.language) for _start, _end, word in spans]
    whole = [
        (spans[first][0], spans[first + len(phrase) - 1][1])
        for first, root in enumerate(roots)
        for phrase in sought.roots.get(root, ())
        if tuple(roots[first : first + len(phrase)]) == phrase
    ]
    lost = [
        (start, end)
        for (start, end, _word), root in zip(spans, roots, strict=True)
        if root in sought.only_in_phrases
    ]
    return [*whole, *(span for span in marked if not any(_meet(span, other) for other in lost))]


def _meet(one, other) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _joined(text, marked):
    """Bring together marks that meet, or that only a space or a hyphen parts."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marked):
        if joined and (start <= joined[-1][1] or BETWEEN.fullmatch(text, joined[-1][1], start)):
            first, last = joined.pop()
            start, end = first, max(last, end)
        joined.append((start, end))
    return joined


def _written(text, marked) -> str:
    pieces, position = [], 0
    for start, end in marked:
        pieces += [escape(text[position:start]), f"<mark>{escape(text[start:end])}</mark>"]
        position = end
    return "".join([*pieces, escape(text[position:])])
