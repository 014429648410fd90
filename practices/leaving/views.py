"""What the people who answer for a body see and choose, on the public site."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View
from wagtail.log_actions import log

from exchange.clocks import today_of
from practices.actions import Refused
from practices.leaving import actions
from practices.leaving.export import archive_of
from practices.leaving.forms import ChoicesForm, CopiesForm
from practices.leaving.plan import Plan, choose_before, plan_of, supposed_of
from practices.leaving.policies import policy
from practices.models import Departure


class OwnBodyMixin(LoginRequiredMixin):
    """Opens to whoever answers for a body, and to nobody else."""

    @method_decorator(never_cache)
    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.organisation = request.user.organisation
        if not policy.may_export(request.user, request.user.organisation_id):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class LeavingView(OwnBodyMixin, TemplateView):
    """What happens to our sheets: as the rules have it, or as it will be from the dates that are known."""

    template_name = "practices/leaving/leaving.html"

    def departures(self):
        pending = Departure.objects.pending().filter(organisation=self.organisation)
        return pending.select_related("organisation", "network", "protocol").order_by("effective_on", "pk")

    def get_context_data(self, choices=None, copies=None, **kwargs):
        found = list(self.departures())
        plans = [self.shown(departure, choices, copies) for departure in found]
        plans += map(self.shown, supposed_of(self.organisation, found))
        return super().get_context_data(organisation=self.organisation, plans=plans, **kwargs)

    def shown(self, departure, choices=None, copies=None) -> dict:
        plan = plan_of(departure)
        return {
            **in_words(plan),
            "form": self.choices_form(plan, choices) if departure.pk else None,
            "copies": self.copies_form(departure, copies) if departure.pk else None,
        }

    def choices_form(self, plan: Plan, bound=None) -> ChoicesForm | None:
        if bound is not None and bound.departure_pk == plan.departure.pk:
            return bound
        may = policy.may_choose(self.request.user, plan.departure)
        return ChoicesForm(plan=plan) if may and plan.can_choose else None

    def copies_form(self, departure, bound=None) -> CopiesForm | None:
        if bound is not None and bound.departure_pk == departure.pk:
            return bound
        if departure.destroyed_on or not policy.may_declare(self.request.user, departure):
            return None
        bound = self.organisation.parties.filter(protocol__network=departure.network_id)
        if not departure.protocol_id and not bound.exists():
            return None
        return CopiesForm(prefix=f"copies-{departure.pk}")


def in_words(plan: Plan) -> dict:
    """Return what a page shows of a plan."""
    departure = plan.departure
    today = today_of(departure.organisation)
    return {
        "plan": plan,
        "departure": departure,
        "is_effective": departure.is_effective(today),
        "choose_before": choose_before(departure),
        "is_time_to_choose": today <= choose_before(departure),
    }


class ChoicesView(LeavingView):
    """Takes the choices of a body for its sheets."""

    http_method_names = ("post",)

    def post(self, request, pk):
        departure = get_object_or_404(self.departures(), pk=pk)
        if not policy.may_choose(request.user, departure):
            raise Http404
        form = ChoicesForm(request.POST, plan=plan_of(departure))
        form.departure_pk = departure.pk
        if form.is_valid():
            try:
                chosen = actions.choose(departure, form.chosen(), by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, said_of(chosen))
                return redirect("practices:leaving")
        return self.render_to_response(self.get_context_data(choices=form), status=422)


def said_of(chosen: int) -> str:
    if chosen:
        return _("Your choices are saved. You see below what follows from them, and when.")
    return _("Nothing has changed.")


class CopiesView(LeavingView):
    """Takes the declaration that copies of what others shared are destroyed."""

    http_method_names = ("post",)

    def post(self, request, pk):
        departure = get_object_or_404(self.departures(), pk=pk)
        if not policy.may_declare(request.user, departure):
            raise Http404
        form = CopiesForm(request.POST, prefix=f"copies-{departure.pk}")
        form.departure_pk = departure.pk
        if form.is_valid():
            actions.declare_destroyed(departure, by=request.user, **form.said())
            messages.success(request, _("Your declaration is recorded. Thank you."))
            return redirect("practices:leaving")
        return self.render_to_response(self.get_context_data(copies=form), status=422)


class ExportView(OwnBodyMixin, View):
    """Gives a body all its sheets in one file, made for this request and kept nowhere."""

    http_method_names = ("get",)

    def get(self, request):
        name = f"{self.organisation.reference_code}-{timezone.localdate().isoformat()}.zip"
        log(instance=self.organisation, action="practices.export", user=request.user)
        response = StreamingHttpResponse(archive_of(self.organisation), content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        patch_cache_control(response, private=True, no_store=True)
        return response
