from functools import partial

from django.views.generic import ListView

from exchange.caching import kept_page
from exchange.views import PageView
from practices.views import SharedPageView
from seminars.models import Seminar, Talk


class SeminarListView(ListView):
    """All seminars, the last one first; those without a date come at the end."""

    template_name = "seminars/seminar_list.html"
    context_object_name = "seminars"

    def get(self, request, *args, **kwargs):
        return kept_page(request, partial(super().get, request, *args, **kwargs))

    def get_queryset(self):
        seminars = Seminar.objects.live().visible_to(self.request.viewer)
        return seminars.prefetch_related("hosts__organisation").order_by("-starts_on", "-pk")


class SeminarDetailView(PageView):
    model = Seminar


class TalkDetailView(SharedPageView):
    model = Talk

    def get_queryset(self):
        return super().get_queryset().select_related("organisation", "licence", "protocol", "slides")
