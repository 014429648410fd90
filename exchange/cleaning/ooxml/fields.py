"""Fields of Word: those that are known to be harmless stay, of the others what they show."""

import re
from dataclasses import dataclass, field

from exchange.cleaning.markup import local, remove, remove_all, unwrap

from .names import ADDRESS

HARMLESS = frozenset(
    [
        "PAGE",
        "NUMPAGES",
        "SECTIONPAGES",
        "SECTION",
        "TOC",
        "TOA",
        "TC",
        "TA",
        "XE",
        "RD",
        "INDEX",
        "REF",
        "PAGEREF",
        "NOTEREF",
        "STYLEREF",
        "SEQ",
        "HYPERLINK",
        "DATE",
        "TIME",
        "CREATEDATE",
        "SAVEDATE",
        "PRINTDATE",
        "EDITTIME",
        "SYMBOL",
        "EQ",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "IF",
        "COMPARE",
        "SET",
        "MERGEFIELD",
        "NUMWORDS",
        "NUMCHARS",
        "FILESIZE",
        "TITLE",
        "SUBJECT",
        "KEYWORDS",
        "CITATION",
        "BIBLIOGRAPHY",
        "LISTNUM",
        "AUTONUM",
        "AUTONUMLGL",
        "AUTONUMOUT",
        "ADVANCE",
        "BIDIOUTLINE",
        "PRIVATE",
        "GREETINGLINE",
        "ADDRESSBLOCK",
        "NEXT",
        "=",
        "SHAPE",
    ]
) - {"RD", "PRIVATE"}
NAME = re.compile(r"\s*(=|[A-Za-z]+)")
LINK = re.compile(r"""\s*HYPERLINK\s+(?:\\[lmnto]\s+)*(?:"([^"]*)"|(\S+))""", re.I)
WITHIN = re.compile(r"""\s*HYPERLINK\s+\\l\b""", re.I)
LOADS = re.compile(r"file:|\\\\\\\\|javascript:", re.I)


@dataclass
class Field:
    """A field whose parts stand in runs of their own, one after the other."""

    parts: list = field(default_factory=list)
    words: str = ""
    shows: bool = False  # what follows is what it shows, and not how it is made


def flatten_fields(root, removed: set[str]) -> None:
    """Replace each field that may load or start something by what it shows."""
    for simple in list(root.iter("{*}fldSimple")):
        if not is_harmless(attribute(simple, "instr")):
            remove_all(simple, "{*}fldData")
            unwrap(simple)
            removed.add("fields")
    for one in unwanted(root):
        removed.add("fields")
        for part in one.parts:
            remove(part)


def unwanted(root) -> list[Field]:
    """Return the fields that are not kept; parts of a field without its beginning or end among them."""
    open_fields: list[Field] = []
    found: list[Field] = []
    for part in root.iter("{*}fldChar", "{*}instrText", "{*}delInstrText", "{*}t"):
        name, step = local(part.tag), attribute(part, "fldCharType")
        if name == "t":
            # A field may be made with the help of others: what those show is part of how it is made.
            hidden = next((one for one in open_fields if not one.shows), None)
            if hidden is not None:
                hidden.parts.append(part)
                open_fields[-1].words += part.text or ""
            continue
        if name == "fldChar" and step == "begin":
            open_fields.append(Field([part]))
        elif not open_fields:
            found.append(Field([part]))
        elif name == "fldChar" and step == "end":
            done = open_fields.pop()
            done.parts.append(part)
            if not is_harmless(done.words):
                found.append(done)
            if open_fields and not open_fields[-1].shows:
                open_fields[-1].words += " "
        else:
            open_fields[-1].parts.append(part)
            if name == "fldChar":
                open_fields[-1].shows = True
            else:
                open_fields[-1].words += part.text or ""
    return found + open_fields


def is_harmless(words: str) -> bool:
    name = NAME.match(words)
    if name is None:
        return not words.strip()
    if name[1].upper() not in HARMLESS or LOADS.search(words):
        return False
    if name[1].upper() == "HYPERLINK" and not WITHIN.match(words):
        link = LINK.match(words)
        return bool(link) and bool(ADDRESS.match(link[1] or link[2]))
    return True


def attribute(element, name: str) -> str:
    """Return an attribute whatever its prefix."""
    return next((value for key, value in element.attrib.items() if local(key) == name), "")
