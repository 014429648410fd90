"""The yearly report as the committee publishes it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import YearlyReport
from exchange.refusal import Refused
from exchange.report.actions import publish_report
from exchange.viewsets.pages import EditorPage


class ReportsView(EditorPage):
    """What was published, and the button for this year and the one before."""

    model = YearlyReport
    page_title = gettext_lazy("Yearly reports")
    header_icon = "doc-full"
    template_name = "exchange/report/desk.html"

    def get_context_data(self, **kwargs):
        this_year = timezone.localdate().year
        published = list(YearlyReport.objects.select_related("published_by"))
        missing = [y for y in (this_year, this_year - 1) if y not in {report.year for report in published}]
        return super().get_context_data(
            reports=published, missing=missing, may_publish=self.user_has_permission("add"), **kwargs
        )

    def post(self, request):
        if not self.user_has_permission("add"):
            raise PermissionDenied
        year = request.POST.get("year", "")
        try:
            if not (year.isascii() and year.isdecimal() and len(year) == 4):
                raise Refused(_("Choose a year."))
            publish_report(int(year), by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The report is published; its figures stay as they are."))
        return redirect("reports_desk")


urlpatterns = [path("yearly-reports/", ReportsView.as_view(), name="reports_desk")]
