"""What a reader asks through an address: words, filters, order, page."""

import re

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from search.indexes import registry
from search.queries import EVIDENCE, MOST_VALUES, NEWEST, RELEVANCE, TITLE, SearchQuery

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")

SORT_LABELS = {
    RELEVANCE: _("relevance"),
    NEWEST: _("date, newest first"),
    TITLE: _("title"),
    EVIDENCE: _("evidence, best known first"),
}


class SearchForm(forms.Form):
    """Reads an address leniently: what means nothing is said and left out, never refused."""

    q = forms.CharField(required=False, label=_("Words"))
    sort = forms.ChoiceField(required=False, label=_("Order"), choices=list(SORT_LABELS.items()))
    page = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=100_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            _("This page number means nothing: here is the first page."),
        ),
    )

    # Only what has all the words, as they are typed.
    strict = forms.BooleanField(required=False)

    def __init__(self, data: QueryDict):
        data = data.copy()
        data["q"] = CONTROL.sub(" ", data.get("q", "")).strip()
        # The usual order has no code of its own: it becomes relevance as soon as there are words.
        self.usual_sort = RELEVANCE if data["q"] else NEWEST
        if data.get("sort") in (RELEVANCE, self.usual_sort):
            data["sort"] = ""
        super().__init__(data)
        self.fields["sort"].choices = [
            ("" if code == self.usual_sort else code, label)
            for code, label in SORT_LABELS.items()
            if data["q"] or code != RELEVANCE
        ]
        self.fields["sort"].error_messages["invalid_choice"] = _(
            "This order does not exist: here is the usual one."
        )
        self.is_valid()

    @property
    def remarks(self) -> list[str]:
        """Return what was asked and could not be understood."""
        return [message for messages in self.errors.values() for message in messages]

    @property
    def filters(self) -> dict[str, list[str]]:
        return {
            # Cut as the query is: beyond, each value would only be one more to take away again.
            name: list(dict.fromkeys(CONTROL.sub("", value) for value in self.data.getlist(name) if value))[
                :MOST_VALUES
            ]
            for name in registry.facets
            if any(self.data.getlist(name))
        }

    def query(self, *, language: str, kinds: tuple[str, ...] = ()) -> SearchQuery:
        words = self.cleaned_data.get("q", "")
        return SearchQuery(
            text=words,
            language=language,
            filters=self.filters,
            sort=self.cleaned_data.get("sort") or self.usual_sort,
            page=self.cleaned_data.get("page") or 1,
            kinds=kinds,
            strict=self.cleaned_data.get("strict", False),
        )
