from django.urls import path
from django.utils.translation import gettext_lazy as _

from practices import safety, views
from practices.leaving import views as leaving

app_name = "practices"

urlpatterns = [
    path(_("practices/"), views.PracticeListView.as_view(), name="list"),
    path(_("practices/<int:pk>-<slug:slug>/"), views.PracticeDetailView.as_view(), name="detail"),
    path(_("practices/<int:pk>/"), views.PracticeDetailView.as_view(), name="short"),
    path(_("practices/<int:pk>/adoption/"), views.AdoptionView.as_view(), name="adoption"),
    path(_("practices/safety/"), safety.SafetyView.as_view(), name="safety"),
    path(_("leaving/"), leaving.LeavingView.as_view(), name="leaving"),
    path(_("leaving/export/"), leaving.ExportView.as_view(), name="leaving_export"),
    path(_("leaving/<int:pk>/choices/"), leaving.ChoicesView.as_view(), name="leaving_choices"),
    path(_("leaving/<int:pk>/copies/"), leaving.CopiesView.as_view(), name="leaving_copies"),
]
