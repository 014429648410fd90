"""Documents as Word and Google Docs leave them, with what those programs add.

None is refused. « Oui » stays; « Somebody », whoever wrote, remarked or took the picture, goes.
"""

from tests.documents import (
    HEAD,
    OFFICE,
    OOXML,
    REL,
    SPACES,
    TYPE,
    A,
    archive_bytes,
    docx,
    paragraph,
    relations,
    xlsx,
)
from tests.files import picture_bytes, telling_jpeg

STRICT_REL = "http://purl.oclc.org/ooxml/officeDocument/relationships"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
MICROSOFT = "http://schemas.microsoft.com/office"
C = f"{OOXML}/drawingml/2006/chart"
PROPERTIES = {
    "docProps/core.xml": f'{HEAD}<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Somebody</dc:creator></c>',
    "docProps/app.xml": f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties"><Company>Somebody</Company></Properties>',
    "docProps/custom.xml": f'{HEAD}<Properties xmlns="{OFFICE}/custom-properties">Somebody</Properties>',
    "docProps/thumbnail.jpeg": telling_jpeg(),
}
PROPERTY_LINKS = [
    (
        "p1",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "docProps/core.xml",
    ),
    ("p2", "extended-properties", "docProps/app.xml"),
    ("p3", "custom-properties", "docProps/custom.xml"),
    (
        "p4",
        "http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail",
        "docProps/thumbnail.jpeg",
    ),
]
PICTURE = '<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic><pic:blipFill><a:blip r:embed="{}"/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>'
CHART = '<w:p><w:r><w:drawing><a:graphicData><c:chart xmlns:c="{}" r:id="{}"/></a:graphicData></w:drawing></w:r></w:p>'
CHART_PART = f'{HEAD}<c:chartSpace xmlns:c="{C}" xmlns:r="{REL}"><c:chart>Oui</c:chart><c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
WORKBOOK = xlsx('<c r="B1" t="inlineStr"><is><t>Somebody</t></is></c>')
EMF = (
    b"\1\0\0\0"
    + b"\0" * 36
    + b" EMF"
    + b"\0" * 16
    + (8).to_bytes(4, "little")
    + (100).to_bytes(4, "little")
    + b"\0" * 32
    + "Somebody".encode("utf-16-le")
)
BY = 'w:id="1" w:author="Somebody" w:date="2026-01-01T00:00:00Z"'


def word_part(name: str, inner: str) -> str:
    return f'{HEAD}<w:{name} {SPACES} xmlns:w15="{MICROSOFT}/word/2012/wordml">{inner}</w:{name}>'


def field(words: str, shown: str = "Oui") -> str:
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r><w:r><w:instrText xml:space="preserve"> {words} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{shown}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def with_settings(inner: str, *links) -> bytes:
    return docx(
        parts={"word/settings.xml": word_part("settings", inner)},
        links=[("s", "settings", "settings.xml")],
        more_links={"word/settings.xml": list(links)} if links else {},
    )


def by_word() -> bytes:
    parts = {
        "word/settings.xml": word_part(
            "settings", '<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w15:docId w15:val="{1}"/>'
        ),
        "word/styles.xml": word_part(
            "styles", '<w:style w:styleId="Normal"><w:rsid w:val="00AB12CD"/></w:style>'
        ),
        "word/fontTable.xml": word_part("fonts", '<w:font w:name="Calibri"/>'),
        "word/webSettings.xml": word_part("webSettings", "<w:optimizeForBrowser/>"),
        "word/theme/theme1.xml": f'{HEAD}<a:theme xmlns:a="{A}" name="Office"/>',
        "word/header1.xml": word_part("hdr", paragraph("Oui")),
        "word/footnotes.xml": word_part("footnotes", f"<w:footnote>{paragraph('Oui')}</w:footnote>"),
        **PROPERTIES,
    }
    names = ("settings", "styles", "fontTable", "webSettings")
    links = [(name, name, f"{name}.xml") for name in names]
    links += [
        ("t", "theme", "theme/theme1.xml"),
        ("h", "header", "header1.xml"),
        ("f", "footnotes", "footnotes.xml"),
    ]
    body = (
        '<w:p w:rsidR="00AB12CD" w14:paraId="1A2B3C4D"><w:r w:rsidRPr="00AB12CD"><w:t>Oui</w:t></w:r></w:p>'
    )
    return docx(body, parts, links, root=PROPERTY_LINKS)


def with_remarks() -> bytes:
    parts = {
        "word/comments.xml": word_part(
            "comments", f'<w:comment {BY} w:initials="S">{paragraph("Somebody")}</w:comment>'
        ),
        "word/commentsExtended.xml": word_part("commentsEx", "Somebody"),
        "word/people.xml": word_part("people", '<w15:person w15:author="Somebody"/>'),
    }
    links = [
        ("c", "comments", "comments.xml"),
        ("x", f"{MICROSOFT}/2011/relationships/commentsExtended", "commentsExtended.xml"),
        ("p", f"{MICROSOFT}/2011/relationships/people", "people.xml"),
    ]
    body = '<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>Oui</w:t></w:r><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>'
    return docx(body, parts, links)


