"""Where django-allauth asks this project: who comes in, by which letter, to which page."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth import authenticate
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, override

from exchange.accounts.throttling import Attempt
from exchange.languages import LANGUAGES
from exchange.senders import client_address
from exchange.tasks import mail_password_reset


def preferred_language(user) -> str:
    return user.language if user.language in LANGUAGES else get_language()


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation, and sign in with address and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "This address and this password do not go together. Check both, capital letters too."
        ),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request)

    def authenticate(self, request, **credentials):
        attempt = Attempt(request, credentials.get("email", ""))
        attempt.begin()
        user = authenticate(request, **credentials)
        if user:
            attempt.succeed()
        return user

    def get_login_redirect_url(self, request):
        with override(preferred_language(request.user)):
            return reverse("home")

    def get_logout_redirect_url(self, request):
        return reverse("home")

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            preferred_language(user),
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        return response

    def send_password_reset_mail(self, user, email, context):
        # The worker writes the link: no secret waits in the queue, and the answer takes no longer for
        # an address that is known.
        mail_password_reset.enqueue(user.pk)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names the exchange in authenticator apps."""

    def _get_site_name(self):
        return str(settings.SITE_NAME)


class ProviderAdapter(DefaultSocialAccountAdapter):
    """A body's own sign-in opens an account that was given by invitation; it never makes one."""

    def is_open_for_signup(self, request, sociallogin):
        return False
