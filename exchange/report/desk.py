"""The yearly report as the committee publishes it: looked at first, then confirmed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import YearlyReport
from exchange.refusal import Refused
from exchange.report.actions import publish_report, sign_of
from exchange.report.figures import figures_of
from exchange.report.reading import changes_of, tables_of
from exchange.viewsets.pages import EditorPage

YEARS_BACK = 3


class ReportsView(EditorPage):
    """What was published; the years that may be, each shown as it would be."""

    model = YearlyReport
    page_title = gettext_lazy("Yearly reports")
    header_icon = "doc-full"
    template_name = "exchange/report/desk.html"

    def years(self) -> list[int]:
        """Return the years of which a report may be published or put right."""
        last = timezone.localdate().year - 1
        known = YearlyReport.objects.values_list("year", flat=True)
        return sorted({*range(last, last - YEARS_BACK, -1), *known}, reverse=True)

    def chosen(self, data) -> int | None:
        year = data.get("year", "")
        is_year = year.isascii() and year.isdecimal() and len(year) == 4
        return int(year) if is_year and int(year) in self.years() else None

    def get_context_data(self, refusal="", note="", **kwargs):
        may_publish = self.user_has_permission("add")
        published = list(YearlyReport.objects.select_related("published_by"))
        year = self.chosen(self.request.POST or self.request.GET) if may_publish else None
        preview = {}
        if year:
            figures = figures_of(year)
            last = next((report for report in published if report.year == year), None)
            preview = {
                "year": year,
                "seen": sign_of(figures),
                "tables": tables_of(figures, with_bodies=True),
                "last": last,
                "changes": changes_of(last.figures, figures, with_bodies=True) if last else [],
            }
        return super().get_context_data(
            reports=published,
            years=self.years(),
            may_publish=may_publish,
            preview=preview,
            refusal=refusal,
            note=note,
            **kwargs,
        )

    def post(self, request):
        if not self.user_has_permission("add"):
            raise PermissionDenied
        year, note = self.chosen(request.POST), request.POST.get("note", "")[:2000]
        try:
            if year is None:
                raise Refused(_("Choose a year."))
            publish_report(year, by=request.user, seen=request.POST.get("seen", ""), note=note)
        except Refused as refusal:
            # What was written stays, under the figures of now.
            context = self.get_context_data(refusal=str(refusal), note=note)
            return self.render_to_response(context, status=422)
        messages.success(request, _("The report is published; its figures stay as they are."))
        return redirect("reports_desk")


urlpatterns = [path("yearly-reports/", ReportsView.as_view(), name="reports_desk")]
