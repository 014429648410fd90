from django import forms
from django.utils.translation import gettext_lazy as _


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("How you know that it is this person who asks"),
        help_text=_("For example: called back on the number of the organisation, or seen in person."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
