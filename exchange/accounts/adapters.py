"""Where django-allauth asks this project: who comes in, by which letter, to which page."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, gettext_lazy, override

from exchange.accounts import encryption, known_browsers
from exchange.accounts.providers.session import BoundedSession
from exchange.accounts.reauthentication import take_sign_in_as_proof, ways_of
from exchange.accounts.throttling import Attempt
from exchange.accounts.traces import note_guesses
from exchange.languages import LANGUAGES
from exchange.models import Move
from exchange.senders import client_address
from exchange.tasks import mail_password_reset
from exchange.tasks.accounts import AccountChange, tell_of_change

# What the library says that it did, by the name of the letter that it would send.
CHANGES = {
    "account/email/password_changed": AccountChange.PASSWORD,
    "account/email/password_reset": AccountChange.PASSWORD,
    "account/email/password_set": AccountChange.PASSWORD,
    "mfa/email/totp_activated": AccountChange.APP_ADDED,
    "mfa/email/totp_deactivated": AccountChange.APP_REMOVED,
    "mfa/email/webauthn_added": AccountChange.KEY_ADDED,
    "mfa/email/webauthn_removed": AccountChange.KEY_REMOVED,
    "mfa/email/recovery_codes_generated": AccountChange.CODES,
}


def preferred_language(user) -> str:
    return user.language if user.language in LANGUAGES else get_language()


def tell_of_move(request, user) -> None:
    """Say at the door that the organisation of this person has been replaced, and lead to their answer."""
    move = Move.objects.open().filter(person=user, email="").select_related("organisation").first()
    if move:
        messages.warning(
            request,
            format_html(
                '{} <a href="{}">{}</a>',
                gettext("Your organisation has been replaced by %(body)s.") % {"body": move.organisation},
                reverse("move", kwargs={"token": move.token}),
                gettext("Say whether you follow"),
            ),
        )


class AccountAdapter(DefaultAccountAdapter):
    """People come by invitation, and sign in with address and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": gettext_lazy(
            "This address and password do not match. Check both, including capital letters."
        ),
        "account_inactive": gettext_lazy("This account is closed."),
        "enter_current_password": gettext_lazy("This is not your current password."),
        "incorrect_password": gettext_lazy("This is not your password."),
        "invalid_password_reset": gettext_lazy("This link no longer works."),
        "rate_limited": gettext_lazy("Too many attempts in a short time. Wait a minute, then try again."),
        "too_many_login_attempts": gettext_lazy(
            "Too many attempts in a short time. Wait a minute, then try again."
        ),
    }
    ways_to_reauthenticate = {
        "reauthenticate": ("account_reauthenticate", gettext_lazy("Your password")),
        "mail_code": ("account_reauthenticate_by_mail", gettext_lazy("A code sent to your address")),
        "mfa_reauthenticate": (
            "mfa_reauthenticate",
            gettext_lazy("A code of your app, or a recovery code"),
        ),
        "mfa_reauthenticate:webauthn": ("mfa_reauthenticate_webauthn", gettext_lazy("A passkey or a key")),
    }

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        return client_address(request)

    def authenticate(self, request, **credentials):
        email = credentials.get("email", "")
        attempt = Attempt(request, email)
        try:
            attempt.begin()
        except ValidationError:
            note_guesses(email)
            raise
        user = authenticate(request, **credentials)
        if user:
            attempt.succeed()
        return user

    def get_reauthentication_methods(self, user):
        """Name the ways to show that it is still you, in the words of the exchange; the first is the usual one."""
        return [
            {"id": way, "url": reverse(address), "description": words}
            for way, (address, words) in self.ways_to_reauthenticate.items()
            if way in ways_of(user)
        ]

    def login(self, request, user):
        shown = get_authentication_records(request, user)
        super().login(request, user)
        take_sign_in_as_proof(request, user, shown)

    def get_login_redirect_url(self, request):
        with override(preferred_language(request.user)):
            return reverse("home")

    def get_logout_redirect_url(self, request):
        return reverse("home")

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        tell_of_move(request, user)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            preferred_language(user),
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
        known_browsers.remember(request, response, user)
        return response

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """Tell a person what the library did to their account; the worker writes it."""
        tell_of_change(user, CHANGES[template_prefix])

    def send_password_reset_mail(self, user, email, context):
        # The worker writes the link: no secret waits in the queue, and the answer takes no longer for
        # an address that is known.
        mail_password_reset.enqueue(user.pk)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Names the exchange in authenticator apps, and says in its words what went wrong."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code does not work: it is wrong, already used, or too old."),
        "incorrect_key": gettext_lazy(
            "This passkey or key does not work here. Try again, or choose another way."
        ),
        "unreadable_factor": gettext_lazy(
            "The site cannot read this second factor at the moment. Choose another way, or write to the secretariat."
        ),
        "cannot_delete_authenticator": gettext_lazy("This second factor cannot be removed now."),
        "cannot_generate_recovery_codes": gettext_lazy("Set up an app, a passkey or a key first."),
    }

    def encrypt(self, text):
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text):
        return encryption.decrypt(encrypted_text)

    def _get_site_name(self):
        return str(settings.SITE_NAME)

    def generate_authenticator_name(self, user, type):
        if type != Authenticator.Type.WEBAUTHN:
            return super().generate_authenticator_name(user, type)
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return gettext("Key %(number)s") % {"number": number}


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Nothing of the library's own: accounts are opened in accounts/providers, and never made by a provider."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def get_requests_session(self):
        return BoundedSession()
