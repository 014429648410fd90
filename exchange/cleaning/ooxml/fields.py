"""Fields of Word: those that are known to be harmless stay, of the others what they show."""

import re
from dataclasses import dataclass, field

from lxml import etree

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


WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
# Around a field: what stands in anything else, a program that does not know it may leave out.
AROUND = frozenset(
    [
        *WORD,
        "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "http://schemas.openxmlformats.org/drawingml/2006/main",
        "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/drawingml/main",
        "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
        "http://purl.oclc.org/ooxml/officeDocument/math",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
        "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
        "urn:schemas-microsoft-com:vml",
        "urn:schemas-microsoft-com:office:office",
        "urn:schemas-microsoft-com:office:word",
    ]
)
BRANCHES = ("Choice", "Fallback")


@dataclass
class Field:
    """A field whose parts stand in runs of their own, one after the other.

    What is written between its parts may belong to how it is made, or not: it has to be harmless both ways.
    """

    parts: list = field(default_factory=list)
    words: str = ""
    words_between: str = ""
    shows: bool = False  # what follows is what it shows, and not how it is made
    made_by: list = field(default_factory=list)  # other fields, which stand in how it is made
    branch: object = None  # of what a program chooses one: the parts of a field stand in the same
    is_torn: bool = False

    def add(self, part) -> None:
        self.parts.append(part)
        branch, is_known = surroundings(part)
        if len(self.parts) == 1:
            self.branch = branch
        self.is_torn = self.is_torn or branch is not self.branch or not is_known

    def say(self, words: str, *, between: bool = False) -> None:
        self.words_between += words
        if not between:
            self.words += words

    def is_kept(self) -> bool:
        if self.is_torn or (self.made_by and not self.words.strip()):
            return False
        return is_harmless(self.words) and is_harmless(self.words_between)

    def whole(self) -> list:
        """Return the parts of it, and of the fields that stand in how it is made."""
        return [*self.parts, *(part for other in self.made_by for part in other.whole())]


def flatten_fields(root, removed: set[str]) -> None:
    """Replace each field that may load or start something by what it shows."""
    remove_decoys(root)
    for simple in list(root.iter("{*}fldSimple")):
        if not is_harmless(attribute(simple, "instr")):
            remove_all(simple, "{*}fldData")
            unwrap(simple)
            removed.add("fields")
    for one in unwanted(root):
        removed.add("fields")
        for part in one.whole():
            if part.getparent() is not None:
                remove(part)


def unwanted(root) -> list[Field]:
    """Return the fields that are not kept; parts of a field without its beginning or end among them."""
    open_fields: list[Field] = []
    found: list[Field] = []
    for part in root.iter("{*}fldChar", "{*}instrText", "{*}t"):
        name, step = local(part.tag), attribute(part, "fldCharType")
        if name == "t":
            # A field may be made with the help of others: what those show is part of how it is made.
            hidden = next((one for one in open_fields if not one.shows), None)
            if hidden is not None:
                hidden.add(part)
                open_fields[-1].say(text_of(part), between=True)
            continue
        if name == "fldChar" and step == "begin":
            open_fields.append(Field())
            open_fields[-1].add(part)
        elif not open_fields:
            found.append(Field([part]))
        elif name == "fldChar" and step == "end":
            done = open_fields.pop()
            done.add(part)
            if not done.is_kept():
                found.append(done)
            if open_fields and not open_fields[-1].shows:
                open_fields[-1].say(" ")
                open_fields[-1].made_by.append(done)
        else:
            open_fields[-1].add(part)
            if name == "fldChar":
                open_fields[-1].shows = True
            else:
                open_fields[-1].say(text_of(part))
    return found + open_fields


def remove_decoys(root) -> None:
    """Take out what looks like a part of a field and is none: programs leave it out, and read the rest as one."""
    for part in list(root.iter("{*}fldChar", "{*}instrText", "{*}delInstrText")):
        if local(part.tag) == "delInstrText" or etree.QName(part).namespace not in WORD:
            remove(part)


def surroundings(part):
    """Return in which branch of a choice a part stands, and whether every program reads what is around it."""
    branch, is_known = None, True
    for around in part.iterancestors():
        is_known = is_known and etree.QName(around).namespace in AROUND
        if branch is None and local(around.tag) in BRANCHES:
            branch = around
    return branch, is_known


def text_of(part) -> str:
    return "".join(part.itertext())


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
    """Return an attribute of the kind of its element, whatever its prefix."""
    return element.get(f"{{{etree.QName(element).namespace}}}{name}") or element.get(name, "")
