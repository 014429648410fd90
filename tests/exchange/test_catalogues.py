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

    def written(locale):
        catalogue = polib.pofile(settings.BASE_DIR / "locale" / locale / "LC_MESSAGES" / "django.po")
        return {
            (one.msgctxt, one.msgid): " ".join([one.msgstr, *one.msgstr_plural.values()]) for one in catalogue
        }

    belgium, quebec = written("fr"), written("fr_CA")

    assert not [text for text in belgium.values() if re.search(r"[ \u00a0][;?!]", text)]
    assert not [text for text in quebec.values() if re.search(r"[ \u00a0\u202f][;?!]", text)]
    assert not {key for key, text in belgium.items() if re.search(r"\u202f[;?!]", text)} - quebec.keys()
    assert not [text for text in [*belgium.values(), *quebec.values()] if re.search(r"[\w»)]:(?= )", text)]


@pytest.mark.parametrize(("language", "none"), [("fr", "résultat"), ("nl", "resultaten")])
def test_nothing_is_singular_in_french_and_plural_in_dutch(language, none):
    with override(language):
        assert ngettext("%(total)s result", "%(total)s results", 0).endswith(none)
