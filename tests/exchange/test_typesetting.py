from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from exchange import typesetting
from exchange.protocols import document as protocol
from exchange.report import document as report
from exchange.typesetting import MISSING, typeset

TEMPLATES = {"protocol": protocol.TEMPLATE, "report": report.TEMPLATE}
LABELS = dict.fromkeys(("parties", "text", "no_text", "article", "proposals", "no_part"), "x")


def data_with(words: str) -> dict:
    """Return what both documents need, with the same words in a heading, a paragraph and a table."""
    column = {"label": words, "words": {"lang": "fr", "title": words, "text": words}, "note": words}
    return {
        "lang": "fr",
        **dict.fromkeys(("title", "author", "lead", "standing", "note", "address"), words),
        "tables": [{"title": words, "note": words, "head": [words, words], "rows": [[words, words]]}],
        "heading": {"text": words, "lang": "fr"},
        "version": words,
        "facts": [{"label": words, "value": words}],
        "parties": [{"name": {"text": words, "lang": "fr"}, "decision": words, "rows": []}],
        "clauses": [{"number": 1, "columns": [column], "note": words}],
        "side-by-side": False,
        "proposals": [{"code": words, "text": words}],
        "labels": LABELS,
    }


def read(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


class TestTypeset:
    def test_makes_a_pdf_of_every_unicode_block(self, caplog):
        # Blocks begin at multiples of 16; beyond the Basic Multilingual Plane they are large, or not assigned.
        places = [*range(0x20, 0xD800, 64), *range(0xE020, 0x20000, 64), *range(0x20000, 0x110000, 4096)]
        data = {**data_with("x"), "lead": " ".join(map(chr, places))}
        assert MISSING in read(typeset(report.TEMPLATE, data))
        assert not caplog.records

    @pytest.mark.parametrize("name", TEMPLATES)
    def test_shows_the_same_character_wherever_it_stands(self, name):
        assert read(typeset(TEMPLATES[name], data_with("ᑰ漢"))).count(f"ᑰ{MISSING}") > 8

    @pytest.mark.parametrize(
        ("words", "shown"),
        [
            ("Kuujjuaq ᑰᔾᔪᐊᖅ", "Kuujjuaq ᑰᔾᔪᐊᖅ"),
            ("\uf0b7 premier\x07 point\ufeff", "premier point"),
            ("bravo 😀", f"bravo {MISSING}"),
            ("m² · œuvre · Łódź · 50 € · « oui »", "m² · œuvre · Łódź · 50 € · « oui »"),
        ],
    )
    def test_shows_what_fonts_draw_and_says_what_they_do_not(self, words, shown):
        assert shown in " ".join(read(typeset(report.TEMPLATE, data_with(words))).split())

    def test_never_panics_on_a_long_line_without_glyphs(self):
        assert MISSING in read(typeset(report.TEMPLATE, data_with("".join(map(chr, range(0x8A0, 0x900))))))

    def test_says_in_the_log_what_was_refused_for_another_reason(self, monkeypatch, caplog):
        monkeypatch.setattr(typesetting, "undrawn", lambda characters: frozenset())
        assert f"Kuujjuaq {MISSING}" in read(typeset(report.TEMPLATE, data_with("Kuujjuaq 漢")))
        assert "Latin letters only" in caplog.text

    def test_does_not_hide_a_fault_of_the_template(self, tmp_path):
        template = tmp_path / "wrong.typ"
        template.write_text("#unknown()")
        with pytest.raises(RuntimeError):
            typeset(template, {})


def test_the_fonts_come_with_their_licence():
    fonts = Path(typesetting.FONTS)
    assert list(fonts.glob("*.ttf"))
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text()
