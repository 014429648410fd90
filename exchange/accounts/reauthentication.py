"""How a person shows once more that it is them, before what gives rights or changes an account."""

import secrets
import time

from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.login import (
    AUTHENTICATION_METHODS_SESSION_KEY,
    get_authentication_records,
    record_authentication,
)
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from exchange.accounts.factors import FACTORS, factors_of
from exchange.accounts.forms import MailCodeForm
from exchange.tasks import mail_code
from exchange.tasks.letters import code_for

ASKED = "exchange.mail_code"  # what this session keeps of a code that was asked for
LIFE = 10 * 60
# Who comes by the sign-in of an organisation has proved something to it, and nothing to the exchange.
PROOFS = ("password", "mfa", "code")


def flows_of(user) -> list[dict]:
    """Return the ways open to this person: the factor where there is one, else the password or a mail code.

    A password is what the factor is there to make good for: whoever learnt it must not get round the factor.
    """
    if not user.is_authenticated:
        return []
    types = {*factors_of(user)}
    if types & FACTORS:
        return [{"id": "mfa_reauthenticate", "types": types}]
    by_password = [{"id": "reauthenticate"}] if user.has_usable_password() else []
    return [*by_password, {"id": "mail_code"}]


def ways_of(user) -> set[str]:
    """Return the pages on which this person may show that it is them; codes and keys are asked on two."""
    ways = {flow["id"] for flow in flows_of(user)}
    types = {kind for flow in flows_of(user) for kind in flow.get("types", ())}
    if types == {Authenticator.Type.WEBAUTHN}:
        ways.discard("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in types:
        ways.add("mfa_reauthenticate:webauthn")
    return ways


# The library would take a password from whoever has a factor, and nothing at all from whoever has neither.
reauthentication.get_reauthentication_flows = flows_of


def suspend(request, address: str):
    """Lead to where a person shows that it is them; a form that they sent waits until then.

    It does so in the session, which stands in the database: one that holds a password is asked for again,
    and so is one of somebody who is not signed in. What waited before waits no more: whoever left it behind
    and comes back later to look would do it without a word.
    """
    request.session.pop(reauthentication.STATE_SESSION_KEY, None)
    if request.user.is_authenticated and not any("password" in name for name in request.POST):
        return keep_and_lead(request, address)
    return redirect(f"{address}?{urlencode({'next': request.get_full_path()})}")


keep_and_lead = reauthentication.suspend_request
reauthentication.suspend_request = suspend


def take_sign_in_as_proof(request, user, records) -> None:
    """Ask nobody twice in a row: what was shown to come in counts for the next quarter of an hour.

    records: what was shown, as the session knew it before: one of somebody else is emptied on the way in.
    """
    if not get_authentication_records(request, user):
        for record in records:
            shown = {name: value for name, value in record.items() if name not in ("method", "at")}
            record_authentication(request, user, record["method"], **shown)
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {**record, "reauthenticated": True} if record.get("method") in PROOFS else record
        for record in get_authentication_records(request, user)
    ]


@method_decorator([never_cache, login_required], name="dispatch")
class MailCodeView(BaseReauthenticateView):
    """Send a code to the person's address, and take it: for whoever has neither password nor factor yet."""

    template_name = "account/reauthenticate_by_mail.html"
    form_class = MailCodeForm

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user, "is_right": self.is_right}

    def get_context_data(self, **kwargs):
        return super().get_context_data(is_sent=self.nonce is not None, **kwargs)

    def post(self, request, *args, **kwargs):
        if "send" in request.POST:
            return self.send()
        return super().post(request, *args, **kwargs)

    def send(self):
        if not ratelimit.consume(self.request, action="mail_code", user=self.request.user):
            messages.error(
                self.request, _("Three codes have already been sent. Wait ten minutes, then ask again.")
            )
        else:
            nonce = secrets.token_urlsafe(16)
            self.request.session[ASKED] = {"nonce": nonce, "at": time.time()}
            mail_code.enqueue(self.request.user.pk, nonce)
            messages.success(
                self.request,
                _("A code is on its way to %(email)s. It is valid for ten minutes.")
                % {"email": self.request.user.email},
            )
        return redirect(self.request.get_full_path())

    @property
    def nonce(self) -> str | None:
        """Return what the code that was sent last is made from, while it is good."""
        asked = self.request.session.get(ASKED)
        return asked["nonce"] if asked and time.time() - asked["at"] < LIFE else None

    def is_right(self, code: str) -> bool:
        return self.nonce is not None and compare_user_code(
            actual=code, expected=code_for(self.request.user, self.nonce)
        )

    def form_valid(self, form):
        del self.request.session[ASKED]
        record_authentication(self.request, self.request.user, method="code", reauthenticated=True)
        return super().form_valid(form)
