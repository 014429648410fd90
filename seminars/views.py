from django.shortcuts import get_object_or_404
from django.views.generic import TemplateView, View

from seminars.models import Seminar, Talk


class SeminarListView(TemplateView):
    template_name = "seminars/seminar_list.html"


class SeminarDetailView(View):
    def get(self, request, pk, slug):
        return get_object_or_404(Seminar.objects.visible_to(request.viewer), pk=pk).serve(request)


class TalkDetailView(View):
    def get(self, request, pk, slug):
        return get_object_or_404(Talk.objects.visible_to(request.viewer), pk=pk).serve(request)
