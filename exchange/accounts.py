"""Signing in and out, and what slows down whoever guesses."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchange.languages import LANGUAGES
from exchange.models import FailedSignIn
from exchange.senders import client_address, daily_digest


class SignInForm(AuthenticationForm):
    """Address and password; after too many errors, neither is looked at for a while."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": gettext_lazy(
            "This address and this password do not go together. Check both, capital letters too."
        ),
    }

    def clean(self):
        email = (self.cleaned_data.get("username") or "").strip().lower()
        if not email or not self.cleaned_data.get("password"):
            return super().clean()
        attempt = {
            "account_digest": daily_digest("sign-in account", email),
            "address_digest": daily_digest("sign-in address", client_address(self.request)),
        }
        if is_throttled(**attempt):
            minutes = int(settings.SIGN_IN_WINDOW.total_seconds() // 60)
            raise ValidationError(
                ngettext(
                    "Too many attempts to sign in. Try again in %(minutes)s minute.",
                    "Too many attempts to sign in. Try again in %(minutes)s minutes.",
                    minutes,
                ),
                code="throttled",
                params={"minutes": minutes},
            )
        # Noted before the password is checked, so that many attempts at the same moment count too.
        FailedSignIn.objects.create(**attempt)
        data = super().clean()
        FailedSignIn.objects.filter(**attempt).delete()
        return data


def is_throttled(*, account_digest: str, address_digest: str) -> bool:
    """Say whether this account or this address failed too often lately."""
    recent = FailedSignIn.objects.since(timezone.now() - settings.SIGN_IN_WINDOW)
    of_account = recent.filter(account_digest=account_digest)
    of_address = recent.filter(address_digest=address_digest)
    per_person = settings.SIGN_IN_FAILURES_PER_PERSON
    return (
        of_account.filter(address_digest=address_digest).count() >= per_person
        or of_account.count() >= 4 * per_person
        or of_address.count() >= settings.SIGN_IN_FAILURES_PER_ADDRESS
    )


def preferred_language(user) -> str:
    return user.language if user.language in LANGUAGES else get_language()


class SignInView(LoginView):
    """Let people in, and back to where they came from."""

    authentication_form = SignInForm

    def form_valid(self, form):
        response = super().form_valid(form)
        language = preferred_language(self.request.user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def get_default_redirect_url(self):
        with override(preferred_language(self.request.user)):
            return reverse("home")


class SignOutView(LogoutView):
    """Close the session; the next page is the home page in the same language."""

    def get_default_redirect_url(self):
        return reverse("home")


class OwnPasswordView(PasswordChangeView):
    """Let people choose another password."""

    def form_valid(self, form):
        messages.success(self.request, _("Your password is changed."))
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("home")


@require_safe
def admin_sign_in(request):
    """Send whoever opens the editor's own door to the one door of the exchange."""
    address = reverse("login")
    wanted = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        address = f"{address}?{urlencode({'next': wanted})}"
    return redirect(address)


def closed(request, **kwargs):
    """Answer for what Wagtail offers and the exchange does not."""
    raise Http404
