"""What secretariat and committee see in the editor of bodies that leave, before and after the notice."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from exchange.models import Membership, Organisation
from exchange.viewers import viewer_kept_with
from practices.actions import Refused
from practices.leaving import actions
from practices.leaving.forms import ChoicesForm, CopiesForm
from practices.leaving.plan import plan_of, supposed_of
from practices.leaving.policies import policy
from practices.leaving.views import in_words, said_of
from practices.models import Departure


class BodyForm(forms.Form):
    """Asks of which body one wants to know what would happen."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("What would happen to the practices of…"),
        queryset=Organisation.objects.filter(
            pk__in=Membership.objects.active().values("organisation")
        ).order_by("name", "pk"),
    )


class GovernedMixin:
    """Opens to secretariat and committee."""

    def dispatch(self, request, *args, **kwargs):
        if not policy.may_see_any(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class DeparturesView(GovernedMixin, TemplateView):
    """Who leaves, which protocol ends, and when."""

    template_name = "practices/leaving/admin/departures.html"

    def get(self, request, *args, **kwargs):
        form = BodyForm(request.GET or None)
        if form.is_bound and form.is_valid():
            return redirect("departures_of", form.cleaned_data["organisation"].pk)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        pending = Departure.objects.pending().select_related("organisation", "network", "protocol")
        return super().get_context_data(departures=pending.order_by("-effective_on", "-pk"), **kwargs)


class BodyView(GovernedMixin, TemplateView):
    """What becomes of the sheets of one body: those that whoever looks may read."""

    template_name = "practices/leaving/admin/body.html"

    def get_context_data(self, bound=None, copies=None, **kwargs):
        self.organisation = get_object_or_404(Organisation, pk=self.kwargs["pk"])
        found = list(self.departures())
        found += supposed_of(self.organisation, found)
        shown = [self.shown(departure, bound, copies) for departure in found]
        return super().get_context_data(organisation=self.organisation, plans=shown, **kwargs)

    def departures(self):
        pending = Departure.objects.pending().filter(organisation=self.kwargs["pk"])
        return pending.select_related("organisation", "network", "protocol").order_by("effective_on", "pk")

    def plan(self, departure):
        return plan_of(departure).seen_by(viewer_kept_with(self.request.user))

    def shown(self, departure, bound, copies) -> dict:
        plan = self.plan(departure)
        form = None
        if departure.pk and plan.can_choose and policy.may_choose(self.request.user, departure):
            is_bound = bound is not None and bound.departure_pk == departure.pk
            form = bound if is_bound else ChoicesForm(plan=plan)
        return {**in_words(plan), "form": form, "copies": self.copies_form(departure, copies)}

    def copies_form(self, departure, bound) -> CopiesForm | None:
        if bound is not None and bound.departure_pk == departure.pk:
            return bound
        may = departure.pk and not departure.destroyed_on and policy.may_declare(self.request.user, departure)
        return CopiesForm(prefix=f"copies-{departure.pk}") if may else None

    def post(self, request, *args, pk, departure, **kwargs):
        departure = get_object_or_404(self.departures().of_network(), pk=departure)
        if not policy.may_choose(request.user, departure):
            raise PermissionDenied
        form = ChoicesForm(request.POST, plan=self.plan(departure))
        form.departure_pk = departure.pk
        if form.is_valid():
            try:
                chosen = actions.choose(departure, form.chosen(), by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, said_of(chosen))
                return redirect("departures_of", pk)
        messages.error(request, _("Nothing was saved: read what is marked below."))
        return self.render_to_response(self.get_context_data(bound=form), status=422)


class CopiesNoteView(BodyView):
    """Notes what a body without accounts has declared by letter."""

    def post(self, request, *args, pk, departure, **kwargs):
        departure = get_object_or_404(self.departures(), pk=departure)
        if not policy.may_declare(request.user, departure):
            raise PermissionDenied
        form = CopiesForm(request.POST, prefix=f"copies-{departure.pk}")
        form.departure_pk = departure.pk
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(copies=form), status=422)
        actions.declare_destroyed(departure, by=request.user, **form.said())
        messages.success(request, _("The declaration is recorded."))
        return redirect("departures_of", pk)


urlpatterns = [
    path("departures/", DeparturesView.as_view(), name="departures"),
    path(
        "departures/<int:pk>/",
        BodyView.as_view(http_method_names=["get", "head"]),
        name="departures_of",
    ),
    path(
        "departures/<int:pk>/<int:departure>/",
        BodyView.as_view(http_method_names=["post"]),
        name="departure_choices",
    ),
    path(
        "departures/<int:pk>/<int:departure>/copies/",
        CopiesNoteView.as_view(http_method_names=["post"]),
        name="departure_copies",
    ),
]
