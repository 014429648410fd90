"""How a talk is written in the editor."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from exchange.audiences import Audience
from exchange.forms import TranslatedPageForm
from exchange.languages import ORIGINAL_LANGUAGES
from exchange.protocols.closing import why_nothing_is_added


class TalkForm(TranslatedPageForm):
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages spoken")),
        choices=ORIGINAL_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        data = super().clean()
        protocol = data.get("protocol")
        if (
            protocol
            and data.get("audience") == Audience.PARTIES
            and (reason := why_nothing_is_added(protocol))
        ):
            self.add_error("protocol", reason)
        return data
