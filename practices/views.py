from django.shortcuts import get_object_or_404, render
from django.views.generic import TemplateView, View

from exchange.audiences import State
from practices.models import Practice


class PracticeListView(TemplateView):
    template_name = "practices/practice_list.html"


class PracticeDetailView(View):
    """The sheet at its address in the reader's language."""

    def get(self, request, pk, slug):
        readable = Practice.objects.visible_to(request.viewer)
        practice = get_object_or_404(readable, pk=pk)
        if practice.state == State.WITHDRAWN:
            return render(request, "practices/practice_withdrawn.html", {"page": practice}, status=410)
        return practice.serve(request)
