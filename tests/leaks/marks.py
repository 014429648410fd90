"""Words that stand in one place of one thing only: a leak is found by looking for them in anything that comes out."""

import gzip
import re
from io import BytesIO
from zipfile import ZipFile

LETTERS = "bcdfghjklmnpqrstvwxz"
PARTS = (
    "heading",
    "summary",
    "body",
    "keyword",
    "partner",
    "file",
    "narrow",  # a file for the parties alone, whatever the audience of its sheet
    "picture",
    "author",
    "next",  # the heading of the version that comes next
    "remark",
    "trace",
    "message",
    "form",  # the plural of a word whose singular everybody reads
)
# Stands in every thing: one search brings all that somebody may find.
COMMON = "zephyrin"
MARK = re.compile(rb"zy([b-z])o([b-z])uq([b-z])a", re.IGNORECASE)
FORM = re.compile(rb"xy([b-z])o([b-z])iquels", re.IGNORECASE)


def mark(number: int, part: str) -> str:
    """Return the word of one part of a thing."""
    first, second = divmod(number, len(LETTERS))
    return f"zy{LETTERS[first]}o{LETTERS[second]}uq{LETTERS[PARTS.index(part)]}aix"


def singular(number: int) -> str:
    """Return a word that a public text says, and that search takes for the same as the plural in a thing."""
    first, second = divmod(number, len(LETTERS))
    return f"xy{LETTERS[first]}o{LETTERS[second]}iquel"


def plural(number: int) -> str:
    """Return the form of that word which stands in one thing only."""
    return f"{singular(number)}s"


def marks_in(*contents: bytes | str) -> set[tuple[int, str]]:
    """Return (number, part) for each mark that stands in what came out, even cut short or stemmed."""
    found = set()
    for content in contents:
        text = content.encode() if isinstance(content, str) else content
        if text[:2] == b"\x1f\x8b":
            text = gzip.decompress(text)
        elif text[:2] == b"PK":
            with ZipFile(BytesIO(text)) as archive:
                text = b"\n".join([name.encode() + archive.read(name) for name in archive.namelist()])
        for groups in set(MARK.findall(text)):
            first, second, part = (LETTERS.index(letter.decode().lower()) for letter in groups)
            found.add((first * len(LETTERS) + second, PARTS[part]))
        for groups in set(FORM.findall(text)):
            first, second = (LETTERS.index(letter.decode().lower()) for letter in groups)
            found.add((first * len(LETTERS) + second, "form"))
    return found
