"""Signing in by a passkey: a stranger who asks leaves nothing in the database."""

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_factor_adapter
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY, get_server
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.conf import settings
from django.core import signing
from django.core.cache import caches
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from fido2.webauthn import UserVerificationRequirement

from exchange.accounts.forms import SignInForm

CHALLENGE = "passkey_challenge"
CHALLENGE_LIFE = 5 * 60


@method_decorator(never_cache, name="dispatch")
class PasskeyView(LoginWebAuthnView):
    """Ask the browser for a passkey, and let in whoever has it.

    What the answer is held against travels in a signed cookie, where the library would keep a session for
    everybody who asks; it is good for five minutes, and once.
    """

    template_name = "account/login.html"

    def get(self, request, *args, **kwargs):
        if not get_adapter().is_ajax(request):
            return redirect("login")
        options, state = get_server().authenticate_begin(
            credentials=[], user_verification=UserVerificationRequirement.REQUIRED
        )
        response = JsonResponse({"request_options": dict(options)})
        response.set_cookie(
            CHALLENGE,
            signing.dumps(state, salt=CHALLENGE),
            max_age=CHALLENGE_LIFE,
            path=reverse("mfa_login_webauthn"),
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Strict",
        )
        return response

    def post(self, request, *args, **kwargs):
        try:
            state = signing.loads(request.COOKIES.get(CHALLENGE, ""), salt=CHALLENGE, max_age=CHALLENGE_LIFE)
        except signing.BadSignature:
            state = {}
        self.challenge = state.get("challenge", "")
        # The library looks for it in the session; there it stands no longer than this request.
        request.session[STATE_SESSION_KEY] = state
        try:
            return super().post(request, *args, **kwargs)
        finally:
            request.session.pop(STATE_SESSION_KEY, None)

    def form_valid(self, form):
        if not caches["shared"].add(f"passkey challenge {self.challenge}", 1, CHALLENGE_LIFE):
            return self.form_invalid(form)
        return super().form_valid(form)

    def form_invalid(self, form):
        """Show the sign-in page again, and say above it what was wrong."""
        if not form.errors:
            form.add_error("credential", get_factor_adapter().validation_error("incorrect_key"))
        is_throttled = form.has_error("credential", code="throttled")
        context = self.get_context_data(
            form=SignInForm(request=self.request), key_errors=form.errors["credential"]
        )
        return self.render_to_response(context, status=429 if is_throttled else 400)
