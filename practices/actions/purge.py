"""Drafts that nobody touches: their body is warned, then they go. What was ever sent in stays."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import PageLogEntry

from exchange.audiences import State
from exchange.dates import months_later
from practices.models import Practice
from practices.tasks import tell

from .keeping import answerable

WARNED = "practices.warn_of_purge"


def forgotten(today: dt.date | None = None):
    """Return the drafts unchanged for so long that their body is to be warned, oldest first.

    Never what is or was published, has a reference, or was ever before a reviewer.
    """
    today = today or timezone.localdate()
    last = months_later(today, -settings.DRAFT_MONTHS) + dt.timedelta(days=settings.DRAFT_WARNING_DAYS)
    drafts = Practice.objects.filter(
        state=State.DRAFT, live=False, first_published_at__isnull=True, reference__isnull=True
    )
    untouched = drafts.filter(assignments__isnull=True, latest_revision_created_at__date__lte=last)
    warned = PageLogEntry.objects.filter(
        page=OuterRef("pk"), action=WARNED, timestamp__gt=OuterRef("latest_revision_created_at")
    )
    return untouched.annotate(is_warned=Exists(warned)).order_by("latest_revision_created_at", "pk")


def doomed(today: dt.date | None = None):
    """Return the drafts whose time is over and whose body was warned long enough ago."""
    today = today or timezone.localdate()
    warned = PageLogEntry.objects.filter(
        page=OuterRef("pk"),
        action=WARNED,
        timestamp__gt=OuterRef("latest_revision_created_at"),
        timestamp__date__lte=today - dt.timedelta(days=settings.DRAFT_WARNING_DAYS),
    )
    last = months_later(today, -settings.DRAFT_MONTHS)
    return forgotten(today).filter(Exists(warned), latest_revision_created_at__date__lte=last)


@transaction.atomic
def warn_of_purge(today: dt.date | None = None) -> int:
    """Tell once that a draft goes unless somebody changes it."""
    unwarned = forgotten(today).filter(is_warned=False)
    for practice in unwarned:
        log(instance=practice, action=WARNED)
        tell("purge_warning", practice, answerable(practice))
    return len(unwarned)


@transaction.atomic
def purge_drafts(today: dt.date | None = None) -> int:
    """Delete what nobody wanted to keep; the log keeps that it went, and of which body it was."""
    gone = doomed(today).select_for_update(of=("self",))
    for practice in gone:
        log(
            instance=practice,
            action="practices.purge",
            data={"organisation": practice.organisation_id, "changed_at": changed_on(practice)},
            deleted=True,
        )
        practice.delete()
    return len(gone)


def changed_on(practice) -> str:
    return practice.latest_revision_created_at.date().isoformat()
