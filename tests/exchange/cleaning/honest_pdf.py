"""PDF files as Word, LibreOffice, Acrobat, scanners and printers write them.

None is refused. « Oui » stays; « Somebody » goes.
"""

import itertools
import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String

from tests.files import pdf_bytes, picture_bytes, telling_jpeg

XMP = b"<x:xmpmeta><dc:creator>Somebody</dc:creator></x:xmpmeta>"
TEXT = b"BT /F1 12 Tf (Oui) Tj ET"


def written(pdf, **resources):
    """Write a page with a text, and whatever it names."""
    page = pdf.pages[0]
    page.Contents = Stream(pdf, zlib.compress(TEXT), Filter=Name.FlateDecode)
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font, AA=font, JS=font, A=font, URI=font), **resources)
    return page


def told(pdf):
    pdf.docinfo["/Author"] = "Somebody"
    pdf.docinfo["/Title"] = "Somebody's plan"
    pdf.Root.Metadata = pdf.make_stream(XMP)


def by_word(pdf):
    written(pdf)
    told(pdf)
    paragraph = pdf.make_indirect(
        Dictionary(S=Name.P, P=pdf.Root, A=Dictionary(O=Name.Layout), K=0, Alt=String("Oui"))
    )
    pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([paragraph])))
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.Lang = String("fr-BE")


def by_libreoffice(pdf):
    written(pdf)
    told(pdf)
    items = [
        pdf.make_indirect(
            Dictionary(Title=String("Oui"), F=0, A=Dictionary(S=Name.GoTo, D=Array([0, Name.Fit])))
        )
        for _n in range(40)
    ]
    for one, following in itertools.pairwise(items):
        one.Next = following
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=items[0], Last=items[-1], Count=len(items)))
    link = Dictionary(
        Subtype=Name.Link,
        Rect=Array([0, 0, 9, 9]),
        A=Dictionary(S=Name.URI, URI=String("https://police.be/Oui")),
    )
    pdf.pages[0].Annots = Array([pdf.make_indirect(link)])
    pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.XYZ, 0, 0, 0])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("Oui"), Array([0, Name.Fit])])))


def showing(data: bytes, filters, **more):
    def change(pdf):
        picture = Stream(
            pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=40, Height=20, Filter=filters, **more
        )
        written(pdf, XObject=Dictionary(A=picture, EF=picture))
        told(pdf)

    return change


def jpeg2000() -> bytes:
    """Return a JPEG 2000 with a box that tells of it."""
    plain = picture_bytes("JPEG2000")
    telling = (16 + 16 + 8).to_bytes(4) + b"uuid" + b"\0" * 16 + b"Somebody by name"
    place = plain.index(b"jp2c") - 4
    return plain[:place] + telling + plain[place:]


def form(pdf):
    """Make a form of Acrobat: a field that computes, a button that sends it."""
    written(pdf)
    told(pdf)
    compute = Dictionary(S=Name.JavaScript, JS=String("AFNumber_Format(2)"))
    field = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Widget,
        FT=Name.Tx,
        T=String("Oui"),
        V=String("Oui"),
        Rect=Array([0, 0, 9, 9]),
        AA=Dictionary(F=compute),
    )
    field.M = String("Somebody")
    pdf.pages[0].Annots = Array([pdf.make_indirect(field)])
    pdf.Root.AcroForm = Dictionary(
        Fields=pdf.pages[0].Annots, DA=String("/Helv 0 Tf"), XFA=pdf.make_stream(b"Somebody")
    )


def signed(pdf):
    written(pdf)
    signature = Dictionary(
        Type=Name.Sig, Name=String("Somebody"), ByteRange=Array([0, 1, 2, 3]), Contents=String("x")
    )
    field = pdf.make_indirect(
        Dictionary(
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String("Oui"),
            Rect=Array([0, 0, 0, 0]),
            V=pdf.make_indirect(signature),
        )
    )
    pdf.pages[0].Annots = Array([field])
    pdf.Root.AcroForm = Dictionary(Fields=Array([field]), SigFlags=3)
    pdf.Root.Perms = Dictionary(DocMDP=signature)
    pdf.Root.DSS = Dictionary(Certs=Array([pdf.make_stream(b"Somebody")]))


