"""Where talks stand, and what whoever is looking may do about them now."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from practices.differences import decided_before, differences, version_seen
from seminars import actions
from seminars.deeds import DEEDS
from seminars.models import Seminar, Talk
from seminars.policies import policy, why_not_release
from seminars.presentation import described, entered, own_talks, talk_page, to_decide
from seminars.timeline import history, present, seminar_of, standing


@method_decorator(never_cache, name="dispatch")
class OursView(LoginRequiredMixin, TemplateView):
    """The talks of one's organisation and where each stands, after those that one is asked to decide about."""

    template_name = "seminars/ours.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        if not policy.follows_talks(user):
            raise PermissionDenied
        calling = Seminar.objects.live().filter(talks_until__isnull=False).order_by("talks_until", "pk")
        return super().get_context_data(
            to_decide=described(to_decide(user)),
            entered=described(entered(user)),
            own=described(own_talks(user)),
            organisation=user.organisation,
            calls=[seminar for seminar in calling if policy.may_propose(user, seminar)],
            **kwargs,
        )


@method_decorator(never_cache, name="dispatch")
class ProgressView(LoginRequiredMixin, TemplateView):
    """Where one talk stands, its text if it is open to the person, and the forms of what may be done now."""

    template_name = "seminars/progress.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.talk = get_object_or_404(Talk, pk=kwargs["pk"])
        if not policy.may_read(request.user, self.talk) and not self.offered():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def offered(self):
        return [deed for deed in DEEDS if deed.may(self.request.user, self.talk)]

    def post(self, request, *args, **kwargs):
        deed = next((deed for deed in self.offered() if deed.verb == request.POST.get("deed")), None)
        if deed is None:
            messages.warning(request, _("This is not possible any more: look at where the talk stands now."))
            return redirect("seminars:progress", self.talk.pk)
        form = deed.form(request.POST, prefix=deed.verb)
        problems, status = [], 422
        if form.is_valid():
            try:
                deed.perform(self.talk, request.user, form, seen=request.POST.get("seen"))
            except actions.Outdated as refusal:
                problems, status = refusal.problems, 409
                self.talk = Talk.objects.get(pk=self.talk.pk)
            except actions.NotReady as refusal:
                problems = refusal.problems
            else:
                return self.where_next(deed.done)
        context = self.get_context_data(bound={deed.verb: form}, problems=problems)
        return self.render_to_response(context, status=status)

    def where_next(self, done):
        messages.success(self.request, done)
        talk = Talk.objects.filter(pk=self.talk.pk).first()
        if talk and policy.may_read(self.request.user, talk):
            return redirect("seminars:progress", talk.pk)
        return redirect("seminars:ours")

    def get_context_data(self, bound=None, problems=(), **kwargs):
        user, talk = self.request.user, self.talk
        reads = policy.may_read(user, talk)
        draft = talk.get_latest_revision_as_object() if reads else talk
        bound = bound or {}
        offered = self.offered()
        sends = any(deed.verb == "submit" for deed in offered)
        ahead = actions.why_not_submit(talk, by=user) if sends else []
        return super().get_context_data(
            talk=talk,
            page=draft,
            reads=reads,
            text=talk_page(draft, self.request.viewer) if reads else None,
            seminar=seminar_of(talk),
            standing=standing(talk),
            moment=present(talk),
            moments=history(talk) if reads else [],
            note=why_not_release(user, talk),
            problems=[*problems, *(problem for problem in ahead if problem not in problems)],
            differences=self.differences() if reads else [],
            may_write=policy.may_write(user, talk),
            may_edit=talk.permissions_for_user(user).can_edit(),
            deeds=[
                {
                    "deed": deed,
                    "form": bound.get(deed.verb) or deed.form(prefix=deed.verb),
                    "seen": deed.version(talk),
                }
                for deed in offered
            ],
            **kwargs,
        )

    def differences(self) -> list:
        """Return what changed since this person saw the text, or since it was decided about before."""
        user = self.request.user
        before = version_seen(self.talk, user, self.request.POST.get("seen", ""))
        if before is None and policy.may_decide(user, self.talk):
            before = decided_before(self.talk, user)
        return differences(self.talk, before, self.request) if before else []
