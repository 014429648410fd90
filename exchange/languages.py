"""The content languages, and how a translated field is read and sorted in one of them."""

import os

from django.conf import settings
from django.db.models import CharField, F, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import get_language
from modeltranslation.utils import build_localized_fieldname, resolution_order

LANGUAGES = [code for code, _label in settings.LANGUAGES]
LABELS = dict(settings.LANGUAGES)

# A Québec original is French: its words are not corrected; fr-ca only holds what differs.
ORIGINAL_LANGUAGES = [(code, label) for code, label in settings.LANGUAGES if code != "fr-ca"]


def localized(name: str, language: str) -> str:
    """Return the column of a translated field in one language: ("heading", "fr-ca") → heading_fr_ca."""
    return build_localized_fieldname(name, language)


def language_shown(thing, name: str) -> str:
    """Return the language in which a translated field is read now; nothing if it is empty."""
    codes = resolution_order(get_language())
    return next((code for code in codes if getattr(thing, localized(name, code), None)), "")


def in_language(name: str, language: str) -> Coalesce:
    """Return the expression that reads a translated field with the fallbacks of a language.

    filter() and order_by() of modeltranslation know no fallback; this one does.
    """
    columns = [NullIf(F(localized(name, code)), Value("")) for code in resolution_order(language)]
    return Coalesce(*columns, Value(""), output_field=CharField())


def language_to_write_in(own: str, organisation) -> str:
    """Return the language of a letter: the person's own, else the first of their body, else the exchange's."""
    wanted = [own, *(organisation.languages if organisation else [])]
    return next((code for code in wanted if code in LANGUAGES), settings.LANGUAGE_CODE)


def language_of_terminal() -> str:
    """Return the language in which a command answers: that of the terminal if the exchange speaks it."""
    named = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    code = named.partition(".")[0].replace("_", "-").lower()
    return next((known for known in (code, code.partition("-")[0]) if known in LANGUAGES), "en")
