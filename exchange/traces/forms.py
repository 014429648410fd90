from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exchange.languages import in_language
from exchange.models import Incident, Organisation, TransferBasis


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class MomentInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class BasisForm(forms.ModelForm):
    """On which basis names cross the ocean; an empty date takes the basis back."""

    class Meta:
        model = TransferBasis
        fields = ("established_on", "instrument", "note")
        widgets = {"established_on": DayInput(), "note": forms.Textarea(attrs={"rows": 5})}

    def clean(self):
        data = super().clean()
        if data.get("established_on") and not data.get("instrument"):
            self.add_error("instrument", _("Say on which basis."))
        if data.get("established_on") and data["established_on"] > timezone.localdate():
            self.add_error("established_on", _("This day is in the future."))
        return data


class IncidentForm(forms.ModelForm):
    """What is known of a breach, and whom it concerns."""

    organisations = forms.ModelMultipleChoiceField(
        label=_("Organisations whose data are concerned"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their privacy contacts receive an e-mail as soon as you send this."),
        error_messages={"required": _("Name at least one organisation whose data are concerned.")},
    )

    class Meta:
        model = Incident
        fields = ("discovered_at", "what", "kinds_of_data", "measures")
        widgets = {
            "discovered_at": MomentInput(),
            "what": forms.Textarea(attrs={"rows": 6}),
            "kinds_of_data": forms.Textarea(attrs={"rows": 3}),
            "measures": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.order_by(in_language("name", get_language()), "pk")
        self.fields["organisations"].queryset = bodies
        if self.instance.pk:
            # When it was discovered starts the clocks: it is said once.
            del self.fields["discovered_at"]
            self.initial["organisations"] = self.instance.notices.values_list("organisation_id", flat=True)

    def clean_discovered_at(self):
        moment = self.cleaned_data["discovered_at"]
        if moment > timezone.now():
            raise forms.ValidationError(_("It cannot have been discovered in the future."))
        return moment


class FarewellForm(forms.Form):
    """The word that nobody types by mistake."""

    email = forms.CharField(
        label=_("Type your service address, to be sure"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self):
        email = self.cleaned_data["email"].strip()
        if email.lower() != self.person.email.lower():
            raise forms.ValidationError(_("This is not the address of your account."))
        return email
