"""Results as a page shows them: filters with their counts, what is on, ways onward."""

from dataclasses import dataclass

from django.http import QueryDict

from search.forms import SearchForm
from search.indexes import registry
from search.results import LabelledValue, Results

# Beyond these, a filter folds its values.
SHOWN_VALUES = 7
# What readers narrow by, most often first.
ORDER = (
    "kind",
    "theme",
    "target_group",
    "shore",
    "type",
    "organisation",
    "setting",
    "pillar",
    "evidence",
    "direction",
    "language",
    "year",
)
FIGURES = frozenset({"evidence", "year"})


@dataclass(frozen=True)
class Filter:
    """One filter: its values, the first ones in sight and the rest folded."""

    name: str
    label: str
    values: list[LabelledValue]

    @property
    def shown(self):
        return self.values[:SHOWN_VALUES]

    @property
    def folded(self):
        return self.values[SHOWN_VALUES:]


@dataclass(frozen=True)
class Chip:
    """A filter that is on, and what its button sends to take it away.

    An address for each would name all the others: a hundred filters would take ten thousand names.
    """

    facet: str
    label: str
    value: str


class Address:
    """Writes the addresses of the same search with one thing changed."""

    def __init__(self, form: SearchForm):
        self.parameters = QueryDict(mutable=True)
        if words := form.cleaned_data.get("q"):
            self.parameters["q"] = words
        for name, values in form.filters.items():
            self.parameters.setlist(name, values)
        if sort := form.cleaned_data.get("sort"):
            self.parameters["sort"] = sort
        if form.cleaned_data.get("strict"):
            self.parameters["strict"] = "1"

    @property
    def query(self) -> str:
        return self.parameters.urlencode()

    def changed(self, **changes) -> str:
        parameters = self.parameters.copy()
        for name, value in changes.items():
            if value:
                parameters[name] = value
            else:
                parameters.pop(name, None)
        return f"?{parameters.urlencode()}"

    @property
    def first_page(self) -> str:
        return self.changed(page="")

    @property
    def without_filters(self) -> str:
        return self.changed(**dict.fromkeys(registry.facets, ""))


def shown_filters(labelled: dict[str, list[LabelledValue]], hidden: tuple[str, ...]) -> list[Filter]:
    """Return the filters that can narrow something; what is ticked comes first."""
    return [
        Filter(name, registry.facets[name].label, in_order(name, labelled[name]))
        for name in sorted(labelled, key=place)
        if name in registry.facets and name not in hidden and useful(labelled[name])
    ]


def place(name: str) -> int:
    return ORDER.index(name) if name in ORDER else len(ORDER)


def in_order(name: str, values: list[LabelledValue]) -> list[LabelledValue]:
    """Return what is ticked first; figures by size, the rest by count as search gives it."""
    if name in FIGURES:
        values = sorted(values, key=lambda value: value.value, reverse=True)
    return sorted(values, key=lambda value: not value.selected)


def useful(values) -> bool:
    return any(value.selected for value in values) or len(values) > 1


def chips(form: SearchForm, labelled: dict[str, list[LabelledValue]]) -> list[Chip]:
    """Return what is on, also what no longer exists: it must be possible to take it away."""
    found = []
    for name, values in form.filters.items():
        labels = {value.value: value.label for value in labelled.get(name, [])}
        label = registry.facets[name].label
        found += [Chip(label, labels.get(value) or value, f"{name}:{value}") for value in values]
    return found


def page_numbers(results: Results) -> list[int | None]:
    """Return the numbers of pages around the present one; None stands for those left out."""
    around = {1, results.pages, *range(results.page - 2, results.page + 3)}
    numbers, previous = [], 0
    for number in sorted(number for number in around if 1 <= number <= results.pages):
        if previous and number > previous + 1:
            numbers.append(None)
        numbers.append(number)
        previous = number
    return numbers
