"""Why a provider opens nothing: what the person is told, and what the log keeps."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from exchange.models import SignInProvider, User

ACTION = "exchange.account.provider_refused"


class NotOpened(Exception):
    """This provider opens nothing for whoever comes back from it; `reason` is one word for the log."""

    def __init__(self, reason: str, *, status: int = 403):
        super().__init__(reason)
        self.reason = reason
        self.status = status


def sentence(reason: str, provider: SignInProvider) -> str:
    """Return what the person can do about it."""
    return {
        "state": _(
            "This page was left open for too long, or opened twice. Begin again on the page for signing in."
        ),
        "answer": _(
            "%(provider)s did not answer as expected. Try once more; if it happens again, sign in with your password and tell the administrator of your organisation."
        ),
        "organisation": _(
            "%(organisation)s is no longer part of the exchange: its sign-in no longer works here. Write to the secretariat."
        ),
        "unverified": _(
            "%(provider)s does not say that your address was verified. Ask those who run it; until then, sign in with your password."
        ),
        "domain": _(
            "The address that %(provider)s gives is not a service address of %(organisation)s. Ask the administrator of your organisation, or sign in with your password."
        ),
        "unknown": _(
            "This person at %(provider)s is not connected to an account here yet. Sign in with your password, then connect it in “Your account”. If you have no account, ask the administrator of your organisation to invite you."
        ),
        "closed": _("This account is closed. Ask the administrator of your organisation."),
        "elsewhere": _(
            "This account belongs to another organisation than %(organisation)s. Sign in with your password, and ask the administrator of your organisation."
        ),
        "platform": _(
            "Accounts that work for the whole exchange are not opened by the sign-in of one organisation. Sign in with your password and your second factor."
        ),
        "address": _(
            "%(provider)s gives a different address from that of the account. Sign in there as the person of the account, or ask the administrator of your organisation."
        ),
        "taken": _(
            "Your account or this person at %(provider)s is already connected. Disconnect it first in “Your account”."
        ),
        "invitation": _(
            "This invitation is closed. Ask the administrator of %(organisation)s for another one."
        ),
    }[reason] % {"provider": provider, "organisation": provider.organisation}


def note(provider: SignInProvider, reason: str, *, uid="", email="", by: User | None = None) -> None:
    """Write down once in a while that a provider was refused, and to which account if there is one."""
    known = (
        SocialAccount.objects.filter(provider=provider.provider_id, uid=uid).select_related("user").first()
    )
    claimed = User.objects.filter(email__iexact=email).first() if email else None
    about = by or (known and known.user) or claimed or provider.organisation
    data = {"provider": provider.provider_id, "refused": reason}
    lines = ModelLogEntry.objects.for_instance(about).filter(action=ACTION, data=data)
    if not lines.filter(timestamp__gt=timezone.now() - settings.SIGN_IN_WINDOW).exists():
        log(instance=about, action=ACTION, user=by, data=data)


def page(request, provider: SignInProvider, refusal: NotOpened):
    """Tell the person in their language why nothing was opened, and where to go on."""
    context = {"provider": provider, "reason": sentence(refusal.reason, provider)}
    return render(request, "socialaccount/refused.html", context, status=refusal.status)
