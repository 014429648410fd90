"""Sentences of the editor that we say in our own words."""

import re
from pathlib import Path

import polib
import pytest
import wagtail
from django.apps import apps
from django.utils.translation import gettext, ngettext, override

from exchange.sentences_of_wagtail import SENTENCES

GENDERED = re.compile(r"\((e|s|le|la|es|elle|tte|lle)\)|un\(e\)|le/la|il/elle")
FAMILIAR = re.compile(r"\b(je|jij|jou|jouw|jullie)\b", re.IGNORECASE)


def entries_of(package: Path) -> list[polib.POEntry]:
    return list(polib.pofile(str(package / "locale" / "en" / "LC_MESSAGES" / "django.po")))


@pytest.fixture(scope="module")
def said_by_wagtail() -> set[str]:
    catalogues = Path(wagtail.__file__).parent.rglob("locale/en/LC_MESSAGES/django.po")
    return {entry.msgid for path in catalogues for entry in polib.pofile(str(path))}


@pytest.fixture(scope="module")
def shown() -> list[polib.POEntry]:
    """Return what the parts of Wagtail that we use can show."""
    packages = {Path(app.path) for app in apps.get_app_configs() if app.name.startswith("wagtail")}
    return [entry for path in packages if (path / "locale" / "en").exists() for entry in entries_of(path)]


def translated(entry: polib.POEntry) -> str:
    if entry.msgid_plural:
        return " ".join(ngettext(entry.msgid, entry.msgid_plural, count) for count in (1, 2))
    return gettext(entry.msgid)


def test_are_still_those_of_wagtail(said_by_wagtail):
    assert not set(SENTENCES) - said_by_wagtail


@pytest.mark.parametrize("language", ["fr", "fr-ca"])
def test_speak_to_everybody_in_french(language, shown):
    with override(language):
        assert not [text for entry in shown if GENDERED.search(text := translated(entry))]


def test_speak_politely_in_dutch(shown):
    with override("nl"):
        assert not [text for entry in shown if FAMILIAR.search(text := translated(entry))]


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "efface une version plus récente"), ("nl", "verdwijnt een nieuwere versie")],
)
def test_warn_of_what_really_happens_to_a_newer_version(language, words):
    with override(language):
        assert words in gettext("Saving will overwrite a newer version.")
