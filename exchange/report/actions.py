import hashlib
import json

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.models import YearlyReport
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused, require
from exchange.report.figures import figures_of


def sign_of(figures: dict) -> str:
    """Return a short sign of figures: who publishes them sends back the sign of those that were shown."""
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()[:16]


def publish_report(year: int, *, by, seen: str, note: str = "") -> YearlyReport:
    """Keep the figures of a year that is over, as they were shown before, and show them to everybody.

    note: of a new edition, what changed and why.
    """
    require(by, *GOVERNORS)
    if year >= timezone.localdate().year:
        raise Refused(_("The report of a year is published once the year is over."))
    last = YearlyReport.objects.filter(year=year).order_by("edition").last()
    if last and not note.strip():
        raise Refused(_("Say what changed since the last edition, and why: readers see it."))
    figures = figures_of(year)
    if sign_of(figures) != seen:
        raise Refused(_("The figures changed while you looked at them: read them once more, then publish."))
    if last and last.figures == figures:
        raise Refused(_("Nothing changed since the last edition."))
    try:
        with transaction.atomic():
            report = YearlyReport.objects.create(
                year=year,
                edition=last.edition + 1 if last else 1,
                note=note.strip() if last else "",
                figures=figures,
                published_by=by,
            )
            log(instance=report, action="exchange.report.publish", user=by)
    except IntegrityError as error:
        raise Refused(_("Somebody published this edition just now.")) from error
    return report
