"""How a talk is written in the editor."""

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchange.audiences import Audience
from exchange.forms import TranslatedPageForm, offer_networks
from exchange.languages import ORIGINAL_LANGUAGES
from exchange.models import Organisation
from exchange.protocols.closing import why_nothing_is_added


class TalkForm(TranslatedPageForm):
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages spoken")),
        choices=ORIGINAL_LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        body = self.instance.organisation_id
        networks = Organisation.objects.offering_to(body) if body else Organisation.objects.networks()
        offer_networks(self, networks, self.instance.network_id)

    def clean(self):
        data = super().clean()
        network, organisation = data.get("network"), data.get("organisation")
        if (
            network
            and organisation
            and not network.members.joined().filter(organisation=organisation).exists()
        ):
            self.add_error(
                "network", gettext("This organisation is not in this network: choose one of its own.")
            )
        protocol = data.get("protocol")
        if (
            protocol
            and organisation
            and data.get("audience") == Audience.PARTIES
            and (reason := why_nothing_is_added(protocol, organisation.pk))
        ):
            self.add_error("protocol", reason)
        return data
