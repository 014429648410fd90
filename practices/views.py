from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from exchange.audiences import PUBLISHED_STATES
from exchange.views import PageView, show
from practices.models import Practice
from search.views import ResultsView


class PracticeListView(ResultsView):
    """All sheets, narrowed by what a reader ticks; words are welcome and not needed."""

    template_name = "practices/practice_list.html"
    kinds = ("practice",)
    hidden_facets = ("kind",)

    def elsewhere(self, address):
        return reverse("search:results") + address.without_filters


class SharedPageView(PageView):
    """Show what a body shares; who may read it before it is published meets its latest draft."""

    def respond(self, request, **kwargs):
        try:
            return super().respond(request, **kwargs)
        except Http404:
            readable = self.readable_by(request.viewer)
            unpublished = readable.filter(live=False).exclude(state__in=PUBLISHED_STATES)
            page = get_object_or_404(unpublished, pk=kwargs["pk"])
            return show(page.get_latest_revision_as_object(), request)


class PracticeDetailView(SharedPageView):
    """The sheet at its address in the reader's language."""

    model = Practice
