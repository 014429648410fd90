"""The words in which an app says how its things are found.

Each app has a `search_index` module, discovered at start, with one class per kind of thing:

    @register
    class TalkIndex(PageIndex):
        kind = "talk"
        model = Talk
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField

from exchange.languages import LABELS, localized
from search.cards import Card

# Rich text is clean when it is stored, and escaped when it is shown: a parser would cost ten times more.
BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Texts:
    """What can be read of a thing in one language, as plain text."""

    title: str
    summary: str = ""
    body: str = ""
    labels: str = ""


@dataclass(frozen=True)
class Facet:
    """A way to narrow results; `names` gives the labels of its values in the active language."""

    name: str
    label: str
    names: Callable[[], dict[str, str]]


@dataclass(frozen=True)
class Dependence:
    """Rows of another model that stand in the entries: which things change with one of them."""

    model: type
    things: Callable[[object], Q]


class PageIndex:
    """How pages of one type are found. Subclasses name the kind, the model and what is worth finding."""

    kind: str
    model: type
    label: str
    # Relations that a whole entry needs.
    select_related: tuple[str, ...] = ()
    prefetch_related: tuple = ()
    card: type[Card] = Card
    depends_on: tuple[Dependence, ...] = ()
    # Translated fields beside the heading, in two weights.
    summary_fields: tuple[str, ...] = ("summary",)
    body_fields: tuple[str, ...] = ()

    # What is found

    def published(self) -> QuerySet:
        """Return the things that may be found at all, by whoever they are open to."""
        return self.model.objects.live()

    def shown(self) -> QuerySet:
        """Return what cards are read from: an app may add what they show beside the columns."""
        return self.published()

    def is_published(self, thing) -> bool:
        return thing.live

    def is_archived(self, thing) -> bool:
        return False

    def queryset(self) -> QuerySet:
        """Return what an entry is made from, in a number of queries that does not grow."""
        return self.published().select_related(*self.select_related).prefetch_related(*self.prefetch_related)

    # What it says

    def languages(self, thing) -> list[str]:
        """Return the languages in which the thing exists; fr-ca counts where it differs from fr."""
        found = [language for language in thing.available_languages if language != "fr-ca"]
        if "fr" in found and self._differs_in_quebec(thing):
            found.append("fr-ca")
        return found

    def _differs_in_quebec(self, thing) -> bool:
        fields = ("heading", *self.summary_fields, *self.body_fields)
        return any(
            (special := plain(thing, name, "fr-ca")) and special != plain(thing, name, "fr")
            for name in fields
        )

    def texts(self, thing, language: str) -> Texts:
        return Texts(
            title=self._read(thing, ("heading",), language),
            summary=self._read(thing, self.summary_fields, language),
            body="\n".join(
                text
                for text in (
                    self._read(thing, self.body_fields, language),
                    *(self.untranslated(thing) if language == thing.original_language else ()),
                )
                if text
            ),
            labels=" · ".join(label for label in self.labels(thing) if label),
        )

    def _read(self, thing, names, language) -> str:
        # What is the same for Québec is written once, in French.
        return "\n".join(
            text
            for name in names
            if (text := plain(thing, name, language) or (language == "fr-ca" and plain(thing, name, "fr")))
        )

    def untranslated(self, thing) -> Iterable[str]:
        """Return texts that exist in the original language only."""
        return ()

    def labels(self, thing) -> Iterable[str]:
        """Return names that lead to the thing, in the active language: themes, bodies, places."""
        return ()

    def names(self, thing) -> Iterable[str]:
        """Return acronyms, codes and references, found as they are written."""
        return ()

    # How it is narrowed and sorted

    def facets(self, thing) -> dict[str, Iterable]:
        """Return codes and ids by facet."""
        return {}

    def dated(self, thing) -> datetime | None:
        return thing.first_published_at

    def evidence(self, thing) -> int | None:
        return None

    def reference(self, thing) -> str:
        return getattr(thing, "reference", None) or ""

    def external_id(self, thing) -> str:
        return getattr(thing, "external_id", None) or ""


def plain(thing, name: str, language: str) -> str:
    """Return a translated field as plain text, without fallback to another language."""
    column = localized(name, language)
    value = getattr(thing, column)
    if not value:
        return ""
    if isinstance(value, StreamValue):
        return "\n".join(value.stream_block.get_searchable_content(value))
    if isinstance(thing._meta.get_field(column), RichTextField):
        return html.unescape(TAG.sub("", BLOCK_END.sub("\n", value))).strip()
    return str(value).strip()


@dataclass
class Registry:
    indexes: dict[str, PageIndex] = field(default_factory=dict)
    facets: dict[str, Facet] = field(default_factory=dict)

    def of_kind(self, kind: str) -> PageIndex:
        return self.indexes[kind]

    def of_model(self, model) -> PageIndex | None:
        return next((index for index in self if index.model is model), None)

    def __iter__(self):
        return iter(self.indexes.values())

    @property
    def kinds(self) -> list[str]:
        return list(self.indexes)


registry = Registry()


def register(index_class):
    """Let things of a model be found."""
    index = index_class()
    if index.kind in registry.indexes:
        raise ValueError(f"Two indexes are called {index.kind}.")
    registry.indexes[index.kind] = index
    return index_class


def register_facet(name: str, label: str, names: Callable[[], dict[str, str]] = dict) -> None:
    """Let results be narrowed by a facet."""
    registry.facets[name] = Facet(name, label, names)


register_facet("kind", _("Kind"), lambda: {index.kind: str(index.label) for index in registry})
register_facet("language", _("Language"), lambda: LABELS)
