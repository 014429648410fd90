"""What an organisation does for safety while the editor is closed to it: freeze or withdraw what is its own."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from exchange.fields import number_of
from practices.actions import Refused
from practices.deeds import DEEDS
from practices.models import Practice

VERBS = ("freeze", "withdraw")


@method_decorator(never_cache, name="dispatch")
class SafetyView(LoginRequiredMixin, TemplateView):
    """List the practices of one's organisation that may be frozen or withdrawn now, each with its forms."""

    template_name = "practices/safety.html"

    def sheets(self):
        body = self.request.user.organisation_id
        if not body:
            raise Http404
        return Practice.objects.of_organisation(body).visible_to(self.request.viewer).order_by("path")

    def get_context_data(self, bound=None, **kwargs):
        bound = bound or {}
        rows = []
        for sheet in self.sheets():
            entries = [
                {
                    "deed": deed,
                    "form": bound.get((sheet.pk, deed.verb))
                    or deed.form(sheet=sheet, prefix=f"{deed.verb}-{sheet.pk}"),
                }
                for deed in DEEDS
                if deed.verb in VERBS and deed.may(self.request.user, sheet)
            ]
            rows += [{"sheet": sheet, "entries": entries}] if entries else []
        return super().get_context_data(rows=rows, **kwargs)

    def post(self, request, *args, **kwargs):
        sheet = get_object_or_404(self.sheets(), pk=number_of(request.POST.get("sheet")) or 0)
        deed = next((deed for deed in DEEDS if deed.verb == request.POST.get("verb") in VERBS), None)
        if deed is None or not deed.may(request.user, sheet):
            raise PermissionDenied
        form = deed.form(request.POST, sheet=sheet, prefix=f"{deed.verb}-{sheet.pk}")
        if form.is_valid():
            try:
                deed.do(sheet, request.user, form.cleaned_data, form)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, deed.done)
                return redirect("practices:safety")
        return self.render_to_response(self.get_context_data(bound={(sheet.pk, deed.verb): form}))
