"""The pages about a second factor that the exchange does not take from the library as they are."""

from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.views import ListWebAuthnView, ReauthenticateWebAuthnView

from exchange.accounts.second_factor import GOING_TO


class LeadingOn:
    """Leads on to where a person was going when a factor was asked for, once they have one."""

    def get_context_data(self, **kwargs):
        going_to = None if self.request.lacks_factor else self.request.session.get(GOING_TO)
        return super().get_context_data(going_to=going_to, **kwargs)


class FactorsView(LeadingOn, IndexView):
    """The factors of a person, and how to set up another one."""


class KeysView(LeadingOn, ListWebAuthnView):
    """The passkeys and keys of a person."""


class RecoveryCodesView(LeadingOn, ViewRecoveryCodesView):
    """The codes, to be kept apart."""


class KeyAgainView(ReauthenticateWebAuthnView):
    """Ask for a key once more; a wrong answer is said on the same page."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        # The library's own leaves out the form that was sent.
        return {**super().get_context_data(), **kwargs}
