from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.report import views

urlpatterns = [
    path(_("yearly-report/"), views.ReportView.as_view(), name="report"),
    path(_("yearly-report/<int:year>/"), views.ReportView.as_view(), name="report_of_year"),
    path(_("yearly-report/<int:year>/pdf/"), views.ReportPdfView.as_view(), name="report_pdf"),
]
