"""Forms about passkeys and keys: what a browser sends of a key is read as what a stranger may have made up."""

import struct

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.accounts.forms import PlainFieldsMixin
from exchange.accounts.throttling import Attempt

LONGEST = 20_000  # characters; what a key answers is a tenth of it
# What reading junk stumbles over, in libraries that expect what a browser has made.
JUNK = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error)


class CredentialField(forms.JSONField):
    """Takes an object with an answer in it, and nothing that is longer or deeper than a key makes."""

    widget = forms.HiddenInput

    def to_python(self, value):
        try:
            found = super().to_python(value) if len(value or "") <= LONGEST else None
        except (RecursionError, forms.ValidationError):
            found = None
        if not isinstance(found, dict) or not isinstance(found.get("response"), dict):
            raise get_adapter().validation_error("incorrect_key")
        return found


class CredentialMixin:
    """Says in one sentence that a credential is no good, whatever is wrong with it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()

    def clean_credential(self):
        attempt = Attempt(context.request, self.account())
        attempt.begin()
        try:
            factor = super().clean_credential()
        except (forms.ValidationError, *JUNK) as error:
            raise get_adapter().validation_error("incorrect_key") from error
        attempt.succeed()
        return factor

    def account(self) -> str:
        """Return whose guesses are counted: those of the account that is signing in."""
        return f"second factor of {self.user.pk}"


class SignInByKeyForm(CredentialMixin, LoginWebAuthnForm):
    def account(self):
        """Count by sender, and junk together: a stranger may name any account, and must not lock it."""
        return f"passkey {context.request.session[STATE_SESSION_KEY].get('challenge', '')}"


class KeyForm(CredentialMixin, AuthenticateWebAuthnForm):
    pass


class KeyAgainForm(CredentialMixin, ReauthenticateWebAuthnForm):
    pass


class AddKeyForm(PlainFieldsMixin, AddWebAuthnForm):
    """A key is a passkey unless somebody wants it beside the password only."""

    labels = {
        "name": _("Name of the key"),
        "passwordless": _("Sign in with it alone, without a password (passkey)"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()
        self.fields["passwordless"].help_text = _(
            "The device asks for a fingerprint, a face or its own code. Leave it unticked for a key that you only use together with the password."
        )
        self.fields["passwordless"].initial = True

    def clean(self):
        try:
            return super().clean()
        except JUNK as error:
            raise get_adapter().validation_error("incorrect_key") from error


class NameOfKeyForm(PlainFieldsMixin, EditWebAuthnForm):
    labels = {"name": _("Name of the key")}
