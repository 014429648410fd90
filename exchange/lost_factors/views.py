"""The list of administrators, and what two of them do about a second factor that was lost."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic.edit import FormMixin

from exchange.accounts.factors import factors_of, has_shown_factor
from exchange.lost_factors.actions import (
    ask_for_removal,
    confirm_removal,
    may_remove_factors,
    withdraw_removal,
)
from exchange.lost_factors.administrators import ENOUGH, administrators, are_too_few
from exchange.lost_factors.forms import ReasonForm
from exchange.models import FactorRemoval, User
from exchange.refusal import Refused
from exchange.viewsets.pages import EditorPage


class AdministratorsView(EditorPage):
    """Who administers, with which second factor and since when; requests that wait for a second administrator."""

    model = FactorRemoval
    page_title = gettext_lazy("Administrators")
    header_icon = "group"
    template_name = "exchange/admin/administrators.html"

    def get_context_data(self, **kwargs):
        rows = administrators()
        may_act = may_remove_factors(self.request.user) and has_shown_factor(self.request)
        removals = FactorRemoval.objects.open().select_related("person", "asked_by").order_by("asked_at")
        return super().get_context_data(
            rows=rows,
            are_too_few=are_too_few(rows),
            enough=ENOUGH,
            may_act=may_act,
            removals=removals if may_act else [],
            people_address=reverse("people:index"),
            **kwargs,
        )


@method_decorator(reauthentication_required, name="dispatch")
class RemovalStep(EditorPage):
    """Take a step about a lost factor; whoever takes it has just shown their own."""

    model = FactorRemoval
    permission_required = "change"
    header_icon = "key"

    def dispatch(self, request, *args, **kwargs):
        if not has_shown_factor(request):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self):
        way = {"url": reverse("administrators"), "label": AdministratorsView.page_title}
        return [*self.breadcrumbs_items, way, {"url": "", "label": self.page_title}]


class AskView(FormMixin, RemovalStep):
    """Say whose factors shall go, and how one knows that it is this person who asks."""

    page_title = gettext_lazy("Lost second factor")
    template_name = "exchange/admin/factor_removal.html"
    form_class = ReasonForm

    def dispatch(self, request, *args, **kwargs):
        self.person = get_object_or_404(User, pk=kwargs["pk"], is_active=True)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            person=self.person, has_factors=bool(factors_of(self.person)), **kwargs
        )

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid():
            try:
                ask_for_removal(self.person, reason=form.cleaned_data["reason"], by=request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("Requested. Another administrator confirms it on this page."))
                return redirect("administrators")
        return self.render_to_response(self.get_context_data(form=form))


class DecideView(RemovalStep):
    """Confirm what another administrator asked, or let it drop."""

    http_method_names = ["post"]
    step = None
    said = ""

    def post(self, request, *args, **kwargs):
        removal = get_object_or_404(FactorRemoval, pk=kwargs["pk"])
        try:
            type(self).step(removal, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, self.said)
        return redirect("administrators")


class ConfirmView(DecideView):
    step = confirm_removal
    said = gettext_lazy("The second factor was removed; the person is told, and sets up another one.")


class WithdrawView(DecideView):
    step = withdraw_removal
    said = gettext_lazy("Request withdrawn: nothing changes.")


urlpatterns = [
    path("administrators/", AdministratorsView.as_view(), name="administrators"),
    path("administrators/lost-factor/<int:pk>/", AskView.as_view(), name="factor_removal_ask"),
    path("administrators/removal/<int:pk>/confirm/", ConfirmView.as_view(), name="factor_removal_confirm"),
    path("administrators/removal/<int:pk>/withdraw/", WithdrawView.as_view(), name="factor_removal_withdraw"),
]