def with_changes() -> bytes:
    return docx(
        f"<w:p><w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr><w:r><w:t>O</w:t></w:r></w:p><w:p><w:r><w:t>ui</w:t></w:r></w:p>"
        f"<w:p><w:ins {BY}><w:r><w:rPr><w:b/><w:rPrChange {BY}><w:rPr/></w:rPrChange></w:rPr><w:t>Oui</w:t></w:r></w:ins>"
        f"<w:del {BY}><w:r><w:delText>Somebody</w:delText></w:r></w:del></w:p>"
        f'<w:moveFromRangeStart {BY} w:name="m"/><w:p><w:moveFrom {BY}><w:r><w:t>Somebody</w:t></w:r></w:moveFrom></w:p><w:moveFromRangeEnd w:id="1"/>'
        f"<w:p><w:moveTo {BY}><w:r><w:t>Oui</w:t></w:r></w:moveTo></w:p>"
        f"<w:tbl><w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc>{paragraph('Somebody')}</w:tc></w:tr><w:tr><w:trPr><w:ins {BY}/></w:trPr><w:tc>{paragraph('Oui')}</w:tc></w:tr></w:tbl>"
    )


def with_pictures(*contents: tuple[str, bytes]) -> bytes:
    return docx(
        "".join(PICTURE.format(f"i{number}") for number in range(len(contents))),
        {f"word/media/{name}": content for name, content in contents},
        [(f"i{number}", "image", f"media/{name}") for number, (name, _content) in enumerate(contents)],
    )


def with_chart() -> bytes:
    return docx(
        CHART.format(C, "c"),
        {"word/charts/chart1.xml": CHART_PART, "word/embeddings/Microsoft_Excel_Worksheet.xlsx": WORKBOOK},
        [("c", "chart", "charts/chart1.xml")],
        more_links={
            "word/charts/chart1.xml": [("rId1", "package", "../embeddings/Microsoft_Excel_Worksheet.xlsx")]
        },
    )


def with_object(program: str, name: str, kind: str) -> bytes:
    body = f'<w:p><w:r><w:object><v:shape><v:imagedata r:id="i" o:title="Oui"/></v:shape><o:OLEObject Type="Embed" ProgID="{program}" r:id="e"/></w:object></w:r></w:p>'
    parts = {"word/media/image1.emf": EMF, f"word/embeddings/{name}": WORKBOOK}
    return docx(body, parts, [("i", "image", "media/image1.emf"), ("e", kind, f"embeddings/{name}")])


def with_bound_controls() -> bytes:
    body = (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/x" w:storeItemID="{1}"/></w:sdtPr><w:sdtContent>'
        + paragraph("Oui")
        + "</w:sdtContent></w:sdt>"
    )
    return docx(
        body, {"customXml/item1.xml": "<x>Somebody</x>"}, [("x", "customXml", "../customXml/item1.xml")]
    )


def with_diagram() -> bytes:
    kinds = {
        "diagramData": "data",
        "diagramLayout": "layout",
        "diagramQuickStyle": "quickStyle",
        "diagramColors": "colors",
    }
    space = f"{OOXML}/drawingml/2006/diagram"
    parts = {
        f"word/diagrams/{name}1.xml": f'{HEAD}<dgm:{name} xmlns:dgm="{space}">Oui</dgm:{name}>'
        for name in kinds.values()
    }
    body = f'<w:p><w:r><w:drawing><dgm:relIds xmlns:dgm="{space}" r:dm="k0" r:lo="k1" r:qs="k2" r:cs="k3"/></w:drawing></w:r></w:p>'
    types = {
        f"word/diagrams/{name}1.xml": f"{TYPE}drawingml.diagram{name.title()}+xml" for name in kinds.values()
    }
    links = [
        (f"k{number}", kind, f"diagrams/{name}1.xml") for number, (kind, name) in enumerate(kinds.items())
    ]
    return docx(body, parts, links, types=types)


def with_ink() -> bytes:
    choice = '<mc:Choice Requires="wpi"><w:drawing><w14:contentPart r:id="k"/></w:drawing></mc:Choice>'
    fallback = '<mc:Fallback><w:drawing><a:blip r:embed="i"/></w:drawing></mc:Fallback>'
    return docx(
        f"<w:p><w:r><mc:AlternateContent>{choice}{fallback}</mc:AlternateContent></w:r></w:p>",
        {"word/ink/ink1.xml": "<ink>Somebody</ink>", "word/media/image1.png": picture_bytes("PNG")},
        [("k", "customXml", "ink/ink1.xml"), ("i", "image", "media/image1.png")],
    )


