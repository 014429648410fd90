from urllib.parse import urlsplit

from django import forms
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exchange.languages import in_language
from exchange.models import Dispute, Membership, Organisation, Protocol, TranslatedPage
from exchange.viewers import viewer_of

# The addresses of what a body shares, and the argument that names it.
SHARED = ("practices:detail", "seminars:talk")


class DisputeForm(forms.ModelForm):
    """What a body holds against another one."""

    other = forms.ModelChoiceField(
        label=_("With which organisation?"),
        queryset=Organisation.objects.none(),
        empty_label=_("Choose an organisation"),
    )
    address = forms.CharField(
        label=_("Address of the practice or talk (optional)"),
        required=False,
        max_length=500,
        help_text=_("Copy it from the address line of your browser, if it is about one."),
        widget=forms.TextInput(attrs={"inputmode": "url"}),
    )

    class Meta:
        model = Dispute
        fields = ("subject", "account", "protocol")
        labels = {"protocol": _("Under which protocol? (optional)")}
        help_texts = {
            "account": _("The other organisation reads it, later perhaps the committee. Name no citizen.")
        }
        widgets = {"account": forms.Textarea(attrs={"rows": 8})}

    field_order = ("other", "subject", "account", "protocol", "address")

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.by = by
        members = Membership.objects.active().values("organisation")
        parties = Protocol.objects.of_party(by.organisation).values("parties__organisation")
        self.fields["other"].queryset = (
            Organisation.objects.filter(Q(pk__in=members) | Q(pk__in=parties))
            .exclude(pk=by.organisation_id)
            .order_by(in_language("name", get_language()), "pk")
        )
        self.fields["protocol"].queryset = Protocol.objects.of_party(by.organisation)
        self.fields["protocol"].empty_label = _("None")
        self.fields["account"].max_length = 10_000

    def clean_account(self):
        account = self.cleaned_data["account"]
        if len(account) > self.fields["account"].max_length:
            raise forms.ValidationError(_("This is too long: keep to two or three pages."))
        return account

    def clean_address(self):
        """Return the page behind an address, if this person can read it."""
        address = self.cleaned_data["address"].strip()
        if not address:
            return None
        try:
            found = resolve(urlsplit(address).path)
        except (Resolver404, ValueError):
            found = None
        page = None
        if found and found.view_name in SHARED:
            pages = TranslatedPage.objects.visible_to(viewer_of(self.by))
            page = pages.filter(pk=found.kwargs["pk"]).first()
        if page is None:
            raise forms.ValidationError(_("There is no practice or talk that you can read at this address."))
        return page


class EntryForm(forms.Form):
    """What somebody adds to a dispute, or says when it ends."""

    text = forms.CharField(
        label=_("What you have to say"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )
