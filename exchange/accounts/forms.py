from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from exchange.accounts.throttling import Attempt
from exchange.languages import LABELS


class SignInForm(LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class ForgottenPasswordForm(ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")
        self.fields["email"].widget.attrs.pop("placeholder", None)


class ThrottledCodeMixin:
    """Codes are guessed as passwords are: the same count holds for them."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs.pop("placeholder", None)

    def clean_code(self):
        attempt = Attempt(context.request, f"second factor of {self.user.pk}")
        attempt.begin()
        code = super().clean_code()
        attempt.succeed()
        return code


class CodeForm(ThrottledCodeMixin, AuthenticateForm):
    pass


class CodeAgainForm(ThrottledCodeMixin, ReauthenticateForm):
    pass


class AcceptInvitationForm(forms.Form):
    """What a person who was invited says: name or function, language, a password of their own."""

    name = forms.CharField(
        label=_("Name or function"),
        max_length=150,
        help_text=_("As colleagues of your body know you at work; nothing private."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LABELS.items()))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_("Twelve characters or more; several words are easier to remember than signs."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password, once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data


class AddKeyForm(AddWebAuthnForm):
    """A key is a passkey unless somebody wants it beside the password only."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
        self.fields["passwordless"].label = _("Sign in with it alone, without a password (passkey)")
        self.fields["passwordless"].help_text = _(
            "The device asks for a fingerprint, a face or its own code. Leave it off for a key that only stands beside the password."
        )
        self.fields["passwordless"].initial = True
