"""Where a person says whether they go over to another organisation."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView

from exchange.models import Move, RoleName
from exchange.moves.actions import confirm_move, decline_move, why_closed
from exchange.refusal import Refused


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class MoveView(TemplateView):
    """Show an offer to the person whom it is for, and take their answer; the link alone does nothing."""

    template_name = "exchange/moves/move.html"

    def dispatch(self, request, *args, token, **kwargs):
        self.move = Move.objects.of_token(token)
        self.reason = self.why_closed()
        if self.reason:
            return self.render_to_response({"reason": self.reason}, status=410)
        return super().dispatch(request, *args, **kwargs)

    def why_closed(self) -> str:
        if self.move is None:
            return _("It was answered already, taken back, or is too old.")
        if self.move.person_id != self.request.user.pk:
            return _("This is for another account: sign out, then sign in with that one.")
        return why_closed(self.move)

    def get_context_data(self, **kwargs):
        names = [str(RoleName(name).label) for name in self.move.roles]
        return super().get_context_data(move=self.move, role_names=names, **kwargs)

    def post(self, request, *args, **kwargs):
        follows = request.POST.get("answer") == "yes"
        try:
            (confirm_move if follows else decline_move)(self.move, by=request.user)
        except Refused as refusal:
            return self.render_to_response({"reason": str(refusal)}, status=410)
        if follows:
            messages.success(
                request,
                _("You belong to %(organisation)s now.") % {"organisation": self.move.organisation},
            )
        else:
            messages.success(request, _("Noted: nothing changes."))
        return redirect("account")
