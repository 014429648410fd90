from django.urls import path
from django.utils.translation import gettext_lazy as _

from exchange.traces import views

urlpatterns = [
    path(_("transfers/"), views.TransfersView.as_view(), name="transfers"),
    path(_("transfers/<int:pk>/"), views.BasisView.as_view(), name="transfer_basis"),
    path(_("account/data/"), views.OwnDataView.as_view(), name="own_data"),
    path(_("account/data/file/"), views.OwnArchiveView.as_view(), name="own_archive"),
    path(_("account/data/erase/"), views.EraseView.as_view(), name="erase_account"),
    path(_("account/trail/"), views.BodyTrailView.as_view(), name="body_trail"),
    path(_("account/incidents/"), views.IncidentListView.as_view(), name="incidents"),
    path(_("account/incidents/new/"), views.ReportView.as_view(), name="incident_report"),
    path(_("account/incidents/<int:pk>/"), views.IncidentView.as_view(), name="incident"),
    path(_("account/incidents/<int:pk>/change/"), views.IncidentChangeView.as_view(), name="incident_change"),
]
