"""Duties as the committee and the secretariat follow them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormMixin

from exchange.duties.actions import record_step
from exchange.duties.forms import StepForm
from exchange.duties.standing import standings
from exchange.models import Duty, DutyNotice, Organisation
from exchange.refusal import Refused
from exchange.viewsets.pages import EditorPage

FIRST_YEAR = 2016


class DutiesView(EditorPage):
    """How every member stands in one year: flags, and what was said about them."""

    model = DutyNotice
    page_title = gettext_lazy("Duties of the members")
    header_icon = "tasks"
    template_name = "exchange/duties/desk.html"

    @cached_property
    def year(self) -> int:
        wanted = self.request.GET.get("year")
        return next((year for year in years() if str(year) == wanted), years()[0])

    def get_context_data(self, **kwargs):
        rows = standings(self.year)
        return super().get_context_data(
            year=self.year,
            years=years(),
            rows=[{"standing": row, "met": row.met()} for row in rows],
            duties=list(Duty),
            flagged=sum(bool(row.unmet()) for row in rows),
            **kwargs,
        )


class StepView(FormMixin, EditorPage):
    """Write to one body, or note a conversation."""

    model = DutyNotice
    permission_required = "add"
    header_icon = "tasks"
    template_name = "exchange/duties/step.html"
    form_class = StepForm

    def dispatch(self, request, *args, **kwargs):
        self.organisation = get_object_or_404(Organisation, pk=kwargs["pk"])
        self.year = kwargs["year"]
        if self.year not in years():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @property
    def page_title(self):
        return f"{self.organisation} · {self.year}"

    def get_success_url(self):
        return f"{reverse('duties_desk')}?year={self.year}"

    def get_initial(self):
        return {"duty": self.request.GET.get("duty", Duty.SHARE)}

    def get_breadcrumbs_items(self):
        way = {"url": self.get_success_url(), "label": DutiesView.page_title}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs):
        steps = DutyNotice.objects.of_year(self.year).filter(organisation=self.organisation)
        return super().get_context_data(
            steps=steps.select_related("by"), back=self.get_success_url(), **kwargs
        )

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if not form.is_valid():
            return self.form_invalid(form)
        try:
            record_step(self.organisation, year=self.year, by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(request, _("Recorded."))
        return redirect(self.get_success_url())

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))


def years() -> range:
    """Return the years that can be looked at, this one first."""
    return range(timezone.localdate().year, FIRST_YEAR - 1, -1)


urlpatterns = [
    path("duties/", DutiesView.as_view(), name="duties_desk"),
    path("duties/<int:pk>/<int:year>/", StepView.as_view(), name="duties_step"),
]
