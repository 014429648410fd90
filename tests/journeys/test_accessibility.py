"""Every type of page, held against the accessibility rules by axe in a real browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

SERIOUS = {"serious", "critical"}
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
# Where a page of each type is found: an address, then the links to follow by their text.
PAGES = {
    "home": ("/fr/",),
    "browse": ("/fr/fiches/?theme=homelessness",),
    "sheet": ("/fr/recherche/?q=assistants+de+concertation", "Assistants de concertation : faire le lien"),
    "sheet of Québec": ("/fr/recherche/?q=EMRII", "ÉMRII"),
    "search": ("/fr/recherche/?q=sans-abri",),
    "nothing found": ("/fr/recherche/?q=zzzzzz",),
    "seminars": ("/fr/seminaires/",),
    "seminar": ("/fr/seminaires/", "Séminaire annuel du Réseau Intersection 2016"),
    "talk": ("/fr/seminaires/", "Séminaire annuel du Réseau Intersection 2016", "nouveaux enjeux"),
    "members": ("/fr/membres/",),
    "organisation": ("/fr/membres/", "Zone de police Bruxelles Nord"),
    "protocols": ("/fr/protocoles/",),
    "sign in": ("/fr/connexion/",),
    "not there": ("/fr/nulle-part/",),
}


def visit(page, address, *links):
    page.goto(address)
    for text in links:
        page.locator("main").get_by_role("link", name=text).first.click()
        page.wait_for_load_state()


def serious_problems(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{problem['id']}: {node['html'][:160]}"
        for problem in found
        if problem["impact"] in SERIOUS
        for node in problem["nodes"]
    ]


@pytest.mark.parametrize("name", PAGES)
def test_nothing_serious(page, name):
    visit(page, *PAGES[name])

    assert serious_problems(page) == []


@pytest.mark.parametrize("name", ["home", "browse", "sheet", "talk"])
def test_nothing_serious_in_the_dark_on_a_phone(page, name):
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 740})

    visit(page, *PAGES[name])

    assert serious_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, "the page scrolls sideways"


def test_nothing_serious_where_an_author_works(sign_in):
    page = sign_in("auteur@brunord.example")
    visit(page, *PAGES["sheet"])
    sheet = re.search(r"/(\d+)-", page.url)[1]

    for address in ("/admin/", f"/admin/sheets/{sheet}/"):
        page.goto(address)
        page.get_by_role("heading", level=1).first.wait_for()
        assert serious_problems(page) == [], address


def test_search_works_by_keyboard_alone(page):
    page.goto("/fr/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.locator("#problem").focus()
    page.keyboard.type("sans-abri")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/**")

    assert page.get_by_text("itinérance").first.is_visible()
