"""Files of office programs, which are archives: bounded, without programs in them, without names of people."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from exchange.metadata import is_picture, without_metadata

ODF = "application/vnd.oasis.opendocument."
# The part by which a kind is known; an OpenDocument file says its kind in words.
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
    "odt": f"{ODF}text",
    "ods": f"{ODF}spreadsheet",
}
MOST_PARTS = 5_000
LARGEST_CONTENT = 100_000_000
SMALL_CONTENT = 10_000_000  # what is no larger than that needs no look at how far it was pressed together
LARGEST_RATIO = 100

PROGRAM = re.compile(r"vbaProject|vbaData|activeX|oleObject|macrosheets|(?:^|/)(?:Basic|Scripts)/", re.I)
RELATION = re.compile(rb"<Relationship\b[^>]*>")
LOADED = re.compile(rb"/(?:attachedTemplate|frame|oleObject|subDocument)[\"']")

OOXML = "http://schemas.openxmlformats.org"
EMPTY = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{OOXML}/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{OOXML}/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{OOXML}/officeDocument/2006/custom-properties"/>',
    "meta.xml": (
        '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' office:version="1.2"><office:meta/></office:document-meta>'
    ),
}
# By the part: what names the writer of a remark or of a change.
VALUE = rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
ATTRIBUTES = (
    (re.compile(r"^word/"), re.compile(rb"(\bw\d*:(?:author|initials|userId|providerId))" + VALUE)),
    (
        re.compile(r"^ppt/(?:commentAuthors|authors)"),
        re.compile(rb"(\b(?:name|initials|userId|providerId))" + VALUE),
    ),
    (re.compile(r"^xl/persons/"), re.compile(rb"(\b(?:displayName|userId|providerId))" + VALUE)),
)
ELEMENTS = (
    (re.compile(r"^xl/comments"), re.compile(rb"(<author>)[^<]*")),
    (re.compile(r"^(?:content|styles)\.xml$"), re.compile(rb"(<(?:dc:creator|meta:creator-initials)>)[^<]*")),
)


def clean_office(file, extension: str) -> bytes:
    """Return the same document without names; refuse one that holds programs or is far too large inside."""
    output = BytesIO()
    with ZipFile(file) as archive, ZipFile(output, "w", ZIP_DEFLATED) as kept:
        refuse_bombs(archive, file.size)
        refuse_other_kinds(archive, extension)
        for part in archive.infolist():
            content = clean_part(part.filename, archive.read(part))
            # An OpenDocument file begins with its kind, as it is.
            method = ZIP_STORED if part.filename == "mimetype" else ZIP_DEFLATED
            kept.writestr(ZipInfo(part.filename), content, method)
    return output.getvalue()


def refuse_bombs(archive: ZipFile, size: int) -> None:
    """Refuse by what the list of parts says; no more than that is ever read of a part."""
    parts = archive.infolist()
    names = [part.filename for part in parts]
    content = sum(part.file_size for part in parts)
    if (
        len(parts) > MOST_PARTS
        or content > LARGEST_CONTENT
        or content > max(SMALL_CONTENT, LARGEST_RATIO * size)
    ):
        raise ValidationError(_("This file unpacks to far more than it seems. Share a smaller one."))
    strange = any("\\" in name or name.startswith("/") or ".." in name.split("/") for name in names)
    if strange or len(set(names)) != len(names):
        raise ValueError("Its parts have names that no office program gives.")
    if any(part.flag_bits & 1 for part in parts):
        raise ValidationError(
            _("This file is protected by a password. Save it without one: it cannot be checked.")
        )


def refuse_other_kinds(archive: ZipFile, extension: str) -> None:
    names = archive.namelist()
    expected = OFFICE_PARTS[extension]
    said = archive.read("mimetype").decode("ascii").strip() if "mimetype" in names else ""
    if expected not in names and said != expected:
        raise ValueError("It is of another kind than its name says.")
    loads = any(
        b"External" in relation and LOADED.search(relation)
        for name in names
        if name.endswith(".rels")
        for relation in RELATION.findall(archive.read(name))
    )
    if loads or any(PROGRAM.search(name) for name in names):
        raise ValidationError(
            _("This file holds macros, or loads something from elsewhere. Save it without them, or as a PDF.")
        )


def clean_part(name: str, content: bytes) -> bytes:
    if name in EMPTY:
        return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{EMPTY[name]}'.encode()
    if is_picture(name):
        return without_metadata(ContentFile(content, name=name)).read()
    for place, pattern in ATTRIBUTES:
        if place.match(name):
            content = pattern.sub(rb'\1=""', content)
    for place, pattern in ELEMENTS:
        if place.match(name):
            content = pattern.sub(rb"\1", content)
    return content
