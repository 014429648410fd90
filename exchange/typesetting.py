"""Documents on paper: a Typst template and data give a PDF that screen readers can follow."""

import json
import logging
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

import typst
from django.utils.translation import get_language

from exchange.typography import read_as, typographic

log = logging.getLogger(__name__)

# Beside the fonts that Typst carries: Canadian syllabics, in which places of Nunavik write their names.
FONTS = Path(__file__).with_name("fonts")
MISSING = "□"
# Latin letters and the signs of our languages: the font of our documents draws them all.
BEYOND_LATIN = re.compile(r"[^\n\t -~\u00a0-\u017f\u2010-\u2026\u202f\u2039\u203a\u20ac\u25a1]")
# Each character for itself: a long line of characters without a glyph ends Typst 0.15 in a panic.
PROBE = b"""
#set document(title: "Probe")
#set text(font: "Libertinus Serif")
#for it in json(bytes(sys.inputs.data)) [#box(it)\\ ]
"""
# What Typst says of a character that no font draws, or that a PDF may not hold.
NAMED = re.compile(r"(?:the text|disallowed codepoint) `\"(.+?)\"`")
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def typeset(template: Path, data: dict) -> bytes:
    """Return the PDF of a template, which reads `data` with json(); words in it are never taken for code.

    One character that no font draws would refuse the whole document: it is shown as □ instead.
    """
    words = json.dumps(printable(signed(data, get_language())), ensure_ascii=False)
    missing = undrawn(frozenset(BEYOND_LATIN.findall(words)))
    words = words.translate({ord(character): MISSING for character in missing})
    code = template.read_bytes()
    try:
        return compiled(code, words)
    except BaseException as failure:
        # A panic of Typst is no Exception; whatever else ends the process must end it.
        if not isinstance(failure, typst.TypstError) and type(failure).__name__ != "PanicException":
            raise
        log.exception("Typst refused %s: typeset again with Latin letters only", template)
        return compiled(code, BEYOND_LATIN.sub(MISSING, words))


def compiled(code: bytes, words: str) -> bytes:
    return typst.compile(
        code,
        format="pdf",
        font_paths=[FONTS],
        # The same letters on every machine.
        ignore_system_fonts=True,
        pdf_standards="ua-1",
        sys_inputs={"data": words},
    )


@lru_cache(maxsize=256)
def undrawn(characters: frozenset[str]) -> frozenset[str]:
    """Return those of the characters that no font draws, or that a PDF may not hold."""
    if not characters:
        return frozenset()
    try:
        compiled(PROBE, json.dumps(sorted(characters)))
    except typst.TypstError as refusal:
        texts = NAMED.findall(refusal.diagnostic)
        named = "".join(ESCAPED.sub(lambda it: chr(int(it[1], 16)), text) for text in texts)
        return characters.intersection(named)
    return frozenset()


def signed(data, language: str):
    """Return data with the signs of the language that it, or the nearest part around it, is said to be in."""
    if isinstance(data, dict):
        language = read_as(data.get("lang", language), get_language())
        return {key: value if key == "lang" else signed(value, language) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [signed(value, language) for value in data]
    return typographic(data, language) if isinstance(data, str) else data


def printable(data):
    """Return data without the characters that stand for nothing on paper: control and private-use ones."""
    if isinstance(data, dict):
        return {key: printable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [printable(value) for value in data]
    if isinstance(data, str):
        return "".join(character for character in data if is_printable(character))
    return data


def is_printable(character: str) -> bool:
    stands_for_nothing = unicodedata.category(character) in ("Cc", "Co", "Cs") and character not in "\n\t"
    return not stands_for_nothing and character != "\ufeff"
