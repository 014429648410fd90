"""What the index refused for good, told so that somebody can do something about it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.viewers import Viewer
from search.indexes import registry
from search.models import Outbox

# Signs in what Elasticsearch says, with what they mean here.
MEANINGS = {
    "strict_dynamic_mapping": _(
        "The index was made by a different version of the site and does not know one of the fields."
    ),
    "dynamic introduction": _(
        "The index was made by a different version of the site and does not know one of the fields."
    ),
    "immense term": _("One of its words is too long for the index."),
    "max_bytes_length": _("One of its words is too long for the index."),
    "failed to parse": _("One of its values is not of the kind that the index expects."),
    "too large": _("It is too long to be sent."),
}


@dataclass(frozen=True)
class PoisonRow:
    """A change that is no longer tried by itself."""

    pk: int
    label: str
    url: str
    reason: str | Promise
    error: str
    since: datetime


def poison_rows(viewer: Viewer, limit: int) -> list[PoisonRow]:
    """Return what was refused too often; things are named to those who may see them."""
    rows = list(Outbox.objects.poisoned().order_by("enqueued_at", "pk")[:limit])
    wanted = defaultdict(set)
    for row in rows:
        wanted[row.kind].add(row.object_id)
    pages = {
        (kind, page.pk): page
        for kind, pks in wanted.items()
        for page in registry.of_kind(kind).model.objects.filter(pk__in=pks).visible_to(viewer)
    }
    return [told(row, pages.get((row.kind, row.object_id))) for row in rows]


def told(row: Outbox, page) -> PoisonRow:
    label = registry.of_kind(row.kind).label
    return PoisonRow(
        pk=row.pk,
        label=f"{label} {row.object_id}" if page is None else page.heading or page.title,
        url="" if page is None else page.get_absolute_url() or "",
        reason=meaning(row.last_error),
        error=row.last_error,
        since=row.enqueued_at,
    )


def meaning(error: str) -> str | Promise:
    """Return in words what Elasticsearch said."""
    found = (words for sign, words in MEANINGS.items() if sign in error)
    return next(found, _("The index refused it."))
