from django.http import HttpResponse
from django.views.generic import TemplateView, View


class ResultsView(TemplateView):
    template_name = "search/results.html"


class SuggestView(View):
    def get(self, request):
        return HttpResponse()
