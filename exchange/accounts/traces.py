"""What the log keeps of accounts: what changed of all, how those came in that publish, govern or administer."""

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.views import ListUserSessionsView
from django.conf import settings
from django.dispatch import receiver
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from exchange.models import RoleName, User

# Whoever publishes, reviews, governs, guards data or administers; whether a second factor is asked or not.
PRIVILEGED = frozenset(RoleName) - {RoleName.READER, RoleName.AUTHOR}


def is_privileged(user) -> bool:
    return user.is_superuser or user.has_role(*PRIVILEGED)


def note(user, action: str, **data) -> None:
    """Write down what happened to an account, if it is one of those that can do harm."""
    if is_privileged(user):
        note_of_anybody(user, action, **data)


def note_of_anybody(user, action: str, **data) -> None:
    """Write down what changed how a person signs in, whoever it is."""
    log(instance=user, action=action, user=user, data=data)


@receiver(user_logged_in)
def note_sign_in(sender, request, user, **kwargs):
    records = get_authentication_records(request, user)
    note(user, "exchange.account.sign_in", methods=sorted({record["method"] for record in records}))


@receiver([password_changed, password_reset, password_set])
def note_password(sender, request, user, **kwargs):
    note_of_anybody(user, "exchange.account.password")


@receiver(authenticator_added)
def note_new_factor(sender, request, user, authenticator, **kwargs):
    note_of_anybody(user, "exchange.account.add_factor", type=str(authenticator.type))


@receiver(authenticator_removed)
def note_lost_factor(sender, request, user, authenticator, **kwargs):
    note_of_anybody(user, "exchange.account.remove_factor", type=str(authenticator.type))


@receiver(authenticator_reset)
def note_new_codes(sender, request, user, authenticator, **kwargs):
    note_of_anybody(user, "exchange.account.renew_codes")


def note_guesses(email: str) -> None:
    """Write down once in a while that somebody keeps guessing at an account."""
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None or not is_privileged(user):
        return
    lines = ModelLogEntry.objects.for_instance(user).filter(action="exchange.account.guesses")
    if not lines.filter(timestamp__gt=timezone.now() - settings.SIGN_IN_WINDOW).exists():
        log(instance=user, action="exchange.account.guesses")


class SessionsView(ListUserSessionsView):
    """One's open sessions; closing the others is written down."""

    def form_valid(self, form):
        response = super().form_valid(form)
        note(self.request.user, "exchange.account.end_sessions")
        return response
