"""Documents as Word, PowerPoint, Excel, LibreOffice and Google's programs leave them, with what those programs add.

None is refused. « Oui » stays; « Somebody », whoever wrote, remarked or took the picture, goes.
"""

from tests.documents import (
    HEAD,
    ODF_KIND,
    ODF_SPACES,
    OFFICE,
    OOXML,
    REL,
    SPACES,
    TYPE,
    A,
    P,
    S,
    archive_bytes,
    docx,
    ods,
    odt,
    paragraph,
    pptx,
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


def slides_with_remarks() -> bytes:
    parts = {
        "ppt/commentAuthors.xml": f'<p:cmAuthorLst xmlns:p="{P}"><p:cmAuthor name="Somebody" initials="S"/></p:cmAuthorLst>',
        "ppt/comments/comment1.xml": f'<p:cmLst xmlns:p="{P}"><p:cm><p:text>Somebody</p:text></p:cm></p:cmLst>',
        "ppt/tags/tag1.xml": f'<p:tagLst xmlns:p="{P}"><p:tag name="A" val="Somebody"/></p:tagLst>',
        "ppt/presProps.xml": f'<p:presentationPr xmlns:p="{P}"/>',
    }
    return pptx(
        '<p:sp><p:txBody><a:p><a:r><a:t>Oui</a:t></a:r></a:p></p:txBody></p:sp><p:custDataLst><p:tags r:id="t"/></p:custDataLst>',
        parts,
        [("c", "comments", "../comments/comment1.xml"), ("t", "tags", "../tags/tag1.xml")],
        presentation_links=[
            ("a", "commentAuthors", "commentAuthors.xml"),
            ("p", "presProps", "presProps.xml"),
        ],
        types={"ppt/presProps.xml": f"{TYPE}presentationml.presProps+xml"},
        root=PROPERTY_LINKS[:0],
    )


def whole_slides() -> bytes:
    def part(name, inner=""):
        return (
            f"{HEAD}<p:{name} {SPACES}><p:cSld><p:spTree>{inner}<a:t>Oui</a:t></p:spTree></p:cSld></p:{name}>"
        )

    names = {
        "slideLayouts/slideLayout1.xml": ("sldLayout", "slideLayout"),
        "slideMasters/slideMaster1.xml": ("sldMaster", "slideMaster"),
        "notesSlides/notesSlide1.xml": ("notes", "notesSlide"),
        "notesMasters/notesMaster1.xml": ("notesMaster", "notesMaster"),
    }
    parts = {f"ppt/{name}": part(root) for name, (root, _kind) in names.items()}
    types = {f"ppt/{name}": f"{TYPE}presentationml.{kind}+xml" for name, (_root, kind) in names.items()}
    shapes = (
        '<p:sp><a:hlinkClick r:id="next" action="ppaction://hlinksldjump"/></p:sp>'
        '<p:sp><a:hlinkClick r:id="" action="ppaction://hlinkshowjump?jump=nextslide"/></p:sp>'
        '<p:sp><a:hlinkClick r:id="web"/></p:sp><p:sp><a:hlinkClick r:id="disk"/></p:sp>'
    )
    links = [
        ("l", "slideLayout", "../slideLayouts/slideLayout1.xml"),
        ("n", "notesSlide", "../notesSlides/notesSlide1.xml"),
        ("next", "slide", "slide1.xml"),
        ("web", "hyperlink", "!https://police.be/x?a=1&amp;b=2"),
        ("disk", "hyperlink", "!file:///C:/Users/Somebody/x.pdf"),
    ]
    more = {
        "ppt/slideLayouts/slideLayout1.xml": [("m", "slideMaster", "../slideMasters/slideMaster1.xml")],
        "ppt/slideMasters/slideMaster1.xml": [("l", "slideLayout", "../slideLayouts/slideLayout1.xml")],
        "ppt/notesSlides/notesSlide1.xml": [
            ("s", "slide", "../slides/slide1.xml"),
            ("m", "notesMaster", "../notesMasters/notesMaster1.xml"),
        ],
    }
    return pptx(shapes, parts, links, types=types, more_links=more)


def slides_with_object() -> bytes:
    frame = (
        '<p:graphicFrame><a:graphic><a:graphicData><mc:AlternateContent><mc:Choice Requires="v"><p:oleObj progId="Excel.Sheet.12" r:id="e"/></mc:Choice>'
        '<mc:Fallback><p:oleObj progId="Excel.Sheet.12" r:id="e"><p:embed/><p:pic><p:blipFill><a:blip r:embed="i"/></p:blipFill></p:pic></p:oleObj></mc:Fallback>'
        "</mc:AlternateContent></a:graphicData></a:graphic></p:graphicFrame><p:sp><a:t>Oui</a:t></p:sp>"
    )
    parts = {"ppt/embeddings/x.xlsx": WORKBOOK, "ppt/media/image1.emf": EMF}
    return pptx(
        frame, parts, [("e", "package", "../embeddings/x.xlsx"), ("i", "image", "../media/image1.emf")]
    )


def sheet_with_remarks() -> bytes:
    vml = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel"><v:shape><x:ClientData ObjectType="Note"/></v:shape></xml>'
    parts = {
        "xl/comments1.xml": f'<comments xmlns="{S}"><authors><author>Somebody</author></authors></comments>',
        "xl/drawings/vmlDrawing1.vml": vml,
        "xl/threadedComments/t.xml": "<x>Somebody</x>",
        "xl/persons/person.xml": "<x>Somebody</x>",
        "xl/printerSettings/printerSettings1.bin": "Somebody",
    }
    links = [
        ("c", "comments", "../comments1.xml"),
        ("v", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
        ("t", f"{MICROSOFT}/2017/10/relationships/threadedComment", "../threadedComments/t.xml"),
        ("p", "printerSettings", "../printerSettings/printerSettings1.bin"),
    ]
    return xlsx(
        parts=parts,
        links=links,
        after='<pageSetup paperSize="9" r:id="p"/><legacyDrawing r:id="v"/>',
        book_links=[("w", f"{MICROSOFT}/2017/10/relationships/person", "persons/person.xml")],
        types={"xl/drawings/vmlDrawing1.vml": f"{TYPE}vmlDrawing"},
    )


def sheet_with_links() -> bytes:
    links = '<hyperlinks><hyperlink ref="A1" r:id="w"/><hyperlink ref="A2" r:id="f"/><hyperlink ref="A3" location="Feuille!A1"/></hyperlinks>'
    named = [
        ("w", "hyperlink", "!mailto:info@police.be"),
        ("f", "hyperlink", "!file:///C:\\Users\\Somebody\\x.xlsx"),
    ]
    return xlsx(after=links, links=named)


def sheet_with_query() -> bytes:
    table = f'<table xmlns="{S}" id="1" name="T" tableType="queryTable"><tableColumns><tableColumn id="1" name="Oui" queryTableFieldId="1"/></tableColumns></table>'
    return xlsx(
        after='<tableParts><tablePart r:id="t"/></tableParts>',
        parts={
            "xl/tables/table1.xml": table,
            "xl/connections.xml": "<x>Somebody</x>",
            "xl/queryTables/q.xml": "<x>Somebody</x>",
        },
        links=[("t", "table", "../tables/table1.xml")],
        book_links=[("c", "connections", "connections.xml")],
        more_links={"xl/tables/table1.xml": [("q", "queryTable", "../queryTables/q.xml")]},
        types={"xl/tables/table1.xml": f"{TYPE}spreadsheetml.table+xml"},
    )


def sheet_by_excel() -> bytes:
    book = (
        '<fileSharing userName="Somebody"/><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice Requires="x15">'
        f'<x15ac:absPath url="C:\\Users\\Somebody\\" xmlns:x15ac="{MICROSOFT}/spreadsheetml/2010/11/ac"/></mc:Choice></mc:AlternateContent>'
    )
    parts = {
        "xl/sharedStrings.xml": f'<sst xmlns="{S}"><si><t>Oui</t></si></sst>',
        "xl/calcChain.xml": f'<calcChain xmlns="{S}"><c r="B1"/></calcChain>',
        **PROPERTIES,
    }
    cells = '<c r="B1"><f>SUM(A1:A9)*IF(A2="a|b!",1,2)</f><v>1</v></c><c r="C1" t="s"><v>0</v></c>'
    return xlsx(
        cells,
        parts,
        book=book,
        root=PROPERTY_LINKS,
        book_links=[("s", "sharedStrings", "sharedStrings.xml"), ("c", "calcChain", "calcChain.xml")],
        types={"xl/calcChain.xml": f"{TYPE}spreadsheetml.calcChain+xml"},
    )


def sheet_with_pivot() -> bytes:
    cache = f'<pivotCacheDefinition xmlns="{S}" xmlns:r="{REL}" r:id="r" refreshedBy="Somebody" refreshOnLoad="1"/>'
    return xlsx(
        parts={"xl/pivotCache/d.xml": cache, "xl/pivotCache/r.xml": f'<pivotCacheRecords xmlns="{S}"/>'},
        book='<pivotCaches><pivotCache cacheId="1" r:id="p"/></pivotCaches>',
        book_links=[("p", "pivotCacheDefinition", "pivotCache/d.xml")],
        more_links={"xl/pivotCache/d.xml": [("r", "pivotCacheRecords", "r.xml")]},
        types={
            f"xl/pivotCache/{name}.xml": f"{TYPE}spreadsheetml.{kind}+xml"
            for name, kind in (("d", "pivotCacheDefinition"), ("r", "pivotCacheRecords"))
        },
    )


def by_libreoffice() -> bytes:
    settings = (
        f'{HEAD}<office:document-settings {ODF_SPACES}><office:settings><config:config-item config:name="PrinterName" config:type="string">Somebody</config:config-item>'
        '<config:config-item config:name="AddParaTableSpacing" config:type="boolean">true</config:config-item></office:settings></office:document-settings>'
    )
    parts = {
        "styles.xml": f"{HEAD}<office:document-styles {ODF_SPACES}><office:styles/></office:document-styles>",
        "settings.xml": settings,
        "meta.xml": f"{HEAD}<office:document-meta {ODF_SPACES}><office:meta><dc:creator>Somebody</dc:creator></office:meta></office:document-meta>",
        "manifest.rdf": "<rdf>Somebody</rdf>",
        "Thumbnails/thumbnail.png": b"Somebody",
        "Configurations2/accelerator/current.xml": "",
        "Basic/script-lc.xml": "<library/>",
        "Basic/Standard/script-lb.xml": "<library/>",
    }
    return odt('<text:p text:style-name="P1" officeooo:rsid="001">Oui</text:p>', parts)


ODT_CHANGES = (
    "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Somebody</dc:creator></office:change-info><text:p>Somebody</text:p></text:deletion></text:changed-region></text:tracked-changes>"
    '<text:p>O<text:change text:change-id="c"/>ui <text:change-start text:change-id="d"/>Oui<text:change-end text:change-id="d"/></text:p>'
)
ODT_REMARK = '<text:p>Oui<office:annotation office:name="1"><dc:creator>Somebody</dc:creator><text:p>Somebody</text:p></office:annotation>ui<office:annotation-end office:name="1"/> non</text:p>'


def odt_with_chart() -> bytes:
    chart = f"{HEAD}<office:document-content {ODF_SPACES}><office:body><office:chart>Oui</office:chart></office:body></office:document-content>"
    frame = '<text:p><draw:frame><draw:object xlink:href="./Object 1" xlink:type="simple"/><draw:image xlink:href="./ObjectReplacements/Object 1"/></draw:frame></text:p>'
    parts = {
        "Object 1/content.xml": chart,
        "Object 1/meta.xml": "<x>Somebody</x>",
        "ObjectReplacements/Object 1": b"VCLMTF Somebody",
    }
    return odt(frame, parts, types={"Object 1/": f"{ODF_KIND}chart", "Object 1/content.xml": "text/xml"})


def odt_with_picture() -> bytes:
    frame = '<text:p><draw:frame><draw:image xlink:href="Pictures/1.jpg"/></draw:frame><text:a xlink:href="https://police.be">x</text:a><text:a xlink:href="#Titre">x</text:a><text:a xlink:href="file:///home/Somebody/x.odt">x</text:a></text:p>'
    return odt(frame, {"Pictures/1.jpg": telling_jpeg()}, types={"Pictures/1.jpg": "image/jpeg"})


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
    "PowerPoint": ("pptx", whole_slides()),
    "PowerPoint, with remarks": ("pptx", slides_with_remarks()),
    "PowerPoint, with a sheet": ("pptx", slides_with_object()),
    "Google Slides": (
        "pptx",
        pptx(
            '<p:sp><a:t>Oui</a:t></p:sp><p:pic><a:blip r:embed="i"/></p:pic>',
            {"ppt/media/image1.jpg": telling_jpeg()},
            [("i", "image", "../media/image1.jpg")],
        ),
    ),
    "Excel": ("xlsx", sheet_by_excel()),
    "Excel, with remarks": ("xlsx", sheet_with_remarks()),
    "Excel, with links": ("xlsx", sheet_with_links()),
    "Excel, with a query": ("xlsx", sheet_with_query()),
    "Excel, with a pivot table": ("xlsx", sheet_with_pivot()),
    "LibreOffice": ("odt", by_libreoffice()),
    "LibreOffice, with changes": ("odt", odt(ODT_CHANGES)),
    "LibreOffice, with remarks": ("odt", odt(ODT_REMARK)),
    "LibreOffice, with a chart": ("odt", odt_with_chart()),
    "LibreOffice, with a photograph": ("odt", odt_with_picture()),
    "LibreOffice Calc": (
        "ods",
        ods('<table:table-cell table:formula="of:=SUM([.A1:.A9])" office:value="3"/>'),
    ),
    "LibreOffice Calc, with remarks": (
        "ods",
        ods(
            "<table:table-cell><office:annotation><dc:creator>Somebody</dc:creator></office:annotation><text:p>Oui</text:p></table:table-cell>"
        ),
    ),
}
