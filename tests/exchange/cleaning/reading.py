"""Open what came out of cleaning as a reader's program would, and say everything that stands in it."""

import posixpath
from io import BytesIO
from zipfile import ZipFile

import pikepdf
from lxml import etree
from PIL import Image

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def everything_in(content: bytes, extension: str) -> bytes:
    """Return all that a file holds, unpacked."""
    if extension in ("docx", "pptx", "xlsx", "odt", "ods"):
        with ZipFile(BytesIO(content)) as archive:
            return b"\n".join(name.encode() + b"\n" + archive.read(name) for name in archive.namelist())
    if extension == "pdf":
        with pikepdf.open(BytesIO(content)) as pdf:
            written = [thing.to_json(dereference=True, schema_version=2) for thing in objects_of(pdf)]
            streams = [readable(thing) for thing in objects_of(pdf) if isinstance(thing, pikepdf.Stream)]
            return b"\n".join([*written, *streams])
    return content


def objects_of(pdf):
    """Return the objects of a PDF, those that hold others left out."""
    things = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Object)]
    return [one for one in things if not isinstance(one, pikepdf.Stream) or one.get("/Type") != "/ObjStm"]


def readable(stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def assert_opens(content: bytes, extension: str) -> None:
    """Fail where a reader's program would find the file damaged."""
    if extension == "pdf":
        with pikepdf.open(BytesIO(content)) as pdf:
            assert len(pdf.pages)
            assert not pdf.is_encrypted
            assert not pdf.check_pdf_syntax()
    elif extension in ("docx", "pptx", "xlsx"):
        assert_is_whole(content)
    elif extension in ("odt", "ods"):
        assert_is_listed(content)
    else:
        with Image.open(BytesIO(content)) as picture:
            picture.load()


def assert_is_whole(content: bytes) -> None:
    """Fail unless each part has a type, each relation leads to a part, and each key is one of a relation."""
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert next(iter(parts)) == "[Content_Types].xml"
    types = etree.fromstring(parts.pop("[Content_Types].xml"))
    typed = {element.get("PartName", "").lstrip("/") for element in types}
    links = {name: etree.fromstring(parts.pop(name)) for name in list(parts) if name.endswith(".rels")}
    assert set(parts) <= typed
    for name, content in parts.items():
        folder, base = posixpath.split(name)
        named = links.get(posixpath.join(folder, "_rels", f"{base}.rels"), ())
        keys = {link.get("Id") for link in named}
        for link in named:
            target = posixpath.normpath(posixpath.join("/", folder, link.get("Target"))).lstrip("/")
            assert link.get("TargetMode") == "External" or target in parts, (name, target)
        if content.lstrip().startswith(b"<"):
            used = etree.fromstring(content).xpath("//@*[namespace-uri()=$space]", space=RELATIONS)
            assert {key for key in used if key} <= keys, (name, used, keys)


def assert_is_listed(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert content[30:38] == b"mimetype"
    listed = {
        value
        for value in etree.fromstring(parts["META-INF/manifest.xml"]).xpath("//@*[local-name()='full-path']")
        if not value.endswith("/")
    }
    assert listed == set(parts) - {"mimetype", "META-INF/manifest.xml"}
    for name in parts:
        if name.endswith(".xml"):
            etree.fromstring(parts[name])
