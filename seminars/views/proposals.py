"""Where a member writes a talk: nothing typed is lost, and a draft can be kept and gone back to."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from exchange.languages import ORIGINAL_LANGUAGES
from seminars import actions
from seminars.actions.proposals import may_move
from seminars.forms import ProposalForm
from seminars.models import Seminar, Talk
from seminars.policies import policy, why_not_propose
from seminars.timeline import seminar_of


@method_decorator(never_cache, name="dispatch")
class ProposalView(LoginRequiredMixin, FormView):
    """The short form of a talk: kept as a draft, or kept and sent."""

    form_class = ProposalForm
    template_name = "seminars/proposal.html"
    talk = None

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "by": self.request.user, "talk": self.talk}

    def get_context_data(self, **kwargs):
        return super().get_context_data(seminar=self.seminar, talk=self.talk, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def go_on(self, talk):
        """Send the talk if that was asked for; what is missing is shown beside what was kept."""
        if "send" not in self.request.POST:
            messages.success(self.request, _("The draft is kept. Only your organisation reads it."))
            return redirect("seminars:progress", talk.pk)
        try:
            actions.submit(talk, by=self.request.user)
        except actions.NotReady:
            messages.warning(self.request, _("Everything is kept, but not sent yet: something is missing."))
            return redirect(reverse("seminars:rewrite", args=[talk.pk]) + "?missing=1")
        messages.success(self.request, _("Your talk is on its way: your content lead has a message."))
        return redirect("seminars:progress", talk.pk)


class ProposeView(ProposalView):
    """A new talk for a seminar whose call is open."""

    def dispatch(self, request, *args, **kwargs):
        self.seminar = get_object_or_404(Seminar.objects.live().visible_to(request.viewer), pk=kwargs["pk"])
        if request.user.is_authenticated and (why := why_not_propose(request.user, self.seminar)):
            messages.warning(request, why)
            return redirect(self.seminar.get_absolute_url())
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        offered = dict(ORIGINAL_LANGUAGES)
        language = get_language()
        return {"language": language if language in offered else "fr"}

    def form_valid(self, form):
        return self.go_on(actions.propose(self.seminar, by=self.request.user, **form.words()))


class RewriteView(ProposalView):
    """A talk that is written further: a draft, what was sent back, the next version of what is published."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        page = get_object_or_404(Talk, pk=kwargs["pk"])
        if not policy.may_write(request.user, page):
            if policy.may_read(request.user, page):
                messages.warning(request, _("It cannot be changed at this step: take it back first."))
                return redirect("seminars:progress", page.pk)
            raise Http404
        self.page = page
        self.talk = page.get_latest_revision_as_object()
        self.seminar = seminar_of(page)
        return super().dispatch(request, *args, **kwargs)

    def seminars(self):
        """Return where the talk may go, its own seminar first; nothing where it has to stay."""
        if not may_move(self.page):
            return []
        calling = Seminar.objects.live().filter(talks_until__isnull=False).exclude(pk=self.seminar.pk)
        body = self.request.user.organisation
        others = [page for page in calling.order_by("starts_on", "pk") if page.takes_talks_of(body)]
        return [self.seminar, *others] if others else []

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"seminars": self.seminars()}
        if self.request.method == "GET":
            values = ProposalForm.values_of(self.talk, self.seminar)
            if "missing" in self.request.GET:
                kwargs["data"] = MultiValueDict(
                    {name: value if isinstance(value, list) else [value] for name, value in values.items()}
                )
                kwargs["files"] = {}
            kwargs["initial"] = values
        return kwargs

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        if form.is_bound and self.request.method == "GET":
            for problem in actions.why_not_submit(self.page, by=self.request.user):
                form.add_error(problem.field if problem.field in form.fields else None, problem.text)
        return form

    def get_context_data(self, **kwargs):
        return super().get_context_data(version=self.page.latest_revision_id, **kwargs)

    def form_valid(self, form):
        if self.request.POST.get("version") != str(self.page.latest_revision_id):
            form.add_error(
                None,
                _(
                    "A colleague changed this talk after you had opened it. Nothing of yours is lost: compare with "
                    "the version in another window, then keep or send this one."
                ),
            )
            return self.form_invalid(form)
        chosen = form.cleaned_data.get("seminar")
        seminar = next((page for page in self.seminars() if str(page.pk) == chosen), None)
        return self.go_on(actions.rewrite(self.page, by=self.request.user, seminar=seminar, **form.words()))
