"""What stays of a document when its changes, fields and objects are settled."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from lxml import etree

from exchange.cleaning.archive import read_archive
from exchange.cleaning.kinds import clean
from exchange.cleaning.refusals import Reason, Refused
from tests.documents import docx, odt, paragraph, xlsx
from tests.exchange.cleaning.honest_word import BY, field, with_changes, with_object
from tests.files import archive_bytes, lying_archive_bytes


def parts_of(content: bytes, extension: str) -> dict[str, bytes]:
    cleaned, _removed = clean(content, extension)
    with ZipFile(BytesIO(cleaned)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def paragraphs_of(content: bytes) -> list[str]:
    root = etree.fromstring(parts_of(content, "docx")["word/document.xml"])
    return ["".join(one.itertext()) for one in root.iter("{*}p")]


def refusal(content: bytes, extension: str) -> Reason:
    with pytest.raises(Refused) as refused:
        clean(content, extension)
    return refused.value.reason


class TestChanges:
    def test_are_accepted(self):
        # The first is that of every document; one whose text moved elsewhere stays, empty, as Word leaves it.
        assert paragraphs_of(with_changes()) == ["Oui", "Oui", "Oui", "", "Oui", "Oui"]

    def test_leave_no_table_without_rows(self):
        row = f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc>{paragraph('x')}</w:tc></w:tr>"

        parts = parts_of(docx(f"<w:tbl><w:tblPr/>{row}</w:tbl>"), "docx")

        assert b"w:tbl" not in parts["word/document.xml"]

    def test_of_cells_and_forms_go_too(self):
        body = f"<w:tbl><w:tr><w:tc><w:tcPr><w:cellIns {BY}/><w:tcPrChange {BY}><w:tcPr/></w:tcPrChange></w:tcPr>{paragraph('x')}</w:tc></w:tr></w:tbl>"

        assert b"Somebody" not in parts_of(docx(body), "docx")["word/document.xml"]


class TestFields:
    @pytest.mark.parametrize(
        "words",
        [
            "PAGE",
            'TOC \\o "1-3"',
            "REF _Ref1 \\h",
            'HYPERLINK "https://police.be"',
            'HYPERLINK \\l "Titre"',
            "= 1 + 1",
        ],
    )
    def test_stay_when_they_are_harmless(self, words):
        assert b"instrText" in parts_of(docx(field(words)), "docx")["word/document.xml"]

    @pytest.mark.parametrize(
        "words",
        [
            "DDEAUTO x",
            "includepicture x",
            "AUTHOR",
            'HYPERLINK "file://x"',
            'HYPERLINK "x.exe"',
            "QUOTE 1",
            '\\* "x"',
        ],
    )
    def test_of_other_kinds_leave_what_they_show(self, words):
        parts = parts_of(docx(field(words, "montré")), "docx")

        assert b"instrText" not in parts["word/document.xml"]
        assert "montré" in parts["word/document.xml"].decode()


class TestObjects:
    def test_are_shown_by_their_picture(self):
        parts = parts_of(with_object("Excel.Sheet.12", "x.xlsx", "package"), "docx")

        assert "word/media/image1.emf" in parts
        assert not any("embeddings" in name for name in parts)
        assert b"OLEObject" not in parts["word/document.xml"]

    def test_of_unknown_programs_are_refused(self):
        assert refusal(with_object("Package", "x.bin", "oleObject"), "docx") == Reason.EMBEDDED


class TestFormulas:
    def test_that_ask_others_leave_their_value(self):
        sheet = parts_of(
            xlsx('<c r="B1"><f>WEBSERVICE("http://x")</f><v>7</v></c><c r="C1"><f>B1*2</f><v>14</v></c>'),
            "xlsx",
        )

        assert b"WEBSERVICE" not in sheet["xl/worksheets/sheet1.xml"]
        assert b"<v>7</v>" in sheet["xl/worksheets/sheet1.xml"]
        assert b"<f>B1*2</f>" in sheet["xl/worksheets/sheet1.xml"]

    def test_that_share_one_that_asks_go_with_it(self):
        cells = '<c r="B1"><f t="shared" ref="B1:B2" si="0">RTD("x")</f><v>1</v></c><c r="B2"><f t="shared" si="0"/><v>2</v></c>'

        assert b"<f" not in parts_of(xlsx(cells), "xlsx")["xl/worksheets/sheet1.xml"]


class TestArchive:
    @pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a\\b", "a/../../b", "C:x", "WORD/document.xml"])
    def test_names_of_parts_stay_inside_and_are_one_each(self, name):
        assert refusal(archive_bytes({"word/document.xml": "x", name: "x"}), "docx") == Reason.DAMAGED

    def test_counts_its_parts(self):
        assert refusal(archive_bytes({f"x{number}": "" for number in range(5001)}), "docx") == Reason.UNPACKS

    def test_is_no_archive_of_another_packing(self):
        assert refusal(archive_bytes({"word/document.xml": "x"}, method=14), "docx") == Reason.DAMAGED

    def test_reads_no_more_than_is_allowed_of_one_that_lies(self):
        assert refusal(lying_archive_bytes("x", 3_000_000), "odt") == Reason.DAMAGED

    def test_with_a_password_is_no_archive(self):
        assert refusal(b"\xd0\xcf\x11\xe0" + b"\0" * 600, "docx") == Reason.PASSWORD

    def test_of_a_cleaned_document_tells_no_time_and_no_system(self):
        cleaned, _removed = clean(odt(), "odt")

        with ZipFile(BytesIO(cleaned)) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert read_archive(cleaned)["mimetype"] == b"application/vnd.oasis.opendocument.text"
