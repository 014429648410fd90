"""The yearly report, for everybody; the figures of each body are for members."""

from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language
from django.views.generic import TemplateView
from modeltranslation.utils import resolution_order

from exchange.audiences import MEMBERS
from exchange.caching import KeptPage
from exchange.languages import LABELS
from exchange.models import Shore, YearlyReport
from exchange.report.figures import figures_of
from search.analysis import fold


class ReportView(KeptPage, TemplateView):
    """One year in figures: as it was published, or this year as it stands today."""

    template_name = "exchange/report/report.html"

    def get_context_data(self, year=None, **kwargs):
        year = year or timezone.localdate().year
        published = YearlyReport.objects.filter(year=year).first()
        if published is None and year != timezone.localdate().year:
            raise Http404
        figures = published.figures if published else figures_of(year)
        sees_bodies = MEMBERS in self.request.viewer.tokens
        return super().get_context_data(
            year=year,
            published=published,
            shores=[{"shore": shore, **figures["shores"][shore.value]} for shore in Shore],
            languages=[{"label": LABELS[code], **row} for code, row in figures["languages"].items()],
            seminars=[named(row, "heading") for row in figures["seminars"]],
            bodies=in_order(figures["bodies"]) if sees_bodies else [],
            years=YearlyReport.objects.exclude(year=year).values_list("year", flat=True),
            **kwargs,
        )


def in_order(bodies: list[dict]) -> list[dict]:
    """Return the bodies by their names in the reader's language, É beside E."""
    return sorted((named(row, "names", "name") for row in bodies), key=lambda row: fold(row["name"]))


def named(row: dict, key: str, name: str = "") -> dict:
    """Return a row with what its names are in the reader's language, or in the nearest that there is."""
    names = row[key]
    found = next((names[code] for code in resolution_order(get_language()) if names.get(code)), "")
    return {**row, name or key: found}
