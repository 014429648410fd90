"""A session that ends in the middle of a sentence takes nothing with it."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override
from playwright.sync_api import expect

from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser

# Two processors serve the site, its worker and other tests meanwhile.
PATIENCE = 30_000
AUTHOR = "auteur@brunord.example"


@pytest.fixture
def form(page, sign_in):
    """Open a new sheet of the author's organisation, saved once under its title."""
    page.set_viewport_size({"width": 1280, "height": 900})
    sign_in(AUTHOR)
    page.goto(reverse("wagtailadmin_home"))
    page.locator("a[href*='/pages/add/practices/practice/']").first.click()
    # Wagtail takes notice of changes from here on.
    page.wait_for_selector("form[data-w-unsaved-has-edits-value=false]")
    tab(page, "fr")
    page.locator("[name=heading_fr]").fill("Une médiation au parc")
    saved(page)
    return page


def tab(page, language):
    page.get_by_role("tab", name=re.compile("Français" if language == "fr" else language)).first.click()


def saved(page):
    indicator = page.locator("#w-autosave-indicator")
    expect(indicator).to_have_attribute("data-w-autosave-state-value", "saved", timeout=PATIENCE)


def sign_in_again(page):
    page.locator("input[name=login]").fill(AUTHOR)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) [type=submit]").click()
    page.wait_for_load_state()


def test_signing_in_again_in_another_tab_saves_what_was_typed(form):
    form.context.clear_cookies(name="sessionid")
    form.locator("[name=pitch_fr]").fill("Moins de plaintes, sans amendes.")

    notice = form.locator(".autosave-notice")
    expect(notice.get_by_text("Votre session a pris fin")).to_be_visible(timeout=PATIENCE)

    other = form.context.new_page()
    with override("fr"):
        other.goto(reverse("login"))
    sign_in_again(other)
    other.close()
    form.evaluate("dispatchEvent(new Event('focus'))")

    expect(notice).to_be_hidden(timeout=PATIENCE)
    saved(form)
    form.reload()
    tab(form, "fr")
    expect(form.locator("[name=pitch_fr]")).to_have_value(
        "Moins de plaintes, sans amendes.", timeout=PATIENCE
    )


def test_no_tab_of_the_form_is_covered(form):
    form.reload()
    form.wait_for_selector(".w-minimap__collapse-all--floating")

    covered = form.evaluate(
        """() => [...document.querySelectorAll("[role=tab]")].filter((tab) => {
            const { left, right, top, bottom } = tab.getBoundingClientRect();
            const middle = (top + bottom) / 2;
            return [left + 2, right - 2].some((x) => !tab.contains(document.elementFromPoint(x, middle)));
        }).map((tab) => tab.textContent.trim())"""
    )

    assert covered == []


def test_an_answer_that_can_not_be_read_is_named_at_once_and_led_to(form):
    form.get_by_role("tab").first.click()
    form.locator("[name=start_date]").fill("printemps 2023")
    form.locator("[name=end_date]").focus()

    notice = form.locator(".autosave-notice")
    field = form.locator("[data-field]", has=form.locator("[name=start_date]"))
    expect(notice.get_by_text("Enregistré, sauf")).to_be_visible(timeout=PATIENCE)
    expect(field.locator(".error-message")).to_be_visible()
    tab(form, "fr")
    notice.get_by_role("link").click()
    expect(form.locator("[name=start_date]")).to_be_focused()

    form.locator("[name=start_date]").fill("mars 2023")
    form.locator("[name=end_date]").focus()
    expect(notice).to_be_hidden(timeout=PATIENCE)
    expect(field.locator(".error-message")).to_have_count(0)


def test_a_form_sent_after_the_session_ended_comes_back_after_signing_in(form):
    form.route(
        "**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    form.locator("[name=pitch_fr]").fill("Écrit juste avant la pause.")
    expect(form.get_by_text("Pas encore enregistré")).to_be_visible(timeout=PATIENCE)
    form.unroute("**/edit/")
    form.context.clear_cookies(name="sessionid")
    form.evaluate("document.querySelector('#page-edit-form').requestSubmit()")
    form.wait_for_url(re.compile("/connexion/"))

    sign_in_again(form)
    form.wait_for_url(re.compile("/edit/"))

    tab(form, "fr")
    expect(form.locator("[name=pitch_fr]")).to_have_value("Écrit juste avant la pause.", timeout=PATIENCE)
    expect(form.locator(".autosave-notice")).to_be_hidden(timeout=PATIENCE)
