"""What the administrator of a body sees and does about its membership."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, TemplateView, View

from exchange.caching import KeptPage
from exchange.clocks import today_of
from exchange.fields import number_of
from exchange.memberships import actions, forms
from exchange.memberships.consequences import consequences_of
from exchange.memberships.places import Place
from exchange.memberships.reach import reach_of
from exchange.models import (
    Charter,
    Measure,
    Membership,
    MembershipApplication,
    MembershipEvent,
    RoleName,
)
from exchange.models.people import DESK_ROLES
from exchange.refusal import Refused


class CharterView(KeptPage, TemplateView):
    """The charter in force, or a version before it."""

    template_name = "exchange/memberships/charter.html"

    def get_context_data(self, version=None, **kwargs):
        versions = list(Charter.objects.newest_first())
        shown = [charter for charter in versions if version in (None, charter.version)]
        if version and not shown:
            raise Http404
        charter = shown[0] if shown else None
        return super().get_context_data(
            charter=charter,
            is_in_force=bool(versions) and charter == versions[0],
            versions=versions,
            days=settings.CHARTER_DAYS,
            **kwargs,
        )


class MembershipView(LoginRequiredMixin, TemplateView):
    """« Our membership »: where one's body stands, what that gives, and what to do next."""

    template_name = "exchange/memberships/membership.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        body = user.organisation
        is_administrator = bool(body) and user.has_role(RoleName.ORGANISATION_ADMINISTRATOR)
        places = body.memberships.select_related("network", "organisation").order_by("pk") if body else []
        applications = MembershipApplication.objects.open().select_related("network", "organisation")
        known = {place.network_id for place in places}
        return super().get_context_data(
            body=body,
            is_administrator=is_administrator,
            places=[Place(place, is_administrator=is_administrator) for place in places],
            drafts=[
                draft
                for draft in (applications.filter(organisation=body) if is_administrator else [])
                if draft.network_id not in known
            ],
            asked=applications.to_answer_by(body) if is_administrator else [],
            may_apply_elsewhere=is_administrator
            and forms.networks_open_to(body).exclude(pk__in=known).exists(),
            today=today_of(body),
            keeps_safe=bool(body) and user.has_role(*DESK_ROLES) and not self.request.viewer.contributes,
            reports_incidents=user.has_role(RoleName.PRIVACY_DELEGATE),
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class DeedView(LoginRequiredMixin, FormView):
    """One thing that the administrator of a body does; what an action refuses is said beside the form."""

    template_name = "exchange/memberships/deed.html"
    deed = ""
    button = ""
    done = ""

    def dispatch(self, request, *args, **kwargs):
        user = request.user
        if user.is_authenticated and not (
            user.organisation_id and user.has_role(RoleName.ORGANISATION_ADMINISTRATOR)
        ):
            raise PermissionDenied(_("Only the administrators of your organisation do this."))
        return super().dispatch(request, *args, **kwargs)

    @property
    def body(self):
        return self.request.user.organisation

    @cached_property
    def membership(self) -> Membership:
        places = Membership.objects.select_related("organisation", "network")
        return get_object_or_404(places, pk=self.kwargs["pk"], organisation=self.body)

    def do(self, data) -> None:
        raise NotImplementedError

    def get_context_data(self, **kwargs):
        return super().get_context_data(deed=self.deed, button=self.button, **kwargs)

    def form_valid(self, form):
        try:
            self.do(form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if self.done:
            messages.success(self.request, self.done)
        return redirect("membership")


class ApplicationView(DeedView):
    template_name = "exchange/memberships/application.html"
    deed = gettext_lazy("Application to join")
    form_class = forms.ApplicationForm

    @cached_property
    def charter(self):
        return Charter.objects.in_force()

    @property
    def is_draft(self):
        return "keep" in self.request.POST

    @cached_property
    def application(self):
        drafts = MembershipApplication.objects.open().filter(organisation=self.body, submitted_at=None)
        if wanted := number_of(self.request.POST.get("network") or self.request.GET.get("network")):
            drafts = drafts.filter(network=wanted)
        return drafts.order_by("-changed_at").first() or MembershipApplication(organisation=self.body)

    def get_form_kwargs(self):
        return {
            **super().get_form_kwargs(),
            "instance": self.application,
            "body": self.body,
            "charter": self.charter,
            "is_draft": self.is_draft,
        }

    def get_initial(self):
        wanted = number_of(self.request.GET.get("network"))
        return {"network": wanted} if wanted else {}

    def get_context_data(self, **kwargs):
        return super().get_context_data(charter=self.charter, body=self.body, **kwargs)

    def form_valid(self, form):
        try:
            application = actions.keep_draft(
                self.body, network=form.cleaned_data["network"], values=form.values(), by=self.request.user
            )
            if not self.is_draft:
                actions.apply(application, by=self.request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        if self.is_draft:
            messages.success(self.request, _("The draft is saved; only your organisation can read it."))
            return redirect("membership")
        messages.success(
            self.request,
            _("The application is sent. %(body)s is asked to vouch for you.") % {"body": application.sponsor},
        )
        if application.sponsor.shore == self.body.shore:
            messages.warning(
                self.request,
                _(
                    "Your sponsoring organisation is on your own shore; one from the other shore is preferred."
                ),
            )
        return redirect("membership")


class WithdrawApplicationView(LoginRequiredMixin, View):
    """Take an application back; it can be sent again."""

    http_method_names = ("post",)

    def post(self, request, pk):
        application = get_object_or_404(
            MembershipApplication.objects.open(), pk=pk, organisation=request.user.organisation_id or 0
        )
        try:
            actions.withdraw_application(application, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The application is withdrawn."))
        return redirect("membership")


class SponsorView(DeedView):
    """Answer for a body that asks, or not."""

    template_name = "exchange/memberships/sponsoring.html"
    deed = gettext_lazy("Vouch for an organisation")
    button = gettext_lazy("Send the answer")
    form_class = forms.SponsorForm
    done = gettext_lazy("Thank you: your answer is on its way to the committee.")

    @cached_property
    def application(self):
        asked = MembershipApplication.objects.to_answer_by(self.body)
        return get_object_or_404(asked.select_related("organisation", "network"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        same_shore = self.application.organisation.shore == self.body.shore
        return super().get_context_data(application=self.application, same_shore=same_shore, **kwargs)

    def do(self, data):
        actions.answer_for(
            self.application, answers=data["answers"], comment=data["comment"], by=self.request.user
        )


class AcceptCharterView(DeedView):
    template_name = "exchange/memberships/accept_charter.html"
    deed = gettext_lazy("Accept the charter")
    button = gettext_lazy("Accept the charter")
    form_class = forms.AcceptCharterForm
    done = gettext_lazy("The charter is accepted on behalf of your organisation.")

    @cached_property
    def charter(self):
        return Charter.objects.in_force()

    def get_initial(self):
        return {"version": self.charter.version if self.charter else "", "head": self.membership.head}

    def get_context_data(self, **kwargs):
        return super().get_context_data(charter=self.charter, membership=self.membership, **kwargs)

    def do(self, data):
        actions.accept_charter(
            self.membership, version=data["version"], head=data["head"], by=self.request.user
        )


class ReplyView(DeedView):
    template_name = "exchange/memberships/reply.html"
    deed = gettext_lazy("Reply to the committee")
    button = gettext_lazy("Send the reply")
    form_class = forms.ReplyForm
    done = gettext_lazy("The committee has your reply.")

    @cached_property
    def measure(self) -> Measure:
        measure = self.membership.measures.open().first()
        if measure is None:
            raise Http404
        return measure

    def get_context_data(self, **kwargs):
        return super().get_context_data(measure=self.measure, membership=self.membership, **kwargs)

    def do(self, data):
        actions.reply(self.measure, text=data["text"], by=self.request.user)


class AddressesView(DeedView):
    template_name = "exchange/memberships/addresses.html"
    deed = gettext_lazy("Head and functions of your organisation")
    button = gettext_lazy("Save the functions")
    form_class = forms.AddressesForm
    done = gettext_lazy("The functions of your organisation are saved.")

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "instance": self.membership, "body": self.body}

    def do(self, data):
        actions.change_addresses(self.membership, values=data, by=self.request.user)


class WithdrawalView(DeedView):
    """Give notice of leaving, after a look at what that brings."""

    template_name = "exchange/memberships/withdrawal.html"
    deed = gettext_lazy("Leave the network")
    button = gettext_lazy("Give notice of withdrawal")
    form_class = forms.WithdrawalForm
    done = gettext_lazy("Notice of withdrawal has been given.")

    def get_initial(self):
        return {"head": self.membership.head}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            membership=self.membership,
            days=settings.WITHDRAWAL_DAYS,
            reach=reach_of(self.membership, MembershipEvent.NOTIFY_WITHDRAWAL),
            consequences=consequences_of(self.membership, MembershipEvent.NOTIFY_WITHDRAWAL),
            **kwargs,
        )

    def do(self, data):
        actions.notify_withdrawal(
            self.membership, head=data["head"], reason=data["reason"], by=self.request.user
        )


class RetractionView(DeedView):
    """Take a notice of leaving back, until it takes effect."""

    template_name = "exchange/memberships/retraction.html"
    deed = gettext_lazy("Stay in the network")
    button = gettext_lazy("Cancel the withdrawal")
    form_class = forms.RetractionForm
    done = gettext_lazy("The withdrawal is cancelled: your organisation stays.")

    def get_initial(self):
        return {"head": self.membership.head}

    def get_context_data(self, **kwargs):
        return super().get_context_data(membership=self.membership, **kwargs)

    def do(self, data):
        actions.retract_withdrawal(
            self.membership, head=data["head"], reason=data["reason"], by=self.request.user
        )