def strict() -> bytes:
    text = f'{HEAD}<w:document xmlns:w="{STRICT_W}" w:conformance="strict"><w:body><w:p><w:r><w:t>Oui</w:t></w:r></w:p></w:body></w:document>'
    return archive_bytes(
        {
            "[Content_Types].xml": f'<Types xmlns="{OOXML}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{TYPE}wordprocessingml.document.main+xml"/></Types>',
            "_rels/.rels": relations([("r1", f"{STRICT_REL}/officeDocument", "/word/document.xml")]),
            "word/document.xml": text,
        }
    )


def by_google() -> bytes:
    parts = {
        "word/styles.xml": word_part("styles", ""),
        "word/numbering.xml": word_part("numbering", ""),
        "word/fonts/font1.odttf": b"\0\1\2\3" * 50,
        "word/fontTable.xml": word_part(
            "fonts", '<w:font w:name="Lora"><w:embedRegular r:id="f" w:fontKey="{0}"/></w:font>'
        ),
    }
    links = [
        ("s", "styles", "styles.xml"),
        ("n", "numbering", "numbering.xml"),
        ("t", "fontTable", "fontTable.xml"),
    ]
    types = {
        "word/numbering.xml": f"{TYPE}wordprocessingml.numbering+xml",
        "word/fontTable.xml": f"{TYPE}wordprocessingml.fontTable+xml",
        "word/fonts/font1.odttf": f"{TYPE}obfuscatedFont",
    }
    return docx(
        "", parts, links, types=types, more_links={"word/fontTable.xml": [("f", "font", "fonts/font1.odttf")]}
    )


def in_utf16() -> bytes:
    text = word_part("document", f"<w:body>{paragraph('Oui')}</w:body>").replace("UTF-8", "UTF-16")
    return docx(parts={"word/document.xml": text.encode("utf-16")})


HONEST = {
    "Word": ("docx", by_word()),
    "Word, with remarks": ("docx", with_remarks()),
    "Word, with changes": ("docx", with_changes()),
    "Word, with a photograph": ("docx", with_pictures(("image1.jpeg", telling_jpeg()))),
    "Word, with many kinds of pictures": (
        "docx",
        with_pictures(
            ("1.png", picture_bytes("PNG")),
            ("2.gif", picture_bytes("GIF", comment=b"Somebody")),
            ("3.bmp", picture_bytes("BMP")),
            ("4.tiff", picture_bytes("TIFF", description="Somebody")),
            ("5.emf", EMF),
            ("6.wmf", b"\xd7\xcd\xc6\x9a" + b"\0" * 60),
            ("7.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0'/></svg>"),
            ("8.webp", picture_bytes("WEBP", xmp=b"Somebody")),
        ),
    ),
    "Word, with a chart": ("docx", with_chart()),
    "Word, with a sheet": ("docx", with_object("Excel.Sheet.12", "x.xlsx", "package")),
    "Word, with an old equation": ("docx", with_object("Equation.3", "oleObject1.bin", "oleObject")),
    "Word, with a table of contents": (
        "docx",
        docx(field('TOC \\o "1-3" \\h \\z \\u') + field("PAGEREF _Toc1 \\h")),
    ),
    "Word, with links": (
        "docx",
        docx(
            field('HYPERLINK "https://police.be" \\o "x"')
            + '<w:p><w:hyperlink r:id="a"><w:r><w:t>Oui</w:t></w:r></w:hyperlink><w:hyperlink r:id="b"><w:r><w:t>Oui</w:t></w:r></w:hyperlink></w:p>',
            links=[
                ("a", "hyperlink", "!https://police.be"),
                ("b", "hyperlink", "!file:///C:\\Users\\Somebody\\x.docx"),
            ],
        ),
    ),
    "Word, with sources of Zotero": (
        "docx",
        docx(field('ADDIN ZOTERO_ITEM CSL_CITATION {"author": "Somebody"}')),
    ),
    "Word, with the name of its file": (
        "docx",
        docx(field("FILENAME \\p Somebody") + field("AUTHOR Somebody")),
    ),
    "Word, with fields of a form": (
        "docx",
        docx(field("FORMTEXT") + field('IF 1 = 1 "Oui" "Non"') + field("= 1 + 1")),
    ),
    "Word, from a template": (
        "docx",
        with_settings(
            '<w:attachedTemplate r:id="t"/>',
            ("t", "attachedTemplate", "!file:///C:\\Users\\Somebody\\x.dotx"),
        ),
    ),
    "Word, with bound controls": ("docx", with_bound_controls()),
    "Word, with a diagram": ("docx", with_diagram()),
    "Word, drawn in by hand": ("docx", with_ink()),
    "Word, with a picture that is missing": (
        "docx",
        docx(PICTURE.format("n"), links=[("n", "image", "NULL")]),
    ),
    "Word, with a picture of the web": (
        "docx",
        docx(
            '<w:p><w:r><w:drawing><a:blip r:link="n"/></w:drawing></w:r></w:p>',
            links=[("n", "image", "!https://example.be/Somebody.png")],
        ),
    ),
    "Word, strict": ("docx", strict()),
    "Word, in UTF-16": ("docx", in_utf16()),
    "Google Docs": ("docx", by_google()),
}
