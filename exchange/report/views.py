"""The yearly report, for everybody; the figures of each body are for members."""

from io import BytesIO

from django.http import FileResponse, Http404
from django.utils import timezone
from django.views.generic import TemplateView, View

from exchange.caching import KeptPage
from exchange.models import YearlyReport
from exchange.report.document import pdf_of
from exchange.report.figures import figures_of
from exchange.report.reading import changes_of, method, standing_of, tables_of


def reading_of(viewer, year: int | None, edition: str = "") -> dict:
    """Return one year as it was published, in its last edition or another, or this year as it stands today."""
    this_year = timezone.localdate().year
    year = this_year if year is None else year
    editions = list(YearlyReport.objects.filter(year=year).order_by("-edition"))
    if not editions and (year != this_year or edition):
        raise Http404
    known = {str(one.edition): one for one in editions}
    if edition and edition not in known:
        raise Http404
    report = known.get(edition) or next(iter(editions), None)
    before = report and known.get(str(report.edition - 1))
    figures = report.figures if report else figures_of(year)
    with_bodies = viewer.is_member
    return {
        "year": year,
        "report": report,
        "editions": editions,
        "is_last": not editions or report == editions[0],
        "changes": changes_of(before.figures, figures, with_bodies=with_bodies) if before else [],
        "method": method(),
        "standing": standing_of(report),
        "tables": tables_of(figures, with_bodies=with_bodies),
    }


class ReportView(KeptPage, TemplateView):
    """One year in figures."""

    template_name = "exchange/report/report.html"

    def get_context_data(self, year=None, **kwargs):
        reading = reading_of(self.request.viewer, year, self.request.GET.get("edition", ""))
        years = YearlyReport.objects.present().exclude(year=reading["year"]).values_list("year", flat=True)
        return super().get_context_data(**reading, years=years, **kwargs)


class ReportPdfView(View):
    """The same to take away; with the figures of each body for those who may read them."""

    def get(self, request, year):
        reading = reading_of(request.viewer, year, request.GET.get("edition", ""))
        response = FileResponse(
            BytesIO(pdf_of(reading)),
            as_attachment=True,
            filename=f"{year}-{request.LANGUAGE_CODE}.pdf",
            content_type="application/pdf",
        )
        response["Cache-Control"] = "private, no-store"
        return response
