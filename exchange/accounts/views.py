from contextlib import suppress

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.account.views import INTERNAL_RESET_SESSION_KEY, LoginView, PasswordResetFromKeyView
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django.views.generic import FormView, TemplateView

from exchange.accounts import known_browsers
from exchange.accounts.encryption import UnreadableSecretError, decrypt, encrypt
from exchange.accounts.forms import AcceptInvitationForm
from exchange.accounts.providers.views import leave
from exchange.accounts.second_factor import needs_second_factor
from exchange.invitations import accept_invitation, explain
from exchange.models import Invitation, Move, User
from exchange.models.people import DESK_ROLES, GOVERNORS, SPEAKERS
from exchange.placement import lapse_of
from exchange.providers import open_providers, providers_of, ways_in
from exchange.refusal import Refused


class SignInView(LoginView):
    """Let people in, and back to where they came from."""

    def get_context_data(self, **kwargs):
        wanted, viewer = self.request.GET.get("next", ""), self.request.viewer
        is_editor_closed = (
            not viewer.is_visitor
            and not viewer.enters_editor
            and wanted.startswith(reverse("wagtailadmin_home"))
        )
        return super().get_context_data(
            next=wanted, is_editor_closed=is_editor_closed, providers=open_providers(), **kwargs
        )


class PasswordByLinkView(PasswordResetFromKeyView):
    """Take another password from whoever followed the link of an e-mail.

    The key in the link waits in the session until the form comes back, and sessions stand in the database:
    it waits encrypted, so that a copy of that opens no account.
    """

    KEPT = "exchange.password_key"

    def dispatch(self, request, *args, **kwargs):
        if kept := request.session.pop(self.KEPT, None):
            with suppress(UnreadableSecretError):  # the link still opens it
                request.session[INTERNAL_RESET_SESSION_KEY] = decrypt(kept)
        try:
            return super().dispatch(request, *args, **kwargs)
        finally:
            if key := request.session.pop(INTERNAL_RESET_SESSION_KEY, None):
                request.session[self.KEPT] = encrypt(key)

    def form_valid(self, form):
        """Know the browser of whoever got the e-mail: guesses of others do not keep them from signing in."""
        response = super().form_valid(form)
        known_browsers.remember(self.request, response, self.reset_user)
        return response


class AccountView(LoginRequiredMixin, TemplateView):
    """One's own account: roles, password, second factor, open sessions."""

    template_name = "account/account.html"

    def get_context_data(self, **kwargs):
        user = self.request.user
        return super().get_context_data(
            role_names=[role.get_name_display() for role in user.roles.order_by("name")],
            needs_second_factor=needs_second_factor(user),
            ways_in=ways_in(user),
            # An offer with another address is answered by the link that went there.
            move=Move.objects.open().filter(person=user, email="").select_related("organisation").first(),
            offers_duties=bool(user.organisation_id) and user.has_role(*DESK_ROLES),
            offers_disputes=user.has_role(*SPEAKERS, *GOVERNORS),
            **kwargs,
        )


@method_decorator([never_cache, sensitive_post_parameters("password", "password_again")], name="dispatch")
class InvitationView(FormView):
    """Open the account that an invitation promises, once."""

    template_name = "account/invitation.html"
    form_class = AcceptInvitationForm

    def dispatch(self, request, *args, token, **kwargs):
        self.invitation = Invitation.objects.of_token(token)
        if self.invitation is None or not self.invitation.is_open:
            # The same answer for a link that was used, withdrawn, too old or made up.
            return render(request, "account/invitation_closed.html", status=410)
        if lapse := lapse_of(self.invitation):
            reason = explain(lapse, self.invitation)
            return render(request, "account/invitation_closed.html", {"reason": reason}, status=410)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        return {"language": self.invitation.language or self.request.LANGUAGE_CODE}

    def get_form_kwargs(self):
        person = User(email=self.invitation.email)
        return {**super().get_form_kwargs(), "person": person, "providers": self.providers}

    @cached_property
    def providers(self):
        """Return the sign-ins that may open this account in the place of a password."""
        if self.invitation.gives_platform_role:
            return []
        return providers_of(self.invitation.organisation)

    def get_context_data(self, **kwargs):
        return super().get_context_data(invitation=self.invitation, providers=self.providers, **kwargs)

    def form_valid(self, form):
        data = form.cleaned_data
        if form.provider:
            return leave(
                self.request,
                form.provider,
                process="invitation",
                invitation=self.invitation.pk,
                name=data["name"],
                chosen_language=data["language"],
            )
        try:
            user = accept_invitation(
                self.invitation, name=data["name"], language=data["language"], password=data["password"]
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Welcome: your account is open."))
        # The password was just chosen: whoever needs a second factor goes on to it at once.
        record_authentication(self.request, user, method="password")
        return perform_login(self.request, Login(user=user, email=user.email))


@require_safe
def admin_sign_in(request):
    """Send whoever opens the editor's own door to the one door of the exchange."""
    address = reverse("login")
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        address = f"{address}?{urlencode({'next': wanted})}"
    return redirect(address)


def closed(request, **kwargs):
    """Answer for what a library offers and the exchange does not."""
    raise Http404
