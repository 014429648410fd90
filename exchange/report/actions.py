from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.models import YearlyReport
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused, require
from exchange.report.figures import figures_of


def publish_report(year: int, *, by) -> YearlyReport:
    """Count a year once and for all, and show the figures to everybody; only a year that is over or ending."""
    require(by, *GOVERNORS)
    today = timezone.localdate()
    if year > today.year or (year == today.year and today.month < 12):
        raise Refused(_("The report of a year is published from December on."))
    try:
        with transaction.atomic():
            report = YearlyReport.objects.create(year=year, figures=figures_of(year), published_by=by)
            log(instance=report, action="exchange.report.publish", user=by)
    except IntegrityError as error:
        raise Refused(_("The report of this year is already published.")) from error
    return report
