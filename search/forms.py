"""What a reader asks through an address: words, filters, order, page."""

import re
from functools import cached_property

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from search.indexes import registry
from search.queries import (
    EVIDENCE,
    LONGEST_TEXT,
    MOST_FILTERS,
    MOST_VALUES,
    NEWEST,
    RELEVANCE,
    TITLE,
    SearchQuery,
    clean_value,
    first_values,
)

CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
# What the button of a filter that is on sends: « theme:homelessness ».
TAKE_AWAY = "without"

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
        words = CONTROL.sub(" ", data.get("q", "")).strip()
        # What is longer than search reads is written into no address either.
        self.is_cut, data["q"] = len(words) > LONGEST_TEXT, words[:LONGEST_TEXT]
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
        """Return what was asked and could not be understood, or was too much."""
        remarks = [message for messages in self.errors.values() for message in messages]
        asked, taken = self.ticked, self.filters
        for name, facet in registry.facets.items():
            if len(asked.get(name, ())) > MOST_VALUES:
                remarks.append(
                    gettext("%(filter)s: only the first %(number)s were used.")
                    % {"filter": facet.label, "number": MOST_VALUES}
                )
        if sum(min(len(values), MOST_VALUES) for values in asked.values()) > sum(map(len, taken.values())):
            remarks.append(
                gettext("That is too many filters at once: only the first %(number)s were used.")
                % {"number": MOST_FILTERS}
            )
        return remarks

    @cached_property
    def ticked(self) -> dict[str, set[str]]:
        """Return the values of each facet that the address names, as many as there are."""
        named = {name: self.data.getlist(name) for name in registry.facets}
        return {
            name: {value for value in map(clean_value, values) if value} for name, values in named.items()
        }

    @cached_property
    def filters(self) -> dict[str, list[str]]:
        """Return the ticked values that are searched, without the one that a reader takes away."""
        filters = first_values({name: self.data.getlist(name) for name in registry.facets})
        name, _colon, value = self.data.get(TAKE_AWAY, "").partition(":")
        if value in filters.get(name, ()):
            filters[name] = [kept for kept in filters[name] if kept != value]
        return {name: values for name, values in filters.items() if values}

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
