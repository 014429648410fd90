"""Drafts that nobody touches: their body is warned, then they go. What was ever sent in stays."""

import datetime as dt
from itertools import chain

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from wagtail.log_actions import log
from wagtail.models import PageLogEntry, get_page_models

from exchange.audiences import State
from exchange.clocks import today_everywhere
from exchange.dates import months_later
from exchange.models import SharedPage
from practices.models import Practice
from practices.tasks import tell

from .telling import answerable

WARNED = "practices.warn_of_purge"


def drafts() -> list:
    """Return the drafts of each type of shared page that were never before others.

    Never what is or was published, has a reference, or was ever before a reviewer.
    """
    never_out = {"state": State.DRAFT, "live": False, "first_published_at": None, "assignments": None}
    models = [model for model in get_page_models() if issubclass(model, SharedPage)]
    only = {Practice: {"reference": None}}
    return [model.objects.filter(**never_out, **only.get(model, {})) for model in models]


def warned_before(day: dt.date) -> Exists:
    """Say whether the body was told since the last change, and on this day at the latest."""
    told = PageLogEntry.objects.filter(page=OuterRef("pk"), action=WARNED, timestamp__date__lte=day)
    return Exists(told.filter(timestamp__gt=OuterRef("latest_revision_created_at")))


def unchanged_since(pages, day: dt.date):
    oldest_first = pages.order_by("latest_revision_created_at", "pk")
    return oldest_first.filter(latest_revision_created_at__date__lte=day).select_related("organisation")


def to_warn_of(today: dt.date) -> list:
    """Return the drafts unchanged for so long that their body is to be warned, oldest first."""
    last = months_later(today, -settings.DRAFT_MONTHS) + dt.timedelta(days=settings.DRAFT_WARNING_DAYS)
    return [unchanged_since(pages, last).exclude(warned_before(today)) for pages in drafts()]


def doomed(today: dt.date) -> list:
    """Return the drafts whose time is over and whose body was warned long enough ago."""
    last = months_later(today, -settings.DRAFT_MONTHS)
    warned = warned_before(today - dt.timedelta(days=settings.DRAFT_WARNING_DAYS))
    return [unchanged_since(pages, last).filter(warned) for pages in drafts()]


@transaction.atomic
def warn_of_purge(today: dt.date | None = None) -> int:
    """Tell once that a draft goes unless somebody changes it."""
    unwarned = list(chain(*to_warn_of(today or today_everywhere())))
    for page in unwarned:
        log(instance=page, action=WARNED)
        tell("purge_warning", page, answerable(page))
    return len(unwarned)


@transaction.atomic
def purge_drafts(today: dt.date | None = None) -> int:
    """Delete what nobody wanted to keep; the log keeps that it went, and of which body it was."""
    found = doomed(today or today_everywhere())
    gone = [page for pages in found for page in pages.select_for_update(of=("self",))]
    for page in gone:
        log(
            instance=page,
            action="practices.purge",
            data={"organisation": page.organisation_id, "changed_at": changed_on(page)},
            deleted=True,
        )
        page.delete()
    return len(gone)


def changed_on(page) -> str:
    return page.latest_revision_created_at.date().isoformat()
