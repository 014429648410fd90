"""What the catalogues owe to readers, beyond being complete."""

import re

import polib
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override


@pytest.mark.parametrize(
    ("language", "address"),
    [
        ("fr", "/fr/seminaires/"),
        ("fr-ca", "/fr-ca/seminaires/"),
        ("nl", "/nl/seminaries/"),
        ("en", "/en/seminars/"),
    ],
)
def test_addresses_are_in_the_language_of_the_reader(language, address):
    with override(language):
        assert reverse("seminars:list") == address


@pytest.mark.parametrize("message", ["Sign in", "Sort", "Settings"])
def test_quebec_reads_our_french_before_that_of_the_editor(message):
    with override("fr"):
        french = gettext(message)
    with override("fr-ca"):
        assert gettext(message) == french


def test_quebec_has_its_own_words_and_spaces():
    with override("fr-ca"):
        assert gettext("e-mail address") == "adresse courriel"
        assert gettext("Which problem do you want to solve?") == "Quel problème voulez-vous régler?"


def test_each_shore_has_its_spaces_before_high_signs():
    """Belgium sets a thin space that does not break, Québec none; what Québec keeps as it is has no such sign."""
    belgium, quebec = said_in("fr"), said_in("fr_CA")

    assert not [text for text in belgium.values() if re.search(r"[ \u00a0][;?!]", text)]
    assert not [text for text in quebec.values() if re.search(r"[ \u00a0\u202f][;?!]", text)]
    assert not {key for key, text in belgium.items() if re.search(r"\u202f[;?!]", text)} - quebec.keys()
    assert not [text for text in [*belgium.values(), *quebec.values()] if re.search(r"[\w»)]:(?= )", text)]


@pytest.mark.parametrize(("language", "none"), [("fr", "résultat"), ("nl", "resultaten")])
def test_nothing_is_singular_in_french_and_plural_in_dutch(language, none):
    with override(language):
        assert ngettext("%(total)s result", "%(total)s results", 0).endswith(none)


RETIRED = re.compile(r"\b(body|bodies|sheets?|notions?|deeds?|desks?|can not)\b", re.IGNORECASE)
KEPT = re.compile(  # a supervisory authority; the object « fiche »; the key of a file
    r"Supervisory Body|(practice|express|full) sheets?|deserves a sheet|in this sheet|“sheets”", re.IGNORECASE
)
VARIABLE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def said_in(locale: str) -> dict[tuple, str]:
    """Return the words of a catalogue, by what the code says."""
    catalogue = polib.pofile(settings.BASE_DIR / "locale" / locale / "LC_MESSAGES" / "django.po")
    return {
        (one.msgctxt, one.msgid): " ".join([one.msgstr, *one.msgstr_plural.values()]) for one in catalogue
    }


def test_english_says_what_officers_say():
    """The words of the code (organisation, practice, concept, e-mail) are in the glossary of the README."""
    catalogue = polib.pofile(settings.BASE_DIR / "locale" / "fr" / "LC_MESSAGES" / "django.po")
    said = [text for one in catalogue for text in (one.msgid, one.msgid_plural)]
    assert not [text for text in said if RETIRED.search(KEPT.sub("", VARIABLE.sub("", text)))]


def test_dutch_is_polite():
    assert not [text for text in said_in("nl").values() if re.search(r"\b(je|jij|jou|jouw)\b", text.lower())]


@pytest.mark.parametrize("locale", ["fr", "fr_CA"])
def test_french_writes_words_out(locale):
    """No « (e) », « (s) », « un(e) »: the sentence is turned until it fits everybody and every number."""
    assert not [text for text in said_in(locale).values() if re.search(r"\w\((e|s|x|le|ne|tte|es)\)", text)]


def test_each_shore_names_the_mail_and_the_police_as_it_does():
    quebec = said_in("fr_CA")
    belgium = said_in("fr")
    assert not [text for text in belgium.values() if "courriel" in text.lower()]
    there = [VARIABLE.sub("", quebec.get(key, text)) for key, text in belgium.items()]
    assert not [
        text for text in there if re.search(r"\be-?mails?\b|police de proximité", text, re.IGNORECASE)
    ]
