"""How a talk is written in the editor."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchange.forms import TranslatedPageForm
from exchange.languages import ORIGINAL_LANGUAGES


class TalkForm(TranslatedPageForm):
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages spoken")),
        choices=ORIGINAL_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
