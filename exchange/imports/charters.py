"""Versions of the charter of use."""

from exchange.imports.loading import CREATED, UNCHANGED
from exchange.imports.rows import Shape
from exchange.imports.shapes import Date, Text, Whole
from exchange.memberships.actions import publish_charter
from exchange.models import Charter

CHARTER = Shape(
    section="charters",
    fields={
        "major": Whole(required=True),
        "minor": Whole(required=True),
        "published_on": Date(required=True),
        "text": Text(lines=True, translated=True, required=True),
        "changes": Text(lines=True, translated=True),
    },
)


def load_charters(load, kind="charters"):
    """Publish the versions that are not published yet; what is published is never changed."""
    known = set(Charter.objects.values_list("major", "minor"))
    for row in sorted(load.rows[kind], key=lambda row: (row.values["major"], row.values["minor"])):
        if (row.values["major"], row.values["minor"]) in known:
            load.count(kind, UNCHANGED)
            continue
        publish_charter(Charter(**load.resolved(CHARTER, row.values)), by=load.by)
        load.count(kind, CREATED)
