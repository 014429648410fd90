from functools import partial

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.generic import ListView, View

from exchange.caching import kept_page
from exchange.views import PageView
from practices.views import SharedPageView
from seminars import actions
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

    def get_queryset(self):
        return super().get_queryset().prefetch_related("hosts__organisation")


class TalkDetailView(SharedPageView):
    model = Talk

    def get_queryset(self):
        return (
            super().get_queryset().select_related("organisation", "network", "licence", "protocol", "slides")
        )


class SlidesView(LoginRequiredMixin, View):
    """Takes the slides of a talk away at the request of the speaker's body."""

    http_method_names = ("post",)

    def post(self, request, pk):
        talk = get_object_or_404(Talk.objects.visible_to(request.viewer), pk=pk)
        if not actions.may_remove_slides(request.user, talk):
            raise Http404
        actions.remove_slides(talk, by=request.user)
        messages.success(request, _("The slides are gone; the talk stays with its seminar."))
        return redirect("practices:leaving")
