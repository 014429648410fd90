"""The parts of an OpenDocument file: those that its texts name, and those that every one has."""

import posixpath
import re
from urllib.parse import unquote

from lxml import etree

from exchange.cleaning.archive import read_archive, write_archive
from exchange.cleaning.bounds import Pixels
from exchange.cleaning.inside import clean_inside
from exchange.cleaning.markup import parse, serialize
from exchange.cleaning.refusals import Damaged, Reason, Refused

from .content import clean_content

KIND = "application/vnd.oasis.opendocument."
KINDS = {"odt": f"{KIND}text", "ods": f"{KIND}spreadsheet"}
INSIDE = re.compile(re.escape(KIND) + r"(?:text|spreadsheet|graphics|presentation|chart|formula|image)")
MANIFEST = "META-INF/manifest.xml"
SPACE = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
TEXTS = ("content.xml", "styles.xml", "settings.xml")
# Libraries of macros that every document of older programs has, empty.
EMPTY_LIBRARY = re.compile(r"(?:script|dialog)-l[bc]\.xml$")
LIBRARY = re.compile(r"^(?:Basic|Dialogs|Scripts)/", re.I)
FONT = re.compile(rb"\x00\x01\x00\x00|OTTO|true|ttcf|wOFF|wOF2")


class Package:
    def __init__(self, content: bytes, extension: str, removed: set[str]):
        self.parts = read_archive(content)
        self.kind = KINDS[extension]
        self.removed = removed
        self.pixels = Pixels()
        self.types: dict[str, str] = {}
        self.kept: dict[str, bytes] = {}

    def cleaned(self) -> bytes:
        """Return the archive of what is needed."""
        if self.parts.get("mimetype", b"").strip() != self.kind.encode():
            raise Damaged("It is of another kind than its name says.")
        said = self.read_manifest()
        if any(LIBRARY.match(name) and not EMPTY_LIBRARY.search(name) for name in self.parts):
            raise Refused(Reason.MACROS)
        self.kept["mimetype"] = self.kind.encode()
        self.types["/"] = self.kind
        self.keep_document("", said)
        self.kept[MANIFEST] = self.written_manifest()
        return write_archive(self.kept, first="mimetype")

    def read_manifest(self) -> dict[str, str]:
        """Return the types of parts by name; refuse what is locked."""
        if MANIFEST not in self.parts:
            return {}
        root = parse(self.parts[MANIFEST])
        if next(root.iter("{*}encryption-data"), None) is not None:
            raise Refused(Reason.PASSWORD)
        entry = f"{{{SPACE}}}"
        return {
            one.get(f"{entry}full-path", ""): one.get(f"{entry}media-type", "")
            for one in root.iter(f"{entry}file-entry")
        }

    def keep_document(self, folder: str, said: dict[str, str], depth: int = 0) -> None:
        """Keep a document, or one that stands in it as a chart does, and the parts that it names."""
        if depth > 3 or f"{folder}content.xml" not in self.parts:
            raise Damaged("Its text is missing.")
        for name in TEXTS:
            whole = f"{folder}{name}"
            if whole in self.parts:
                root = parse(self.parts[whole])
                named = clean_content(root, self.removed, self.is_shown_in(folder), self.clean_picture)
                self.kept[whole] = serialize(root)
                self.types[whole] = "text/xml"
                for path in named:
                    self.keep_named(resolved(folder, path), said, depth)

    def is_shown_in(self, folder: str):
        """Return what says whether a path leads to a part that can be shown."""

        def is_shown(path: str) -> bool:
            name = resolved(folder, path)
            return (
                name in self.parts and not self.parts[name].startswith(b"VCLMTF")
            ) or f"{name}/content.xml" in self.parts

        return is_shown

    def keep_named(self, name: str, said: dict[str, str], depth: int) -> None:
        if name in self.kept or f"{name}/" in self.types:
            return
        if f"{name}/content.xml" in self.parts:
            kind = said.get(f"{name}/", "")
            if not INSIDE.fullmatch(kind):
                raise Refused(Reason.EMBEDDED)
            self.types[f"{name}/"] = kind
            self.keep_document(f"{name}/", said, depth + 1)
            return
        content = self.parts[name]
        if FONT.match(content):
            self.kept[name] = content
        else:
            self.kept[name] = self.clean_picture(content)
        self.types[name] = said.get(name, "")

    def clean_picture(self, content: bytes) -> bytes:
        return clean_inside(content, self.pixels, self.removed)

    def written_manifest(self) -> bytes:
        entry = f"{{{SPACE}}}"
        root = etree.Element(f"{entry}manifest", {f"{entry}version": "1.3"}, nsmap={"manifest": SPACE})
        for name, kind in self.types.items():
            etree.SubElement(
                root, f"{entry}file-entry", {f"{entry}full-path": name, f"{entry}media-type": kind}
            )
        return serialize(root)


def resolved(folder: str, path: str) -> str:
    """Return the name of the part that a path leads to."""
    return posixpath.normpath(posixpath.join(folder, unquote(path))).rstrip("/")
