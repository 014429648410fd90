"""Who must show more than a password, and what happens until they do."""

from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from exchange.accounts.factors import FACTORS, has_factor, has_shown_factor
from exchange.models import RoleName

# Roles that publish, govern or administer show more than a password.
ROLES_WITH_FACTOR = frozenset(
    {
        RoleName.CONTENT_LEAD,
        RoleName.REVIEWER,
        RoleName.ORGANISATION_ADMINISTRATOR,
        RoleName.EDITOR,
        RoleName.COMMITTEE,
        RoleName.ADMINISTRATOR,
    }
)
# What a person may open on the way to their first factor: nothing else of the account, and nothing of the site.
ON_THE_WAY = frozenset(
    {
        "login",
        "account_login",
        "logout",
        "account_logout",
        "account_reauthenticate",
        "account_reauthenticate_by_mail",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
    }
)
# Their addresses are secrets, which the session does not keep: their e-mail, or the provider, leads there again.
SECRET = frozenset({"account_reset_password_from_key", "invitation", "provider_callback"})
GOING_TO = "exchange.going_to"  # in the session: where a person was going when a factor was asked for


def needs_second_factor(user) -> bool:
    """Say whether one of this person's roles publishes, governs or administers."""
    return user.is_superuser or user.has_role(*ROLES_WITH_FACTOR)


@receiver(authenticator_added)
def shown_by_setting_it_up(sender, request, user, authenticator, **kwargs):
    """Take a second factor as shown in the session that set it up: a code or a key just proved it."""
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)


@receiver(authenticator_removed)
def shown_no_more_without_any(sender, request, user, **kwargs):
    """Take nothing as shown once the last factor is gone: who needs one sets up another before all else.

    Other sessions end. In this one it still counts for « is it still you? », so that a new telephone takes
    the place of the old one at once.
    """
    if has_factor(user) or not has_shown_factor(request):
        return
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        record | {"method": "removed factor"} if record["method"] == "mfa" else record
        for record in get_authentication_records(request, user)
    ]
    user.end_sessions()
    update_session_auth_hash(request, user)


class SecondFactorMiddleware:
    """Hold the rule at every door: a session without its second factor opens nothing.

    Who has a factor and has not shown it is not signed in, whatever the address; who needs one and has none
    gets no further than where it is set up.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # Who has no session is not looked up: what visitors get may be kept on the way.
        is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        has_shown_nothing = is_signed_in and not has_shown_factor(request)
        if has_shown_nothing and has_factor(request.user):
            # It came in by a door that does not ask: out, and in again by the one that does.
            logout(request)
            return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
        request.lacks_factor = has_shown_nothing and needs_second_factor(request.user)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.lacks_factor:
            arrived(request)
            return None
        if request.resolver_match.view_name in ON_THE_WAY:
            return None
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied(_("Your roles require a second factor: set it up first."))
        if request.resolver_match.view_name not in SECRET and is_visit(request):
            request.session[GOING_TO] = request.get_full_path()
        messages.warning(
            request,
            _("Your roles require a second factor: choose an authenticator app or a passkey, then go on."),
        )
        return redirect("mfa_index")


def is_visit(request) -> bool:
    """Say whether a person opens a page: what a page fetches by itself is not where anybody was going."""
    fetched_as = request.headers.get("Sec-Fetch-Dest")
    if fetched_as is not None:
        return fetched_as == "document"
    return "text/html" in request.headers.get("Accept", "text/html")


def arrived(request) -> None:
    """Forget where a person was going once they are there."""
    if (
        settings.SESSION_COOKIE_NAME in request.COOKIES
        and request.session.get(GOING_TO) == request.get_full_path()
    ):
        del request.session[GOING_TO]
