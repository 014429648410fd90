"""What results show of pages, read without making pages of it: a sheet alone has some two hundred columns."""

import datetime as dt
from functools import lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from modeltranslation.utils import resolution_order

from exchange.languages import LANGUAGES, localized
from exchange.models import TranslatedPage
from exchange.wording import SOME, SOMEBODY, Worded
from search.marks import NAMES, Remembered

HEADING = ("heading",)
COLUMNS = ("pk", "title", "slug", "original_language")

_rows = Remembered(NAMES, lambda model: model.objects.in_bulk())


class Card:
    """A page as far as the card of a result shows it; it reads as the page itself does."""

    # Translated fields, columns, and relations to tables that a process keeps in memory (search.marks.NAMES).
    texts: tuple[str, ...] = ("summary",)
    fields: tuple[str, ...] = ()
    relations: tuple[str, ...] = ()

    available_languages = TranslatedPage.available_languages
    content_language = TranslatedPage.content_language
    url_kwargs = TranslatedPage.url_kwargs

    def __init__(self, url_name: str, row: dict):
        self.url_name = url_name
        self.__dict__.update(row)

    def __getattr__(self, name):
        """Return a translated text in the reader's language, else in the next one that has it."""
        if name not in (*HEADING, *self.texts):
            raise AttributeError(name)
        columns = (localized(name, code) for code in resolution_order(get_language()))
        return next((text for column in columns if (text := self.__dict__[column])), "")

    def get_absolute_url(self) -> str:
        return reverse(self.url_name, kwargs=self.url_kwargs())

    @classmethod
    def columns(cls) -> list[str]:
        texts = [localized(name, code) for name in (*HEADING, *cls.texts) for code in LANGUAGES]
        return [*COLUMNS, *texts, *cls.fields, *(f"{name}_id" for name in cls.relations)]


def cards(index, pks, viewer, marks) -> list[Card]:
    """Return the cards of things of one kind, as far as the database lets this viewer see them."""
    card, model = index.card, index.model
    rows = worded(index, timezone.localdate()).put_for(viewer, pks)
    related = {name: model._meta.get_field(name).related_model for name in card.relations}
    known = {name: _rows.get(other, marks=marks) for name, other in related.items()}
    for row in rows:
        for name, other in related.items():
            pk = row[f"{name}_id"]
            # What came since the marks were read is read by itself.
            row[name] = pk and (known[name].get(pk) or other.objects.get(pk=pk))
    return [card(model.url_name, row) for row in rows]


@lru_cache(maxsize=32)
def worded(index, _today: dt.date) -> Worded:
    """Return what is asked for the cards of one kind; who has left a network changes with the day."""
    found = index.shown().filter(pk__in=SOME).visible_to(SOMEBODY).order_by()
    return Worded(found.values(*index.card.columns()))
