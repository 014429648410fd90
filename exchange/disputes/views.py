"""Disputes, for the two bodies and for the committee that hears them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView, ListView

from exchange.disputes import actions, rules
from exchange.disputes.forms import DisputeForm, EntryForm
from exchange.models import Dispute
from exchange.models.disputes import Outcome
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused
from practices.actions import NotReady, Outdated
from practices.actions import locked as locked_practice
from practices.deeds import DEEDS
from practices.models import Practice

FREEZE = next(deed for deed in DEEDS if deed.verb == "freeze")


@method_decorator(never_cache, name="dispatch")
class DisputeListView(LoginRequiredMixin, ListView):
    """The disputes that this person follows, open ones first."""

    template_name = "exchange/disputes/list.html"
    context_object_name = "disputes"
    paginate_by = 25

    def get_queryset(self):
        user = self.request.user
        if not rules.speaks_for_a_body(user) and not self.request.viewer.has_role(*GOVERNORS):
            raise PermissionDenied
        return (
            Dispute.objects.visible_to(self.request.viewer)
            .select_related("raised_by", "answered_by")
            .order_by("outcome", "due_on", "-opened_at", "-pk")
        )

    def get_context_data(self, **kwargs):
        return super().get_context_data(may_raise=rules.speaks_for_a_body(self.request.user), **kwargs)


@method_decorator(never_cache, name="dispatch")
class RaiseView(LoginRequiredMixin, FormView):
    """Raise a dispute for one's body."""

    form_class = DisputeForm
    template_name = "exchange/disputes/raise.html"

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not rules.speaks_for_a_body(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user}

    def form_valid(self, form):
        data = form.cleaned_data
        try:
            dispute = actions.raise_dispute(
                subject=data["subject"],
                account=data["account"],
                other=data["other"],
                protocol=data["protocol"],
                page=data["address"],
                by=self.request.user,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request, _("The other organisation is told; its contact points have to answer now.")
        )
        return redirect("dispute", pk=dispute.pk)


@method_decorator(never_cache, name="dispatch")
class DisputeView(LoginRequiredMixin, FormView):
    """One dispute: what was said, until when, and what this person can do."""

    form_class = EntryForm
    template_name = "exchange/disputes/detail.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        disputes = Dispute.objects.visible_to(request.viewer)
        self.dispute = get_object_or_404(
            disputes.select_related("raised_by", "answered_by", "protocol", "page"), pk=kwargs["pk"]
        )
        return super().dispatch(request, *args, **kwargs)

    def deeds(self) -> dict:
        """Return what this person can do now: the value of each button, and what it does."""
        user, dispute = self.request.user, self.dispute
        offered = {
            "write": (rules.may_write, actions.write, {}),
            "settled": (rules.may_end, actions.end, {"outcome": Outcome.SETTLED}),
            "withdrawn": (rules.may_end, actions.end, {"outcome": Outcome.WITHDRAWN}),
            "pass_on": (rules.may_pass_on, actions.pass_on, {}),
            "freeze": (rules.may_freeze, self.freeze, {}),
            "left": (rules.may_leave, actions.end, {"outcome": Outcome.LEFT}),
        }
        return {name: (act, more) for name, (may, act, more) in offered.items() if may(user, dispute)}

    @property
    def sheet(self):
        return Practice.objects.visible_to(self.request.viewer).filter(pk=self.dispute.page_id).first()

    @transaction.atomic
    def freeze(self, dispute, *, text: str, by):
        """Freeze the version that the person saw; of another one they read first what it says now."""
        if self.request.POST.get("seen") != FREEZE.version(locked_practice(self.sheet)):
            raise Outdated
        return actions.freeze_page(dispute, text=text, by=by)

    def get_context_data(self, **kwargs):
        page = self.dispute.page
        return super().get_context_data(
            dispute=self.dispute,
            entries=self.dispute.entries.select_related("by", "organisation"),
            about=page if page and self.request.viewer.opens(page.tokens) else None,
            deeds=self.deeds(),
            seen=FREEZE.version(self.sheet) if self.sheet else "",
            freeze_days=settings.FREEZE_WORKING_DAYS,
            **kwargs,
        )

    def form_valid(self, form):
        deed = self.request.POST.get("deed", "")
        text = form.cleaned_data["text"]
        try:
            if deed not in self.deeds():
                raise Refused(_("This is no longer possible: look at where the dispute stands now."))
            act, more = self.deeds()[deed]
            act(self.dispute, text=text, by=self.request.user, **more)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        except Outdated:
            form.add_error(
                None,
                _("The practice was changed after you opened this page: read it again, then decide again."),
            )
            return self.form_invalid(form)
        except NotReady as refusal:
            form.add_error(None, " ".join(problem.text for problem in refusal.problems))
            return self.form_invalid(form)
        messages.success(self.request, _("Recorded, and everybody concerned is told."))
        return redirect(reverse("dispute", kwargs={"pk": self.dispute.pk}))
