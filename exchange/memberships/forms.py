"""What a body fills in about its membership, on the public site."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.memberships.rules import NONE, is_possible
from exchange.models import (
    Category,
    Membership,
    MembershipApplication,
    MembershipEvent,
    Organisation,
)
from exchange.models.organisations import POLICE_TYPES


class AddressesForm(forms.ModelForm):
    """The head of a body and its functions: service addresses, never those of a person at home."""

    class Meta:
        model = Membership
        fields = Membership.ADDRESSES

    def __init__(self, *args, body, **kwargs):
        super().__init__(*args, **kwargs)
        self.body = body
        for name in self._meta.model.ADDRESSES:
            self.fields[name].required = True
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def clean(self):
        data = super().clean()
        for name in self._meta.model.ADDRESSES:
            if name.endswith("email") and data.get(name):
                self.check_domain(name, data[name])
        return data

    def check_domain(self, name, address):
        domains = self.body.email_domains
        if domains and address.rpartition("@")[2].lower() not in domains:
            self.add_error(
                name,
                _("This is not a service address of this organisation: those end in %(domains)s.")
                % {"domains": ", ".join(f"@{domain}" for domain in domains)},
            )


class SponsorField(forms.ModelChoiceField):
    def label_from_instance(self, body):
        return f"{body} ({body.country})"


class ApplicationForm(AddressesForm):
    """An application; kept as a draft it may be incomplete, sent it may not."""

    sponsor = SponsorField(
        label=gettext_lazy("Sponsoring organisation"),
        queryset=Organisation.objects.none(),
        help_text=gettext_lazy(
            "A member that knows your organisation and vouches for it; from the other shore where possible."
        ),
    )
    has_read_charter = forms.BooleanField(
        label=gettext_lazy("We have read the charter of use, and will accept it if we are admitted."),
    )

    class Meta:
        model = MembershipApplication
        fields = ("network", "category", "motivation", *Membership.ADDRESSES, "sponsor")
        widgets = {"motivation": forms.Textarea(attrs={"rows": 8})}

    field_order = ("network", "category", "motivation", "sponsor", *Membership.ADDRESSES, "has_read_charter")

    def __init__(self, *args, charter, is_draft=False, **kwargs):
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.charter, self.is_draft = charter, is_draft
        fields = self.fields
        fields["network"].queryset = networks_open_to(self.body)
        fields["network"].empty_label = None
        fields["sponsor"].queryset = sponsors_for(self.body)
        whole = Category.MEMBER if self.body.type.code in POLICE_TYPES else Category.ASSOCIATE
        fields["category"].choices = [(choice.value, choice.label) for choice in (whole, Category.OBSERVER)]
        fields["category"].help_text = _(
            "An observer can read for %(fewest)s to %(most)s months, but not publish."
        ) % dict(zip(("fewest", "most"), settings.OBSERVATION_MONTHS, strict=True))
        fields["has_read_charter"].initial = self.instance.charter_id is not None
        for name, field in fields.items():
            field.required = not is_draft or name == "network"

    def check_domain(self, name, address):
        if not self.is_draft:
            super().check_domain(name, address)

    def clean(self):
        data = super().clean()
        sponsor, network = data.get("sponsor"), data.get("network")
        if sponsor and network and not self.is_draft:
            today = timezone.localdate()
            if (
                not Membership.objects.of_seniority(today)
                .filter(organisation=sponsor, network=network)
                .exists()
            ):
                self.add_error(
                    "sponsor", _("This organisation is not a member of the network that you chose.")
                )
        return data

    def values(self) -> dict:
        """Return what the action keeps."""
        data = self.cleaned_data
        names = ("category", "motivation", "sponsor", *Membership.ADDRESSES)
        kept = {name: data.get(name) or ("" if name != "sponsor" else None) for name in names}
        return kept | {"charter": self.charter if data.get("has_read_charter") else None}


def networks_open_to(body):
    """Return the networks that a body may ask to join."""
    places = {place.network_id: place.state for place in body.memberships.all()}
    networks = Organisation.objects.networks().exclude(pk=body.pk).order_by("name", "pk")
    return networks.filter(
        pk__in=[
            network.pk
            for network in networks
            if is_possible(places.get(network.pk, NONE), MembershipEvent.APPLY)
        ]
    )


def sponsors_for(body):
    seniors = Membership.objects.of_seniority(timezone.localdate()).exclude(organisation=body)
    return Organisation.objects.filter(pk__in=seniors.values("organisation")).order_by("name", "pk")


class SponsorForm(forms.Form):
    """Whether one's body answers for another one."""

    answers = forms.TypedChoiceField(
        label=gettext_lazy("Does your organisation vouch for it?"),
        choices=[("yes", gettext_lazy("Yes, we know it and vouch for it")), ("no", gettext_lazy("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        label=gettext_lazy("A short comment (optional)"),
        help_text=gettext_lazy("The organisation and the committee read it."),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Reply of your organisation"),
        help_text=gettext_lazy("You can reply once. The committee reads it before it decides."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )


class HeadForm(forms.Form):
    """Something that the head of a body does, and its administrator records."""

    head = forms.CharField(
        label=gettext_lazy("Name or function of the head of your organisation"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class AcceptCharterForm(HeadForm):
    version = forms.CharField(widget=forms.HiddenInput, max_length=10)
    accepts = forms.BooleanField(
        label=gettext_lazy(
            "The head of our organisation has read this version of the charter and accepts it."
        )
    )


class LetterOfHeadForm(HeadForm):
    """A letter of the head about leaving or staying; each says what the administrator confirms."""

    reason = forms.CharField(
        label=gettext_lazy("Reason (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithdrawalForm(LetterOfHeadForm):
    confirms = forms.BooleanField(
        label=gettext_lazy("The head of our organisation has decided that it leaves, and I hold the letter.")
    )


class RetractionForm(LetterOfHeadForm):
    confirms = forms.BooleanField(
        label=gettext_lazy("The head of our organisation has decided that it stays, and I hold the letter.")
    )
