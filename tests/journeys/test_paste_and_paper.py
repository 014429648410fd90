"""What comes from a word processor, and what goes to paper."""

from io import BytesIO

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

FROM_WORD = """<html><body><!--StartFragment-->
<p class=MsoNormal>Surface : 12 m<sup>2</sup>, CO<sub>2</sub>, le 1<sup>er</sup> essai<a href="#_ftn1" name="_ftnref1"><span
class=MsoFootnoteReference>[1]</span></a>.</p>
<table class=MsoTableGrid><tr><td><p>Année</p></td><td><p>Appels</p></td></tr>
<tr><td><p>2022</p></td><td><p>140</p></td></tr><tr><td><p>2023</p></td><td></td></tr></table>
<!--EndFragment--></body></html>"""
PASTE = """(place, html) => {
  place.focus();
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", "12 m2");
  place.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def test_an_author_pastes_a_table_from_word(page, sign_in):
    sign_in("auteur@brunord.example")
    page.goto(reverse("wagtailadmin_home"))
    page.goto(page.locator("a.button", has_text="nouvelle fiche").first.get_attribute("href"))
    page.get_by_role("tab", name="Français").first.click()

    editor = page.locator(".Draftail-Editor [contenteditable=true]:visible").first
    editor.click()
    editor.evaluate(PASTE, FROM_WORD)
    expect(editor).to_contain_text("12 m², CO₂, le 1er essai.")
    expect(editor).to_contain_text("Année : 2022 ; Appels : 140")
    expect(editor).not_to_contain_text("[1]")
    expect(page.locator(".pasted").first).to_contain_text("Un tableau a été collé")

    plain = page.locator("textarea:visible").first
    plain.evaluate(PASTE, FROM_WORD)
    # Chromium makes a plain space of the one that does not break.
    assert " ".join(plain.input_value().splitlines()[-1].split()) == "Année : 2023"


def test_what_is_folded_on_screen_stands_on_paper(page):
    with override("fr"):
        page.goto(reverse("practices:list"))
    page.locator(".result__heading a", has_text="conflits de voisinage").first.click()
    page.wait_for_load_state()
    assert page.locator("details.sheet__meaning:not([open])").count()
    paper = PdfReader(BytesIO(page.pdf(format="A4")))
    first, *_others = pages = [" ".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert "Le niveau dit" in " ".join(pages)
    # The brief stands beside the heading, not alone on the second sheet.
    assert "Qui appeler" in first
