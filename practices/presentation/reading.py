"""Translated texts with the language in which each one really is."""

from dataclasses import dataclass

from django.utils.translation import get_language
from modeltranslation.utils import resolution_order

from exchange.fields import EMPTY_PARAGRAPHS
from exchange.languages import localized


@dataclass(frozen=True)
class Text:
    """What is shown, and its language when that is not the reader's."""

    value: object
    foreign: str = ""

    def __bool__(self):
        return bool(self.value)


def is_foreign(language: str, reader: str) -> bool:
    """Say whether a reader of one language meets another one; fr and fr-ca are one."""
    return language.partition("-")[0] != reader.partition("-")[0]


class Reading:
    """Reads the translated fields of a page for the language of the moment."""

    def __init__(self, page):
        self.page = page
        self.language = get_language()
        self.order = resolution_order(self.language)
        original = page.original_language
        self.foreign_original = original if is_foreign(original, self.language) else ""
        self.borrowed = False

    def text(self, name: str) -> Text:
        """Return a field in the reader's language, else in the next one that has it."""
        for language in self.order:
            value = getattr(self.page, localized(name, language))
            if value is None or (isinstance(value, str) and EMPTY_PARAGRAPHS.match(value)):
                continue
            if not value:
                continue
            if is_foreign(language, self.language):
                self.borrowed = True
                return Text(value, language)
            return Text(value)
        return Text("")

    def original(self, value) -> Text:
        """Return what has no translation and stands as its author wrote it."""
        return Text(value, self.foreign_original)
