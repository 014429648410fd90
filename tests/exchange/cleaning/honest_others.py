"""Documents as PowerPoint, Excel, LibreOffice and Google Slides leave them, with what those programs add.

None is refused. « Oui » stays; « Somebody », whoever wrote, remarked or took the picture, goes.
"""

from tests.documents import (
    HEAD,
    ODF_KIND,
    ODF_SPACES,
    REL,
    SPACES,
    TYPE,
    P,
    S,
    ods,
    odt,
    pptx,
    xlsx,
)
from tests.exchange.cleaning.honest_word import EMF, MICROSOFT, PROPERTIES, PROPERTY_LINKS, WORKBOOK
from tests.files import telling_jpeg


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
