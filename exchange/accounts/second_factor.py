"""Who must show more than a password, and what happens until they do."""

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

# What a person may open on the way to a second factor.
ON_THE_WAY = ("mfa_", "account_", "login", "logout")


def needs_second_factor(user) -> bool:
    """Say whether one of this person's roles publishes, governs or administers."""
    return bool(settings.SECOND_FACTOR_ROLES) and (
        user.is_superuser or user.has_role(*settings.SECOND_FACTOR_ROLES)
    )


def has_shown_it(request) -> bool:
    """Say whether this session was opened with a second factor or a passkey."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, request.user))


@receiver(authenticator_added)
def shown_by_setting_it_up(sender, request, user, authenticator, **kwargs):
    """Take a second factor as shown in the session that set it up: a code or a key just proved it."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


class SecondFactorMiddleware:
    """Hold the rule at every door: a session without its second factor opens nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        # Who has no session is not looked up: what visitors get may be kept on the way.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        user = request.user
        if not user.is_authenticated or is_on_the_way(request) or not needs_second_factor(user):
            return None
        if has_shown_it(request):
            return None
        if Authenticator.objects.filter(user=user).exists():
            # It came in by a door that does not ask: out, and in again by the one that does.
            logout(request)
            return redirect(f"{reverse('login')}?next={request.path}")
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("Your roles ask for a second factor: set it up first."))
        messages.warning(
            request,
            _("Your roles ask for a second factor: choose an authenticator app or a passkey, then go on."),
        )
        return redirect("mfa_index")


def is_on_the_way(request) -> bool:
    name = request.resolver_match.url_name or ""
    return name.startswith(ON_THE_WAY)
