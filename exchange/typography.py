"""How a language writes its signs: applied when a text is shown, never to what is stored.

French keeps a space before : ; ? ! » and after «, a narrow one but before the colon, and it never ends a line; Québec writes
; ? ! without one.
Every language has the apostrophe of print.
"""

import re
from functools import lru_cache
from html import escape, unescape

NO_BREAK, NARROW = "\u00a0", "\u202f"
SPACE = f"[ {NO_BREAK}{NARROW}]"
# A sign ends a word: what follows is a space, another sign, or nothing. 10:30 and https: have no such sign.
ENDS = r"(?=[\s.,;:!?)\]»”…\"]|$)"
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"

# Between letters; after l', d', qu' before a tag or a quotation; before 's, 'n, 't in Dutch.
ELIDED = r"(?:(?<=\b[cdjlmnstCDJLMNST])|(?<=[Qq]u))"
APOSTROPHE = re.compile(rf"(?<=\w)'(?=\w)|{ELIDED}'(?=[«“]|$)|(?<![\w'])'(?=[nst]\s)")
YEARS = re.compile(r"(?<![\w/.=&-])((?:1[89]|20)\d\d) ?- ?((?:1[89]|20)\d\d)(?![\w/-])")
FIRST = re.compile(rf"(?<![\d.,/-])1 (?={MONTHS})")
OPENED = re.compile(rf"«{SPACE}*(?=\S|$)")
CLOSED = re.compile(rf"{SPACE}*»")
PERCENT = re.compile(rf"(?<=\d){SPACE}%")
COLON = re.compile(rf"(?:{SPACE}|(?<=[\w»)\]”])):{ENDS}")
STRONG = re.compile(rf"(?:{SPACE}|(?<=[\w»)\]”…%]))([;!?]+){ENDS}")
# Nothing of it: most texts of a page are left alone at one look.
ANY_SIGN = re.compile(r"['«»:;!?%]|\b1 [a-zéû]|\d ?- ?\d")

TAG = re.compile(r"<!--.*?-->|<[a-zA-Z/!][^<>\"']*(?:\"[^\"]*\"[^<>\"']*|'[^']*'[^<>\"']*)*>", re.DOTALL)
NAME = re.compile(r"</?([a-zA-Z][\w-]*)")
LANGUAGE = re.compile(r"\slang=[\"']?([\w-]+)")
VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
# What machines read, or people copy letter by letter.
AS_IT_IS = frozenset({"code", "kbd", "pre", "samp", "script", "style", "svg", "textarea"})


def typographic(text: str, language: str) -> str:
    """Return a text with the signs of a language; « fr-ca » has a rule of its own."""
    if not ANY_SIGN.search(text):
        return text
    text = YEARS.sub("\\1–\\2", APOSTROPHE.sub("’", text))
    return french(text, language) if language.startswith("fr") else text


def french(text: str, language: str) -> str:
    text = FIRST.sub("1er ", text)
    text = CLOSED.sub(f"{NARROW}»", OPENED.sub(f"«{NARROW}", text))
    text = COLON.sub(f"{NO_BREAK}:", PERCENT.sub(f"{NO_BREAK}%", text))
    space = "" if language == "fr-ca" else NARROW
    return STRONG.sub(lambda it: space + it[1], text)


def typographic_html(html: str, language: str) -> str:
    """Return HTML whose texts have the signs of the language in which each is marked; tags stay as they are.

    French is written as its reader writes it: a text of Liège follows the rule of Québec on a page for Québec.
    """
    parts, start, reader = [], 0, language
    open_tags = [("", language, False)]
    for tag in TAG.finditer(html):
        if tag.start() > start:
            parts.append(text_of(html[start : tag.start()], *open_tags[-1][1:]))
        start = tag.end()
        parts.append(tag[0])
        if (name := NAME.match(tag[0])) is None:
            continue
        name = name[1].lower()
        if tag[0][1] == "/":
            close(open_tags, name)
        elif name not in VOID and not tag[0].endswith("/>"):
            marked = LANGUAGE.search(tag[0])
            language, is_kept = open_tags[-1][1:]
            if marked:
                language = read_as(marked[1].lower(), reader)
            if name == "html":
                reader = language = marked[1].lower() if marked else reader
            open_tags.append((name, language, is_kept or name in AS_IT_IS))
    parts.append(text_of(html[start:], *open_tags[-1][1:]))
    return "".join(parts)


def read_as(language: str, reader: str) -> str:
    """Return by which rule a text is shown to a reader: all French by the reader's own."""
    return reader if language[:2] == reader[:2] == "fr" else language


def close(open_tags: list, name: str) -> None:
    for place in range(len(open_tags) - 1, 0, -1):
        if open_tags[place][0] == name:
            del open_tags[place:]
            return


def text_of(text: str, language: str, is_kept: bool) -> str:
    if is_kept or not (ANY_SIGN.search(text) or "&#x27;" in text or "&#39;" in text):
        return text
    return written(text, language)


@lru_cache(maxsize=4096)
def written(text: str, language: str) -> str:
    plain = unescape(text)
    shown = typographic(plain, language)
    return text if shown == plain else escape(shown, quote=False)
