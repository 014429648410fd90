"""What every loader does: compare, change what differs, count."""

from collections import Counter
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.fields import StreamField
from wagtail.models import ModelLogEntry

from exchange.imports.known import Known
from exchange.imports.report import Place
from exchange.imports.shapes import Reference, as_stream

CREATED, UPDATED, UNCHANGED, KEPT = "created", "updated", "unchanged", "kept"


@dataclass(frozen=True)
class Checked:
    """A row that passed, by model column."""

    place: Place
    values: dict


@dataclass
class Load:
    """One load under way: what is known, what happens to it, and how it is told."""

    known: Known
    rows: dict[str, list[Checked]]
    by: object = None
    overwrite: bool = False
    password: str | None = None
    tally: dict[str, Counter] = field(default_factory=dict)
    progress: object = None
    under_way: str = ""
    cache: dict = field(default_factory=dict)

    def count(self, kind: str, outcome: str) -> None:
        self.tally.setdefault(kind, Counter())[outcome] += 1
        if self.progress and kind == self.under_way:
            self.progress(kind, sum(self.tally[kind].values()), len(self.rows.get(kind, ())))

    def resolved(self, shape, values: dict) -> dict:
        """Return the values with codes turned into keys: organisation → organisation_id."""
        found = {}
        for name, value in values.items():
            reference = shape.fields.get(name)
            if isinstance(reference, Reference):
                found[f"{name}_id"] = self.known.pk(reference.to, value) if value else None
            else:
                found[name] = value
        return found

    def keys(self, kind: str, codes) -> list[int]:
        return [self.known.pk(kind, code) for code in codes]

    def edited_by_people(self, model) -> set[str]:
        """Return the keys of rows that a person changed on the site: a load leaves them alone."""
        if self.overwrite:
            return set()
        rows = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(model), user__isnull=False
        )
        return set(rows.values_list("object_id", flat=True))


def change(instance, values: dict) -> set[str]:
    """Set what differs and return the names of what did."""
    changed = set()
    for column, value in values.items():
        if same(instance, column, value):
            continue
        field = instance._meta.get_field(column)
        setattr(instance, column, as_stream(field, value) if isinstance(field, StreamField) else value)
        changed.add(column)
    return changed


def same(instance, column, value) -> bool:
    field = instance._meta.get_field(column)
    current = getattr(instance, field.attname)
    if isinstance(field, StreamField):
        return blocks_of(current) == list(value)
    # An empty translation is NULL or "".
    return current == value or (current in (None, "") and value in (None, ""))


def blocks_of(stream) -> list[tuple[str, object]]:
    """Return the blocks of a StreamField without their identities."""
    return [(block["type"], block["value"]) for block in stream.get_prep_value()] if stream else []


def set_rows(page, name, wanted: list[dict]) -> bool:
    """Replace a list of rows of a page when it differs."""
    manager = getattr(page, name)
    stored = list(manager.all())
    columns = {column for row in wanted for column in row}
    if len(stored) == len(wanted) and all(
        all(getattr(thing, column) == row.get(column, getattr(thing, column)) for column in columns)
        for thing, row in zip(stored, wanted, strict=True)
    ):
        return False
    manager.set([manager.model(sort_order=position, **row) for position, row in enumerate(wanted)])
    return True


def set_many(page, name, wanted: list[models.Model]) -> bool:
    """Replace the things that a page points to when they differ."""
    manager = getattr(page, name)
    if {thing.pk for thing in manager.all()} == {thing.pk for thing in wanted}:
        return False
    manager.set(wanted)
    return True
