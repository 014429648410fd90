import logging

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core import ratelimit
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache

from exchange.accounts.providers import refusals
from exchange.accounts.providers.identity import Unbelievable, identity_from, leave_for
from exchange.accounts.providers.refusals import NotOpened
from exchange.invitations import accept_invitation
from exchange.languages import LANGUAGES
from exchange.models import Invitation, SignInProvider
from exchange.placement import is_service_address, lapse_of
from exchange.providers import connect_account, disconnect_account, works_for_platform
from exchange.refusal import Refused

logger = logging.getLogger(__name__)


def bound(provider_id: str) -> SignInProvider:
    """Return a provider that is declared and bound; there is no other."""
    providers = SignInProvider.objects.declared().select_related("organisation")
    return get_object_or_404(providers, provider_id=provider_id)


def leave(request, provider, **remembered):
    """Send somebody to a provider, or tell them that it is away."""
    try:
        return leave_for(request, provider.provider_id, language=get_language(), **remembered)
    except Unbelievable as error:
        return refuse(request, provider, unbelieved(provider, error))


def unbelieved(provider, error) -> NotOpened:
    logger.warning("The provider %s was not believed: %s", provider.provider_id, error)
    return NotOpened("answer", status=502)


def refuse(request, provider, refusal, **about):
    refusals.note(provider, refusal.reason, **about)
    return refusals.page(request, provider, refusal)


@method_decorator(never_cache, name="dispatch")
class SignInView(View):
    """Begin to sign in by a provider: from the page for signing in, or from a link of the organisation's own."""

    def get(self, request, provider_id):
        return render(request, "socialaccount/login.html", {"provider": bound(provider_id)})

    def post(self, request, provider_id):
        if refused := ratelimit.consume_or_429(request, action="login"):
            return refused
        wanted = request.GET.get("next", "")
        wanted = wanted if get_adapter().is_safe_url(wanted) else ""
        return leave(request, bound(provider_id), process="login", next_url=wanted or None)


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class ConnectView(View):
    """Let the person who is signed in, and has just shown it again, tie a provider to the account."""

    def get(self, request, provider_id):
        return render(request, "socialaccount/connect.html", {"provider": self.own(provider_id)})

    def post(self, request, provider_id):
        return leave(request, self.own(provider_id), process="connect", person=request.user.pk)

    def own(self, provider_id):
        provider = bound(provider_id)
        person = self.request.user
        if provider.organisation_id != person.organisation_id or works_for_platform(person):
            raise Http404
        return provider


@method_decorator([never_cache, login_required, reauthentication_required], name="dispatch")
class DisconnectView(View):
    """Take a connection away; also that of a provider that is bound no longer."""

    def get(self, request, provider_id):
        get_object_or_404(SocialAccount, user=request.user, provider=provider_id)
        provider = SignInProvider.objects.filter(provider_id=provider_id).first() or provider_id
        return render(request, "socialaccount/disconnect.html", {"provider": provider})

    def post(self, request, provider_id):
        try:
            disconnect_account(request.user, provider_id)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("account_set_password")
        messages.success(request, _("It no longer opens your account."))
        return redirect("account")


@method_decorator(never_cache, name="dispatch")
class CallbackView(View):
    """Take whoever comes back from a provider, and open what it may open."""

    def get(self, request, provider_id):
        provider = bound(provider_id)
        state = statekit.unstash_state(
            request, provider_id=provider_id, state_id=request.GET.get("state", "")
        )
        if state is None or "nonce" not in state:
            return refuse(request, provider, NotOpened("state", status=400))
        if state.get("language") in LANGUAGES:
            activate(state["language"])
        if request.GET.get("error") == "access_denied":
            return render(request, "socialaccount/login_cancelled.html")
        identity = None
        try:
            if not provider.may_sign_in():
                raise NotOpened("organisation")
            identity = identity_from(request, provider_id, state)
            return self.open(provider, state, identity)
        except Unbelievable as error:
            return refuse(request, provider, unbelieved(provider, error))
        except NotOpened as refusal:
            by = request.user if state["process"] == "connect" and request.user.is_authenticated else None
            about = {"uid": identity.uid, "email": identity.email} if identity else {}
            return refuse(request, provider, refusal, by=by, **about)

    def open(self, provider, state, identity):
        if not identity.is_verified:
            raise NotOpened("unverified")
        if not is_service_address(identity.email, provider.organisation):
            raise NotOpened("domain")
        ways = {"connect": self.connect, "invitation": self.accept}
        return ways.get(state["process"], self.sign_in)(provider, state, identity)

    def sign_in(self, provider, state, identity):
        connection = (
            SocialAccount.objects.filter(provider=provider.provider_id, uid=identity.uid)
            .select_related("user__organisation")
            .first()
        )
        if connection is None:
            raise NotOpened("unknown")
        refuse_person(connection.user, provider, identity)
        return self.let_in(connection, state.get("next"))

    def connect(self, provider, state, identity):
        person = self.request.user
        if not person.is_authenticated or person.pk != state["person"]:
            raise NotOpened("state", status=400)
        refuse_person(person, provider, identity)
        try:
            connect_account(person, provider, uid=identity.uid)
        except Refused as refusal:
            raise NotOpened("taken") from refusal
        messages.success(
            self.request,
            _("Connected: %(provider)s opens your account from now on.") % {"provider": provider},
        )
        return redirect("account")

    def accept(self, provider, state, identity):
        invitation = Invitation.objects.filter(pk=state["invitation"]).first()
        if invitation is None or not invitation.is_open or lapse_of(invitation):
            raise NotOpened("invitation")
        if invitation.organisation_id != provider.organisation_id:
            raise NotOpened("elsewhere")
        if invitation.gives_platform_role:
            raise NotOpened("platform")
        if invitation.email.lower() != identity.email:
            raise NotOpened("address")
        try:
            connection = self.open_account(provider, invitation, state, identity)
        except Refused as refusal:
            raise NotOpened("invitation") from refusal
        messages.success(self.request, _("Welcome: your account is open."))
        return self.let_in(connection)

    @transaction.atomic
    def open_account(self, provider, invitation, state, identity):
        user = accept_invitation(
            invitation, name=state["name"], language=state["chosen_language"], password=None
        )
        return connect_account(user, provider, uid=identity.uid)

    def let_in(self, connection, address=None):
        """Open a session, after the second factor where the account has one."""
        request, person = self.request, connection.user
        if request.user.is_authenticated:
            get_adapter().logout(request)
        record_authentication(
            request, person, "socialaccount", provider=connection.provider, uid=connection.uid
        )
        return perform_login(request, Login(user=person, email=person.email, redirect_url=address))


def refuse_person(person, provider, identity) -> None:
    """Hold an account against the provider that would open it, at every sign-in."""
    if not person.is_active:
        raise NotOpened("closed")
    if works_for_platform(person):
        raise NotOpened("platform")
    if person.organisation_id != provider.organisation_id:
        raise NotOpened("elsewhere")
    if person.email.lower() != identity.email:
        raise NotOpened("address")
