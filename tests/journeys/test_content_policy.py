"""No page asks its browser for what the content policy refuses: a policy that nobody hears is a right one."""

import re

import pytest

pytestmark = pytest.mark.browser

LISTEN = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`refused: ${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
PUBLIC = {
    "home": ("/fr/",),
    "browse": ("/fr/fiches/?theme=homelessness",),
    "sheet": ("/fr/recherche/?q=EMRII", "ÉMRII"),
    "search": ("/fr/recherche/?q=sans-abri",),
    "seminars": ("/fr/seminaires/",),
    "talk": ("/fr/seminaires/", "Séminaire annuel du Réseau Intersection 2016", "nouveaux enjeux"),
    "members": ("/fr/membres/",),
    "organisation": ("/fr/membres/", "Zone de police Bruxelles Nord"),
    "protocols": ("/fr/protocoles/",),
    "protocol": ("/fr/protocoles/", "le Réseau Intersection"),
    "information": ("/fr/", "À propos"),
    "sign in": ("/fr/connexion/",),
    "forgotten password": ("/fr/connexion/", "Mot de passe oublié"),
}
ACCOUNT = ["", "password/change/", "2fa/", "2fa/totp/activate/", "2fa/webauthn/add/", "sessions/"]
EDITOR = [
    "/admin/",
    "/admin/pages/2/",
    "/admin/concept/",
    "/admin/concept/edit/1/",
    "/admin/organisation/edit/1/",
    "/admin/protocol/edit/1/",
    "/admin/feedback/",
    "/admin/images/multiple/add/",
    "/admin/documents/",
    "/admin/reports/locked/",
    "/admin/reports/workflow_tasks/",
    "/admin/search-index/",
]


@pytest.fixture
def refused(page):
    """Return the list of what the browser refuses from now on, scripts that fail included."""
    found = []
    page.add_init_script(LISTEN)
    page.on("console", lambda said: found.append(said.text) if said.text.startswith("refused:") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


def follow(page, address, *links):
    page.goto(address)
    for text in links:
        page.locator("main, footer").get_by_role("link", name=text).first.click()
        page.wait_for_load_state()


def test_hears_what_is_refused(page, refused):
    page.goto("/fr/")
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('img'), {src: 'https://x.example/'}))"
    )
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p onclick=\"alert(1)\" style=\"color: red\">x</p>')"
    )
    page.wait_for_timeout(300)

    assert {line.split()[1] for line in refused} == {"img-src", "script-src-attr", "style-src-attr"}


def test_pages_ask_for_nothing_refused(page, refused):
    for name, steps in PUBLIC.items():
        follow(page, *steps)
        page.locator("h1").first.wait_for()

        assert refused == [], name


def test_filters_work_without_scripts_in_the_page(page, refused):
    page.goto("/fr/fiches/")
    page.locator(".browse select, .browse input[type=checkbox]").first.wait_for(state="attached")
    page.locator("#id_sort").select_option(index=1)
    page.wait_for_url("**sort=**")

    assert refused == []


def test_account_pages_ask_for_nothing_refused(page, sign_in, refused):
    sign_in("responsable@brunord.example")
    for path in ACCOUNT:
        page.goto(f"/fr/compte/{path}")
        page.locator("h1").first.wait_for()

        assert refused == [], path


class TestEditor:
    @pytest.fixture(autouse=True)
    def _signed_in(self, sign_in):
        sign_in("admin@exchange.example")

    def test_asks_for_nothing_refused(self, page, refused):
        for address in EDITOR:
            assert page.goto(address).status == 200, address
            page.locator("#main").wait_for()

            assert refused == [], address
            assert page.locator("[data-starts], [data-makes]").count() == 0, address

    def test_starts_calendars(self, page, refused):
        page.goto("/admin/reports/locked/")
        page.wait_for_function("jQuery('#id_locked_at_0').data('xdsoft_datetimepicker')")

        assert refused == []

    def test_works_on_a_sheet(self, page, refused, sign_in):
        sign_in("auteur@brunord.example")
        follow(page, "/fr/fiches/?q=concertation", "Assistants de concertation")
        sheet = re.search(r"/(\d+)-", page.url)[1]
        page.goto(f"/admin/pages/{sheet}/edit/")
        page.locator("#id_cover_image-chooser").wait_for(state="attached")

        self.open_tab_of(page, "#id_relations-ADD")
        page.locator("#id_relations-ADD").click()
        row = page.locator("#id_relations-FORMS .w-chooser, #id_relations-FORMS .chooser").last
        row.get_by_role("button").first.click()
        page.locator(".modal-body h2, .modal-body form").first.wait_for()
        page.locator(".modal [data-dismiss=modal], .modal .close").first.click()
        self.open_tab_of(page, "#id_cover_image-chooser")
        page.locator("#id_cover_image-chooser").get_by_role("button").first.click()
        page.locator(".modal-body #tab-upload, .modal-body form").first.wait_for(state="attached")

        assert refused == []

    def open_tab_of(self, page, selector):
        page.locator(selector).wait_for(state="attached")
        tab = page.evaluate("s => document.querySelector(s).closest('[role=tabpanel]').id", selector)
        page.locator(f"[role=tab][href='#{tab}']").first.click()
        page.locator(selector).scroll_into_view_if_needed()
