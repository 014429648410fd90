"""How words are cut, folded and brought together, the same for every engine."""

import re
import unicodedata
from functools import lru_cache

from search.lexicon import (
    ASKING_WORDS,
    COMPOUND_LINKS,
    COMPOUND_PARTS,
    ORDINALS,
    SPELLINGS,
    STOP_WORDS,
    listed,
)

WORD = re.compile(r"[^\W_]+")
# Straight and curly apostrophes are one.
APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
ELIDED = listed("c d j l m n s t qu jusqu lorsqu puisqu quoiqu")
# « 6e », « 6 e », « 6ième », « 6de », « 6th »: a number and the letters that make it ordinal.
ORDINAL = re.compile(r"\b(\d{1,3})\s?(e|er|re|ere|ère|eme|ème|ieme|ième|de|ste|th|st|nd|rd)\b", re.IGNORECASE)
PARTED_ORDINAL = re.compile(r"\b(\d{1,3})\s+(e|[eè]me|i[eè]me)\b", re.IGNORECASE)
DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
HASHTAG = re.compile(r"#([^\W_]\w+)")
HUMP = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
# Control, format, private and half characters: they hide words, or pass for the signs of a highlight.
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\ufffb\U0001d173-\U0001d17a"
    "\U000e0000-\U0010ffff]"
)
BLANK = re.compile(r"[\n\r\t]")
CHAINS = {"fr": "fr", "fr-ca": "fr", "nl": "nl", "en": "en"}
LONGEST_JOIN = 40


def chain(language: str) -> str:
    """Return the chain of analysis of a language: the French of both shores share one."""
    return CHAINS[language]


def clean(text: str) -> str:
    """Return text without control, private and invisible characters, in one Unicode form."""
    return BLANK.sub(" ", UNWANTED.sub("", unicodedata.normalize("NFKC", UNWANTED.sub("", str(text)))))


@lru_cache(200_000)
def fold_word(word: str) -> str:
    return fold(word)


def fold(text: str) -> str:
    """Return text in lower case without accents: ÉMRII and emrii meet."""
    text = text.translate(APOSTROPHES).casefold().replace("œ", "oe").replace("æ", "ae")
    return "".join(
        letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter)
    )


def spans(text: str):
    """Yield (start, end, word) for the words of a text, without their elided articles."""
    text = text.translate(APOSTROPHES)
    for match in WORD.finditer(text):
        if match[0].casefold() in ELIDED and text[match.end() : match.end() + 1] == "'":
            continue
        yield match.start(), match.end(), match[0]


def words(text: str) -> list[str]:
    """Return the words of a text as they stand."""
    return [word for _start, _end, word in spans(text)]


@lru_cache(50_000)
def phrase(text: str) -> tuple[str, ...]:
    """Return the words of a phrase; an article elided inside it stays, for it leaves a gap between its neighbours.

    Texts are cut so in every engine: « police d'école » is not « police école ».
    """
    first = next(spans(text), None)
    return tuple(WORD.findall(text[first[0] :].translate(APOSTROPHES))) if first else ()


def telling(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a phrase without the articles elided inside it."""
    return tuple(word for word in words[:-1] if word.casefold() not in ELIDED) + words[-1:]


def is_stop_word(word: str, language: str) -> bool:
    return fold(word) in STOP_WORDS[chain(language)]


def is_asking_word(word: str) -> bool:
    """Say whether a word only makes a question, or ties words together, in any of the languages."""
    word = fold(word)
    return any(word in STOP_WORDS[chain] or word in ASKING_WORDS[chain] for chain in STOP_WORDS)


def mended(text: str) -> str:
    """Return text where an ordinal that a space had parted is whole: « 6 e » is « 6e »."""
    return PARTED_ORDINAL.sub(r"\1\2", text)


# What a tagger compares


@lru_cache(200_000)
def root(word: str, language: str) -> str:
    """Return what the singular, the plural and the feminine of a word have in common."""
    word = fold_word(word)
    if len(word) < 4 or word.isdigit():
        return word
    if chain(language) == "nl":
        if word.endswith("loos"):  # dakloos, daklozen
            return f"{word[:-2]}z"
        for ending in ("en", "s", "e", "n"):
            if word.endswith(ending) and len(word) - len(ending) > 3:
                return root(word[: -len(ending)], language) if ending == "s" else word[: -len(ending)]
        return word
    word = word.rstrip("sx") if len(word.rstrip("sx")) > 2 else word
    if chain(language) == "fr" and word.endswith("e") and len(word) > 4:
        word = word.rstrip("e")
    return word


@lru_cache(200_000)
def comparable(word: str, language: str) -> str:
    """Return a word as the tagger of notions compares it."""
    return ordinal_of(word) or root(word, language)


def roots(text: str, language: str) -> tuple[str, ...]:
    """Return a text as the tagger of notions compares it."""
    return tuple(comparable(word, language) for word in words(mended(text)))


# What is added to a text or to a query so that different spellings meet


@lru_cache(200_000)
def ordinal_of(word: str) -> str | None:
    """Return the one form of « sixième », « 6e », « zesde », « sixth »."""
    if word.startswith("ordinal") and word[7:].isdigit():
        return word
    if match := ORDINAL.fullmatch(word):
        return f"ordinal{int(match[1])}"
    number = ORDINALS.get(fold_word(word))
    return f"ordinal{number}" if number else None


@lru_cache(200_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """Return the parts of a Dutch compound, all of them known, or nothing."""
    word = fold(word)
    return _parts(word) if len(word) >= 7 and word not in COMPOUND_PARTS else ()


def _parts(word: str) -> tuple[str, ...]:
    for size in range(len(word), 2, -1):
        part, rest = word[:size], word[size:]
        if part not in COMPOUND_PARTS:
            continue
        if not rest or rest in COMPOUND_LINKS:  # a plural ends as parts are linked
            return (part,)
        for link in ("", *COMPOUND_LINKS):
            if rest.startswith(link) and (others := _parts(rest[len(link) :])):
                return (part, *others)
    return ()


def spellings(word: str) -> list[str]:
    """Return the other spelling of an English word: neighbour, neighbor."""
    lowered = word.casefold()
    return [
        lowered.replace(one, other)
        for pair in SPELLINGS
        for one, other in (pair, pair[::-1])
        if one in lowered
    ]


def additions(text: str, language: str) -> str:
    """Return the words to index beside a text: parts of compounds, ordinals, hashtags, dotted letters."""
    added = {f"ordinal{int(match[1])}" for match in ORDINAL.finditer(text)}
    added |= {match[0].replace(".", "") for match in DOTTED.finditer(text)}
    for match in HASHTAG.finditer(text):
        added |= set(HUMP.split(match[1]))
    seen = set(WORD.findall(text))
    added |= {ordinal for word in seen if (ordinal := ordinal_of(word))}
    if chain(language) == "nl":
        for word in seen:
            added |= set(compound_parts(word))
    return " ".join(sorted(added - seen))


def joined(parts) -> str | None:
    """Return several words written as one: « garde ça pour toi » finds #GARDEÇAPOURTOI."""
    whole = "".join(parts)
    return whole if 6 <= len(whole) <= LONGEST_JOIN else None


def cut(text: str, limit: int) -> str:
    """Return the beginning of a text, within a number of bytes."""
    encoded = text.encode()
    return text if len(encoded) <= limit else encoded[:limit].decode(errors="ignore")
