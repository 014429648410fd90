from django import forms
from django.utils.translation import gettext_lazy as _

from exchange.models import Duty
from exchange.models.duties import StepTaken


class StepForm(forms.Form):
    """One step towards a body: a notice that it gets by mail, or the note of a conversation."""

    duty = forms.ChoiceField(label=_("Duty"), choices=Duty.choices)
    step = forms.ChoiceField(
        label=_("Step"),
        choices=[(step.value, step.label) for step in (StepTaken.NOTICE, StepTaken.CONVERSATION)],
        help_text=_("First comes a notice, then a conversation."),
    )
    note = forms.CharField(
        label=_("What is said"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "A notice is sent to those who answer for the organisation; a conversation is only recorded."
        ),
    )
