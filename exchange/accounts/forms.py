import logging

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    PasswordVerificationMixin,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from exchange.accounts.encryption import UnreadableSecretError
from exchange.accounts.throttling import Attempt
from exchange.languages import LABELS

log = logging.getLogger(__name__)

PASSWORD_HELP = _("Twelve characters or more; several words are easier to remember than symbols.")


class PlainFieldsMixin:
    """Takes the library's words out of the fields; a label above each says what it is."""

    labels = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)


class SignInForm(PlainFieldsMixin, LoginForm):
    labels = {"login": _("E-mail address"), "password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ForgottenPasswordForm(PlainFieldsMixin, ResetPasswordForm):
    labels = {"email": _("E-mail address")}


class PasswordAgainForm(PlainFieldsMixin, ReauthenticateForm):
    """Asks for the password before what gives rights; guesses count as they do at the door."""

    labels = {"password": _("Password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""

    def clean_password(self):
        attempt = Attempt(context.request, self.user.email)
        attempt.begin()
        password = super().clean_password()
        attempt.succeed()
        return password


class NewPasswordMixin(PlainFieldsMixin):
    """Asks for another password twice."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, again"),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "oldpassword" in self.fields:
            self.fields["oldpassword"].help_text = ""
        self.fields["password1"].help_text = PASSWORD_HELP

    def clean(self):
        # Past the library's own comparison, for the words are ours.
        data = super(PasswordVerificationMixin, self).clean()
        password, again = data.get("password1"), data.get("password2")
        if password and again and password != again:
            self.add_error("password2", _("The two passwords differ."))
        return data


class AnotherPasswordForm(NewPasswordMixin, ChangePasswordForm):
    def clean_oldpassword(self):
        attempt = Attempt(context.request, self.user.email)
        attempt.begin()
        password = super().clean_oldpassword()
        attempt.succeed()
        return password


class FirstPasswordForm(NewPasswordMixin, SetPasswordForm):
    pass


class PasswordByLinkForm(NewPasswordMixin, ResetPasswordKeyForm):
    pass


class ThrottledCodeMixin(PlainFieldsMixin):
    """Codes are guessed as passwords are: the same count holds for them."""

    labels = {"code": _("Code")}

    def clean_code(self):
        attempt = Attempt(context.request, f"second factor of {self.user.pk}")
        attempt.begin()
        try:
            code = super().clean_code()
        except UnreadableSecretError:
            log.exception("The second factor of account #%s opens with no key.", self.user.pk)
            raise get_adapter().validation_error("unreadable_factor") from None
        attempt.succeed()
        return code


class CodeForm(ThrottledCodeMixin, AuthenticateForm):
    pass


class CodeAgainForm(ThrottledCodeMixin, ReauthenticateByCodeForm):
    pass


class FirstCodeForm(ThrottledCodeMixin, ActivateTOTPForm):
    pass


class MailCodeForm(forms.Form):
    """Asks for the code that was sent; guesses count as they do at the door."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args, user, is_right, **kwargs):
        self.user, self.is_right = user, is_right
        super().__init__(*args, **kwargs)

    def clean_code(self):
        code = self.cleaned_data["code"]
        attempt = Attempt(context.request, f"mail code of {self.user.pk}")
        attempt.begin()
        if not self.is_right(code):
            raise forms.ValidationError(
                _(
                    "This is not the code that was sent last, or it is older than ten minutes. Ask for another one."
                )
            )
        attempt.succeed()
        return code


class AcceptInvitationForm(forms.Form):
    """What a person who was invited says: name or function, language, a password of their own."""

    name = forms.CharField(
        label=_("Name or function"),
        max_length=150,
        help_text=_("As your colleagues know you at work; nothing private."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=list(LABELS.items()))
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=PASSWORD_HELP,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("Password, again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person, providers=(), **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)
        # The button that was pressed says which way: who comes by a provider needs no password.
        by = self.data.get("by")
        self.provider = next((one for one in providers if one.provider_id == by), None)
        for name in ("password", "password_again"):
            self.fields[name].required = self.provider is None

    def clean(self):
        data = super().clean()
        if self.provider:
            return data
        password, again = data.get("password"), data.get("password_again")
        if password and again and password != again:
            self.add_error("password_again", _("The two passwords differ."))
        elif password:
            try:
                password_validation.validate_password(password, self.person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
