"""What whoever decides about a talk fills in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from practices.forms import ConsentForm, WithdrawForm

__all__ = ["ChangesForm", "CommentForm", "ConsentForm", "DeclineForm", "WithdrawForm"]

MOST = 10_000


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment (optional)"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ChangesForm(forms.Form):
    comment = forms.CharField(
        label=_("What should change?"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Say what should change.")},
    )


class DeclineForm(forms.Form):
    comment = forms.CharField(
        label=_("Reason"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The organisation reads it."),
        error_messages={"required": _("A talk is not declined without a reason.")},
    )
