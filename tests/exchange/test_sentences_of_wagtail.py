"""Sentences of the editor that we say in our own words."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.utils.translation import gettext, override

from exchange.sentences_of_wagtail import SENTENCES

GENDERED = re.compile(r"\((e|s|le|la|es|elle|tte|lle)\)|un\(e\)|le/la|il/elle")


@pytest.fixture(scope="module")
def said_by_wagtail() -> set[str]:
    catalogues = Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
    return {entry.msgid for path in catalogues for entry in polib.pofile(str(path))}


def test_are_still_those_of_wagtail(said_by_wagtail):
    assert not set(SENTENCES) - said_by_wagtail


@pytest.mark.parametrize("language", ["fr", "fr-ca"])
def test_speak_to_everybody_in_french(language):
    with override(language):
        assert not [text for sentence in SENTENCES if GENDERED.search(text := gettext(sentence))]


def test_speak_politely_in_dutch():
    with override("nl"):
        said = [gettext(sentence) for sentence in SENTENCES]
    assert not [text for text in said if re.search(r"\b(je|jij|jou|jouw)\b", text, re.IGNORECASE)]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "efface une version plus récente"), ("nl", "verdwijnt een nieuwere versie")],
)
def test_warn_of_what_really_happens_to_a_newer_version(language, words):
    with override(language):
        assert words in gettext("Saving will overwrite a newer version.")
