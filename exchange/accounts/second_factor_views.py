"""The pages about a second factor that the exchange does not take from the library as they are."""

from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView

from exchange.accounts.second_factor import GOING_TO


class RecoveryCodesView(ViewRecoveryCodesView):
    """Show the codes, and lead on to where a person was going when a factor was asked for."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(going_to=self.request.session.get(GOING_TO), **kwargs)


class KeyAgainView(ReauthenticateWebAuthnView):
    """Ask for a key once more; a wrong answer is said on the same page."""

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        # The library's own leaves out the form that was sent.
        return {**super().get_context_data(), **kwargs}
