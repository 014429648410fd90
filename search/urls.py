from django.urls import path
from django.utils.translation import gettext_lazy as _

from search import views

app_name = "search"

urlpatterns = [
    path(_("search/"), views.ResultsView.as_view(), name="results"),
    path(_("search/suggest/"), views.SuggestView.as_view(), name="suggest"),
]
