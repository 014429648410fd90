"""A reader with ten minutes: finds, reads in four languages, narrows, and never meets what is for others."""

import pytest
from django.urls import reverse
from django.utils.translation import override

pytestmark = pytest.mark.browser


def address(name: str, language: str) -> str:
    with override(language):
        return reverse(name)


def search(page, words: str) -> None:
    page.goto("/fr/")
    page.locator("main input[name=q], header input[name=q]").first.fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")


def test_finds_the_sheet_of_the_other_shore_by_the_words_of_this_one(page):
    search(page, "sans-abri")

    assert page.locator(".results").get_by_text("Team Herscham").count()
    assert page.locator("main").get_by_text("itinérance", exact=True).count()
    page.locator(".results a", has_text="ÉMRII").first.click()

    assert "ÉMRII" in page.locator("h1").inner_text()
    assert page.locator(".shore--america").count()


def test_does_not_meet_what_is_for_members(page, sign_in):
    search(page, "police et démocratie")
    assert not page.locator(".results a", has_text="Cours « police et démocratie »").count()

    sign_in("lecteur@spvm.example")
    search(page, "police et démocratie")

    assert page.locator(".results a", has_text="Cours").count()


def test_reads_one_sheet_in_four_languages(page):
    page.goto(address("practices:list", "fr"))
    page.locator(".results a", has_text="Assistants de concertation").first.click()

    for language, heading in (
        ("nl", "Overlegassistenten"),
        ("en", "Consultation assistants"),
        ("fr-ca", "Assistants de concertation"),
        ("fr", "Assistants de concertation"),
    ):
        page.locator(f"nav a[hreflang={language}]").first.click()
        page.wait_for_url(f"**/{language}/**")
        assert heading in page.locator("h1").inner_text()
        assert page.locator("html").get_attribute("lang").lower() == language
    assert not page.locator("h1[lang]").count()


def test_completes_what_is_typed_on_any_page(page):
    for name, field in (("members", "header input[name=q]"), ("home", "main input[name=q]")):
        page.goto(address(name, "fr"))
        page.locator(field).press_sequentially("conc")
        page.locator(".suggestions a", has_text="Assistants de concertation").first.wait_for()
        page.keyboard.press("Escape")
        assert not page.locator(".suggestions").count()
        assert page.locator(field).input_value() == "conc"


def test_narrows_the_list_without_a_reload(page):
    page.goto(address("practices:list", "fr"))
    page.evaluate("window.sameDocument = true")
    before = page.locator(".results > li").count()

    page.locator("#shore-america").check()
    page.wait_for_url("**shore=america**")
    page.locator(".chips").wait_for()

    assert page.evaluate("window.sameDocument")
    assert page.locator(".results > li").count() < before
    assert not page.locator(".results .shore--europe").count()


def test_narrows_the_list_without_scripts_on_a_phone(chromium, site):
    context = chromium.new_context(
        base_url=site.url, java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(address("practices:list", "fr"))

    page.locator(".filters__panel > summary").click()
    page.locator("#shore-america").check()
    page.locator(".filters__actions button").click()

    assert "shore=america" in page.url
    assert page.locator(".chip").count() == 1
    assert "1" in page.locator(".filters__panel > summary").inner_text()
    context.close()


def test_goes_from_a_seminar_to_its_talk_and_to_the_sheet(page):
    page.goto(address("seminars:list", "fr"))
    page.locator(".results a", has_text="2016").first.click()
    page.locator(".results a", has_text="assistants de concertation").first.click()

    assert page.locator("h1").inner_text().startswith("Bruxelles")
    page.locator(".besides a", has_text="Assistants de concertation").first.click()

    assert "Assistants de concertation" in page.locator("h1").inner_text()
