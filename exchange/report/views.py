"""The yearly report, for everybody; the figures of each body are for members."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.generic import TemplateView, View

from exchange.caching import KeptPage
from exchange.models import YearlyReport
from exchange.report.document import pdf_of
from exchange.report.figures import figures_of
from exchange.report.reading import method, standing_of, tables_of


def reading_of(viewer, year: int | None) -> dict:
    """Return one year as it was published, or this year as it stands today."""
    this_year = timezone.localdate().year
    year = this_year if year is None else year
    report = YearlyReport.objects.filter(year=year).first()
    if report is None and year != this_year:
        raise Http404
    figures = report.figures if report else figures_of(year)
    return {
        "year": year,
        "method": method(),
        "standing": standing_of(report),
        "tables": tables_of(figures, with_bodies=viewer.is_member),
    }


class ReportView(KeptPage, TemplateView):
    """One year in figures."""

    template_name = "exchange/report/report.html"

    def get_context_data(self, year=None, **kwargs):
        reading = reading_of(self.request.viewer, year)
        years = YearlyReport.objects.exclude(year=reading["year"]).values_list("year", flat=True)
        return super().get_context_data(**reading, years=years, **kwargs)


class ReportPdfView(View):
    """The same to take away; with the figures of each body for those who may read them."""

    def get(self, request, year):
        reading = reading_of(request.viewer, year)
        response = FileResponse(
            BytesIO(pdf_of(reading)),
            as_attachment=True,
            filename=f"{year}-{request.LANGUAGE_CODE}.pdf",
            content_type="application/pdf",
        )
        response["Cache-Control"] = "private, no-store"
        return response
