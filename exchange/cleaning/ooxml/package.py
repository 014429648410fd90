"""The parts of a document, followed from the first along relations that are known."""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from exchange.cleaning.archive import read_archive, write_archive
from exchange.cleaning.bounds import Pixels
from exchange.cleaning.inside import clean_inside
from exchange.cleaning.markup import local, parse, serialize
from exchange.cleaning.refusals import Damaged, Reason, Refused

from .names import (
    ADDRESS,
    DROPPED,
    FONT,
    KEPT,
    LEFT_OUT,
    MACROS,
    MAIN_TYPES,
    PACKAGE,
    PICTURE,
    REFUSED,
    RELATIONS,
    XML_TYPE,
)
from .parts import clean_part

TYPES = "[Content_Types].xml"


@dataclass
class Relation:
    key: str
    type: str
    target: str
    is_external: bool

    @property
    def kind(self) -> str:
        return self.type.rpartition("/")[2]


class Package:
    def __init__(self, content: bytes, extension: str, removed: set[str]):
        self.parts = read_archive(content)
        self.extension = extension
        self.removed = removed
        self.pixels = Pixels()
        self.names = {name.lstrip("/").lower(): name for name in self.parts}
        self.defaults, self.overrides = self.read_types()
        self.kept: dict[str, bytes] = {}
        self.types: dict[str, str] = {}

    def cleaned(self) -> bytes:
        """Return the archive of what is needed."""
        first = [link for link in self.relations_of("") if link.kind == "officeDocument"]
        if len(first) != 1 or first[0].is_external:
            raise Damaged("It does not say which part comes first.")
        main = self.find("", first[0].target)
        if main is None:
            raise Damaged("Its first part is missing.")
        self.refuse_other_kinds(self.type_of(main))
        waiting = [(main, "xml")]
        while waiting:
            name, form = waiting.pop()
            if name not in self.kept:
                waiting += self.keep(name, form)
        self.kept["_rels/.rels"] = written_relations([first[0]])
        self.kept[TYPES] = self.written_types()
        return write_archive(self.kept, first=TYPES)

    def refuse_other_kinds(self, said: str) -> None:
        if any(MACROS.search(kind) for kind in (said, *self.overrides.values(), *self.defaults.values())):
            raise Refused(Reason.MACROS)
        if said != MAIN_TYPES[self.extension]:
            raise Damaged("It is of another kind than its name says.")

    def keep(self, name: str, form: str) -> list[tuple[str, str]]:
        """Clean a part and keep it; return the parts that it needs."""
        content, kind = self.parts[name], self.type_of(name)
        self.types[name] = kind
        if form == PICTURE:
            self.kept[name] = clean_inside(content, self.pixels, self.removed)
            return []
        if form == FONT:
            self.kept[name] = content
            return []
        if not XML_TYPE.fullmatch(kind):
            raise Refused(Reason.STRANGE_PART, why="type of a part")
        root = parse(content)
        links, gone = self.followed(name, root)
        clean_part(root, gone, self.removed)
        self.kept[name] = serialize(root)
        if links:
            folder, base = posixpath.split(name)
            self.kept[posixpath.join(folder, "_rels", f"{base}.rels")] = written_relations(links)
        return [(self.find(name, link.target), KEPT[link.kind]) for link in links if not link.is_external]

    def followed(self, name: str, root) -> tuple[list[Relation], dict[str, str]]:
        """Return the relations of a part that are kept, and the kind of those that are not by their key."""
        kept, gone = [], {}
        for link in self.relations_of(name):
            if self.is_followed(name, link, root):
                kept.append(link)
            else:
                gone[link.key] = link.kind
                if link.kind in DROPPED or link.kind in KEPT:
                    self.removed.add(link.kind)
        return kept, gone

    def is_followed(self, name: str, link: Relation, root) -> bool:
        if link.kind in REFUSED:
            raise Refused(REFUSED[link.kind])
        if link.is_external:
            if link.kind not in LEFT_OUT:
                raise Refused(Reason.STRANGE_PART, why="loads something")
            return link.kind == "hyperlink" and bool(ADDRESS.match(link.target))
        if link.kind == "hyperlink" or link.kind in DROPPED:
            return False
        if link.kind in KEPT:
            return self.find(name, link.target) is not None
        if link.key in keys_used(root):
            raise Refused(Reason.STRANGE_PART, why="unknown relation")
        return False

    def relations_of(self, name: str) -> list[Relation]:
        folder, base = posixpath.split(name)
        place = self.names.get(posixpath.join(folder, "_rels", f"{base}.rels").lower())
        if place is None:
            return []
        return [
            Relation(
                link.get("Id", ""),
                link.get("Type", ""),
                link.get("Target", "").strip(),
                link.get("TargetMode", "").strip().lower() == "external",
            )
            for link in parse(self.parts[place]).iter(f"{{{PACKAGE}/relationships}}Relationship")
        ]

    def find(self, source: str, target: str) -> str | None:
        """Return the name of the part that a relation leads to."""
        path = unquote(target).replace("\\", "/").partition("#")[0]
        whole = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(source), path)
        return self.names.get(posixpath.normpath(whole).lstrip("/").lower())

    def read_types(self) -> tuple[dict[str, str], dict[str, str]]:
        place = self.names.get(TYPES.lower())
        if place is None:
            raise Damaged("It does not say what its parts are.")
        defaults, overrides = {}, {}
        for element in parse(self.parts[place]):
            kind = element.get("ContentType", "").strip()
            if local(element.tag) == "Default":
                defaults[element.get("Extension", "").lower()] = kind
            elif local(element.tag) == "Override":
                overrides[element.get("PartName", "").lstrip("/").lower()] = kind
        return defaults, overrides

    def type_of(self, name: str) -> str:
        return self.overrides.get(name.lower()) or self.defaults.get(name.lower().rpartition(".")[2], "")

    def written_types(self) -> bytes:
        root = etree.Element(f"{{{PACKAGE}/content-types}}Types", nsmap={None: f"{PACKAGE}/content-types"})
        relations = "application/vnd.openxmlformats-package.relationships+xml"
        for extension, kind in (("rels", relations), ("xml", "application/xml")):
            etree.SubElement(
                root, f"{{{PACKAGE}/content-types}}Default", Extension=extension, ContentType=kind
            )
        for name, kind in self.types.items():
            etree.SubElement(
                root, f"{{{PACKAGE}/content-types}}Override", PartName=f"/{name}", ContentType=kind
            )
        return serialize(root)


def keys_used(root) -> set[str]:
    """Return the keys of relations that a part names."""
    found = root.xpath(
        "//@*[namespace-uri()=$one or namespace-uri()=$two]", one=RELATIONS[0], two=RELATIONS[1]
    )
    return {*found, *root.xpath("//@*[local-name()='relid']")}


def written_relations(links: list[Relation]) -> bytes:
    space = f"{PACKAGE}/relationships"
    root = etree.Element(f"{{{space}}}Relationships", nsmap={None: space})
    for link in links:
        said = {"TargetMode": "External"} if link.is_external else {}
        etree.SubElement(
            root, f"{{{space}}}Relationship", Id=link.key, Type=link.type, Target=link.target, **said
        )
    return serialize(root)