def remarked(pdf):
    written(pdf)
    note = Dictionary(
        Subtype=Name.Text,
        Rect=Array([0, 0, 9, 9]),
        Contents=String("Oui"),
        T=String("Somebody"),
        M=String("D:2026"),
    )
    pdf.pages[0].Annots = Array([note])
    pdf.pages[0].PieceInfo = Dictionary(Adobe=Dictionary(Private=String("Somebody")))
    pdf.pages[0].Metadata = pdf.make_stream(XMP)


def layered(pdf):
    written(pdf)
    layer = pdf.make_indirect(
        Dictionary(
            Type=Name.OCG,
            Name=String("Oui"),
            Usage=Dictionary(CreatorInfo=Dictionary(Creator=String("Somebody"))),
        )
    )
    pdf.Root.OCProperties = Dictionary(
        OCGs=Array([layer]), D=Dictionary(Creator=String("Somebody"), Order=Array([layer]))
    )


def archived(pdf):
    written(pdf)
    told(pdf)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                S=Name("/GTS_PDFA1"),
                OutputConditionIdentifier=String("Oui"),
                DestOutputProfile=pdf.make_stream(b"icc"),
            )
        ]
    )


def in_inches(pdf):
    written(pdf)
    for _n in range(3):
        pdf.add_blank_page()
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, P=String("Oui"))]))
    pdf.pages[1].Trans = Dictionary(S=Name.Dissolve)
    pdf.Root.Metadata = pdf.make_stream(XMP)


LOCKED = pikepdf.Encryption(
    owner="secret", user="", allow=pikepdf.Permissions(modify_other=False, print_highres=False)
)
OLD_LOCK = pikepdf.Encryption(owner="secret", user="", R=4, allow=pikepdf.Permissions(extract=False))
APART = pikepdf.ObjectStreamMode.generate
JPEG = Name.DCTDecode

HONEST = {
    name: ("pdf", content)
    for name, content in {
        "PDF of Word": pdf_bytes(by_word),
        "PDF of LibreOffice": pdf_bytes(by_libreoffice),
        "PDF of macOS": pdf_bytes(by_word, object_stream_mode=APART, compress_streams=True),
        "PDF for slow networks": pdf_bytes(by_libreoffice, linearize=True),
        "PDF of a scanner": pdf_bytes(
            showing(telling_jpeg(), JPEG, ColorSpace=Name.DeviceRGB, BitsPerComponent=8)
        ),
        "PDF of a scanner, packed twice": pdf_bytes(
            showing(zlib.compress(telling_jpeg()), Array([Name.FlateDecode, JPEG]))
        ),
        "PDF of a fax": pdf_bytes(
            showing(b"\0" * 50, Name.CCITTFaxDecode, DecodeParms=Dictionary(K=-1, Columns=40))
        ),
        "PDF with JPEG 2000": pdf_bytes(showing(jpeg2000(), Name.JPXDecode)),
        "PDF form": pdf_bytes(form),
        "PDF locked against changes": pdf_bytes(by_word, encryption=LOCKED),
        "PDF locked as in former times": pdf_bytes(by_word, encryption=OLD_LOCK),
        "PDF signed": pdf_bytes(signed),
        "PDF with remarks": pdf_bytes(remarked),
        "PDF with layers": pdf_bytes(layered),
        "PDF for archives": pdf_bytes(archived),
        "PDF with numbers of pages": pdf_bytes(in_inches),
        "PDF after a mark of order": b"\xef\xbb\xbf" + pdf_bytes(by_word),
        "PDF with a broken table": pdf_bytes(by_word).replace(b"startxref\n", b"startxref\n9"),
        "PDF of an earlier version": pdf_bytes(by_word, force_version="1.3"),
        "PDF 2.0": pdf_bytes(by_libreoffice, force_version="2.0"),
    }.items()
}
