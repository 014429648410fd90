"""Documents as office programs write them, part by part, so that a test can put anything in the place of one."""

from tests.files import archive_bytes

OOXML = "http://schemas.openxmlformats.org"
OFFICE = f"{OOXML}/officeDocument/2006"
REL = f"{OFFICE}/relationships"
PACKAGE = f"{OOXML}/package/2006"
W, P, A = (f"{OOXML}/{name}/2006/main" for name in ("wordprocessingml", "presentationml", "drawingml"))
S = f"{OOXML}/spreadsheetml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{REL}" xmlns:a="{A}" xmlns:p="{P}" xmlns:wp="{OOXML}/drawingml/2006/wordprocessingDrawing"'
    f' xmlns:pic="{OOXML}/drawingml/2006/picture" xmlns:mc="{OOXML}/markup-compatibility/2006"'
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:o="urn:schemas-microsoft-com:office:office"'
)
TYPE = "application/vnd.openxmlformats-officedocument."
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES_OF_PARTS = (
    ("word/document.xml", f"{TYPE}wordprocessingml.document.main+xml"),
    ("word/settings.xml", f"{TYPE}wordprocessingml.settings+xml"),
    ("word/styles.xml", f"{TYPE}wordprocessingml.styles+xml"),
    ("word/comments", f"{TYPE}wordprocessingml.comments+xml"),
    ("word/header", f"{TYPE}wordprocessingml.header+xml"),
    ("word/footnotes", f"{TYPE}wordprocessingml.footnotes+xml"),
    ("ppt/presentation.xml", f"{TYPE}presentationml.presentation.main+xml"),
    ("ppt/slides/", f"{TYPE}presentationml.slide+xml"),
    ("ppt/comment", f"{TYPE}presentationml.comments+xml"),
    ("xl/workbook.xml", f"{TYPE}spreadsheetml.sheet.main+xml"),
    ("xl/worksheets/", f"{TYPE}spreadsheetml.worksheet+xml"),
    ("xl/sharedStrings.xml", f"{TYPE}spreadsheetml.sharedStrings+xml"),
    ("xl/comments", f"{TYPE}spreadsheetml.comments+xml"),
    ("xl/externalLinks/", f"{TYPE}spreadsheetml.externalLink+xml"),
    ("docProps/core.xml", f"{OOXML}/package/core-properties+xml"),
    ("docProps/app.xml", f"{TYPE}extended-properties+xml"),
    ("/charts/", f"{TYPE}drawingml.chart+xml"),
    ("/drawings/", f"{TYPE}drawing+xml"),
    ("theme", f"{TYPE}theme+xml"),
)


def ooxml(first: str, parts: dict, links: dict, types: dict | None = None, root: list = ()) -> dict:
    """Return the parts of a document: `links` says for a part which ones it names, by key, type and target."""
    every = {**parts}
    for source, named in {"": [("rId0", "officeDocument", first), *root], **links}.items():
        folder, _slash, name = source.rpartition("/")
        every[f"{folder + '/' if folder else ''}_rels/{name}.rels"] = relations(named)
    every["[Content_Types].xml"] = content_types(parts, types or {})
    return every


def relations(named) -> str:
    rows = []
    for key, kind, target in named:
        mode = ""
        if target.startswith("!"):  # outside the document
            target, mode = target[1:], ' TargetMode="External"'
        whole = kind if ":" in kind else f"{REL}/{kind}"
        rows.append(f'<Relationship Id="{key}" Type="{whole}" Target="{target}"{mode}/>')
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def content_types(parts, types: dict) -> str:
    rows = [
        f'<Default Extension="{extension}" ContentType="{kind}"/>'
        for extension, kind in {
            "rels": "application/vnd.openxmlformats-package.relationships+xml",
            "xml": "application/xml",
            "png": "image/png",
            "jpeg": "image/jpeg",
            "jpg": "image/jpeg",
            "emf": "image/x-emf",
            "gif": "image/gif",
            "bin": "application/vnd.openxmlformats-officedocument.oleObject",
            "xlsx": f"{TYPE}spreadsheetml.sheet",
            "vml": f"{TYPE}vmlDrawing",
        }.items()
    ]
    for name in parts:
        kind = types.get(name) or next((kind for part, kind in TYPES_OF_PARTS if part in name), None)
        if kind:
            rows.append(f'<Override PartName="/{name}" ContentType="{kind}"/>')
    return f'{HEAD}<Types xmlns="{PACKAGE}/content-types">{"".join(rows)}</Types>'


def paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'


def docx(body: str = "", parts: dict | None = None, links: list = (), **more) -> bytes:
    """Return a Word document with this body, more parts, and what its first part names."""
    document = f'{HEAD}<w:document {SPACES} mc:Ignorable="w14"><w:body>{paragraph("Oui")}{body}<w:sectPr/></w:body></w:document>'
    every = {"word/document.xml": document, **(parts or {})}
    named = {"word/document.xml": list(links), **more.pop("more_links", {})}
    return archive_bytes(ooxml("word/document.xml", every, named, **more))


def pptx(shapes: str = "", parts: dict | None = None, links: list = (), **more) -> bytes:
    presentation = f'{HEAD}<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="rId1"/></p:sldIdLst></p:presentation>'
    slide = f"{HEAD}<p:sld {SPACES}><p:cSld><p:spTree><p:nvGrpSpPr/><p:grpSpPr/>{shapes}</p:spTree></p:cSld></p:sld>"
    every = {"ppt/presentation.xml": presentation, "ppt/slides/slide1.xml": slide, **(parts or {})}
    named = {
        "ppt/presentation.xml": [("rId1", "slide", "slides/slide1.xml"), *more.pop("presentation_links", [])],
        "ppt/slides/slide1.xml": list(links),
        **more.pop("more_links", {}),
    }
    return archive_bytes(ooxml("ppt/presentation.xml", every, named, **more))


def xlsx(
    cells: str = "", parts: dict | None = None, links: list = (), book: str = "", after: str = "", **more
) -> bytes:
    workbook = (
        f'{HEAD}<workbook xmlns="{S}" xmlns:r="{REL}">{book}'
        '<sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    sheet = (
        f'{HEAD}<worksheet xmlns="{S}" xmlns:r="{REL}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Oui</t></is></c>'
        f"{cells}</row></sheetData>{after}</worksheet>"
    )
    every = {"xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": sheet, **(parts or {})}
    named = {
        "xl/workbook.xml": [("rId1", "worksheet", "worksheets/sheet1.xml"), *more.pop("book_links", [])],
        "xl/worksheets/sheet1.xml": list(links),
        **more.pop("more_links", {}),
    }
    return archive_bytes(ooxml("xl/workbook.xml", every, named, **more))


ODF_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{whole}:1.0"'
    for name, whole in {
        "office": "office",
        "text": "text",
        "table": "table",
        "draw": "drawing",
        "style": "style",
        "meta": "meta",
        "script": "script",
        "config": "config",
        "svg": "svg-compatible",
        "presentation": "presentation",
    }.items()
)
ODF_SPACES += ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
ODF_SPACES += (
    ' xmlns:officeooo="http://openoffice.org/2009/office" xmlns:ooo="http://openoffice.org/2004/office"'
)
ODF_KIND = "application/vnd.oasis.opendocument."


def manifest(types: dict[str, str], locked: str = "") -> str:
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    rows = [
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}">{locked}</m:file-entry>'
        for name, kind in types.items()
    ]
    return f'{HEAD}<m:manifest xmlns:m="{space}" m:version="1.3">{"".join(rows)}</m:manifest>'


def odf(
    kind: str, body: str, parts: dict | None = None, types: dict | None = None, before: str = ""
) -> bytes:
    """Return an OpenDocument file with this body, more parts, and what stands before the body."""
    content = (
        f'{HEAD}<office:document-content {ODF_SPACES} office:version="1.3">{before}<office:body><office:{kind}>'
        f"{body}</office:{kind}></office:body></office:document-content>"
    )
    said = {"/": f"{ODF_KIND}{kind}", "content.xml": "text/xml", **(types or {})}
    every = {"mimetype": f"{ODF_KIND}{kind}", "content.xml": content, "META-INF/manifest.xml": manifest(said)}
    return archive_bytes({**every, **(parts or {})})


def odt(body: str = "", parts: dict | None = None, **more) -> bytes:
    return odf("text", f"<text:p>Oui</text:p>{body}", parts, **more)


def ods(cells: str = "", parts: dict | None = None, **more) -> bytes:
    row = (
        f"<table:table-row><table:table-cell><text:p>Oui</text:p></table:table-cell>{cells}</table:table-row>"
    )
    return odf("spreadsheet", f'<table:table table:name="F">{row}</table:table>', parts, **more)
