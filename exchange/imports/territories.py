"""Municipalities, zones and counties, by what they are called in each language."""

from django.utils.translation import gettext as _

from exchange.actions import record
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change
from exchange.imports.rows import Shape
from exchange.imports.shapes import Text
from exchange.languages import LANGUAGES, localized
from exchange.models import Territory

NAMES = [localized("name", language) for language in LANGUAGES]
TERRITORY = Shape(
    section="territories",
    fields={
        "name": Text(longest=120, translated=True, required=True),
        "country": Text(longest=2, required=True),
    },
)


class Places:
    """The territories by any of their names, read once: a sheet may say Schaarbeek or Schaerbeek."""

    def __init__(self):
        self.found = {}
        for territory in Territory.objects.all():
            self.add(territory)

    def add(self, territory) -> None:
        for name in NAMES:
            if called := getattr(territory, name):
                self.found.setdefault((called, territory.country), territory)

    def get(self, name, country):
        return self.found.get((name, country))

    def of(self, names, country, language) -> list[Territory]:
        """Return these territories; a new one is named in the language of whoever writes of it."""
        for name in names:
            if (name, country) not in self.found:
                called = {localized("name", language): name}
                self.add(Territory.objects.create(country=country, **called))
        return list(dict.fromkeys(self.found[name, country] for name in names))


def check_territory(row, visit):
    if (country := row.get("country")) and not (
        len(country) == 2 and country.isalpha() and country.isupper()
    ):
        visit.key("country").error(_("Two capital letters are expected: BE, CA…"))


def load_territories(load, kind="territories"):
    places = Places()
    kept = load.edited_by_people(Territory)
    for row in load.rows[kind]:
        called = [row.values[name] for name in NAMES if row.values.get(name)]
        known = (places.get(name, row.values["country"]) for name in called)
        territory = next(filter(None, known), None) or Territory()
        created = territory.pk is None
        if str(territory.pk) in kept:
            load.count(kind, KEPT)
            continue
        changed = change(territory, row.values)
        if changed:
            record(territory, by=load.by)
            places.add(territory)
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)
