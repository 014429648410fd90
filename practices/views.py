from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import FormView

from exchange.audiences import PUBLISHED_STATES
from exchange.views import PageView, show
from practices import actions
from practices.forms import AdoptionForm
from practices.models import Practice
from practices.policies import policy
from search.views import ResultsView


class PracticeListView(ResultsView):
    """All sheets, narrowed by what a reader ticks; words are welcome and not needed."""

    template_name = "practices/practice_list.html"
    kinds = ("practice",)
    hidden_facets = ("kind",)

    def elsewhere(self, address):
        return reverse("search:results") + address.without_filters


class SharedPageView(PageView):
    """Show what a body shares; who may read it before it is published meets its latest draft."""

    def respond(self, request, **kwargs):
        try:
            return super().respond(request, **kwargs)
        except Http404:
            unpublished = self.get_queryset().filter(live=False).exclude(state__in=PUBLISHED_STATES)
            page = get_object_or_404(unpublished, pk=kwargs["pk"])
            return show(page.get_latest_revision_as_object(), request)


class AdoptionView(LoginRequiredMixin, FormView):
    """« We use it too », told for the body of whoever is signed in, changed and taken back."""

    form_class = AdoptionForm
    template_name = "practices/adoption.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        sheets = Practice.objects.visible_to(request.viewer).published()
        self.sheet = get_object_or_404(sheets.select_related("organisation"), pk=kwargs["pk"])
        self.adoption = self.sheet.adoptions.filter(organisation=request.user.organisation_id).first()
        taken_back = self.adoption and policy.may_withdraw_adoption(request.user, self.adoption)
        if not taken_back and not policy.may_declare_adoption(request.user, self.sheet):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        organisation = self.request.user.organisation
        return {**super().get_form_kwargs(), "instance": self.adoption, "organisation": organisation}

    def get_context_data(self, **kwargs):
        return super().get_context_data(about=self.sheet, adoption=self.adoption, **kwargs)

    def post(self, request, *args, **kwargs):
        if "withdraw" not in request.POST:
            return super().post(request, *args, **kwargs)
        if self.adoption:
            actions.withdraw_adoption(self.adoption, by=request.user)
            messages.success(request, _("The page of the practice no longer names your organisation."))
        return redirect(self.get_success_url())

    def form_valid(self, form):
        try:
            actions.declare_adoption(self.sheet, by=self.request.user, **form.cleaned_data)
        except actions.NotReady as refusal:
            for problem in refusal.problems:
                form.add_error(problem.field, problem.text)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Thank you. The page of the practice names your organisation, and its authors are told."),
        )
        return super().form_valid(form)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_success_url(self):
        return f"{self.sheet.get_url(self.request)}#adoptions"


class PracticeDetailView(SharedPageView):
    """The sheet at its address in the reader's language."""

    model = Practice
