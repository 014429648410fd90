"""The desk of one thing: how it stands, and every step that may be taken now, each with its form."""

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from exchange.deeds import Deed
from exchange.refusal import Refused

from .policy import PolicyInspectView


def require_again(request) -> None:
    """Refuse who has not said lately who they are: an open screen is not enough to give or take rights."""
    if is_reauthentication_required(request, app=""):
        raise Refused(_("Confirm your identity in another window, then send this once more."))


class DeskView(PolicyInspectView):
    page_title = gettext_lazy("Progress")
    deeds: tuple[Deed, ...] = ()

    def form_of(self, deed, data=None):
        """Return the form of a step about this object, empty or as it was sent."""
        raise NotImplementedError

    def title_of(self, deed):
        return deed.title

    def possible_deeds(self):
        return [deed for deed in self.deeds if deed.may(self.request.user, self.object)]

    def post(self, request, *args, **kwargs):
        verb = request.POST.get("verb")
        deed = next((deed for deed in self.possible_deeds() if deed.verb == verb), None)
        if deed is None:
            messages.error(request, _("This step is no longer possible. Nothing was changed."))
            return redirect(request.path)
        form = self.form_of(deed, request.POST)
        if form.is_valid():
            try:
                require_again(request)
                deed.do(self.object, form, request.user)
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("It is decided, and those concerned receive an e-mail."))
                return redirect(request.path)
        return self.render_to_response(self.get_context_data(bound={verb: form}))

    def get_context_data(self, bound=None, **kwargs):
        bound = bound or {}
        return super().get_context_data(
            entries=[
                {
                    "deed": deed,
                    "title": self.title_of(deed),
                    "form": bound.get(deed.verb) or self.form_of(deed),
                }
                for deed in self.possible_deeds()
            ],
            again=is_reauthentication_required(self.request, app=""),
            again_address=reverse("account_reauthenticate"),
            **kwargs,
        )
