"""What the committee can do with a protocol now: one form per event, each read by one action."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.deeds import Deed
from exchange.models import Organisation, Protocol
from exchange.protocols import actions
from exchange.protocols.completeness import why_incomplete
from exchange.protocols.states import Event, can_happen


class DeedForm(forms.Form):
    """Nothing is decided by a slip of the hand."""

    confirmed = forms.BooleanField(label=_("I have checked this: it changes what people may read"))

    def __init__(self, *args, protocol, **kwargs):
        super().__init__(*args, **kwargs)
        self.protocol = protocol
        self.order_fields([*(name for name in self.fields if name != "confirmed"), "confirmed"])


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SignForm(DeedForm):
    signed_on = DayField(label=_("Day of the last signature"))


class DenounceForm(DeedForm):
    party = forms.ModelChoiceField(label=_("Party that denounces"), queryset=None)
    received_on = DayField(label=_("Its letter was received on"))
    reason = forms.CharField(
        label=_("Reason, as the letter gives it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["party"].queryset = Organisation.objects.filter(parties__protocol=self.protocol)


class ReplaceForm(DeedForm):
    successor = forms.ModelChoiceField(label=_("New protocol"), queryset=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Protocol.objects.writable(timezone.localdate()).exclude(pk=self.protocol.pk)
        self.fields["successor"].queryset = others.order_by("pk")


class ConcludeForm(DeedForm):
    amendment = forms.ModelChoiceField(label=_("Amendment"), queryset=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["amendment"].queryset = projects_of(self.protocol)


def projects_of(protocol):
    return protocol.amendments.filter(signed_on__isnull=True).order_by("pk")


class NoteForm(forms.Form):
    """A late fact: it changes nothing of what people may read."""

    text = forms.CharField(
        label=_("What came to light"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For everybody who reads the protocol, with the day of today. It cannot be changed."),
    )

    def __init__(self, *args, protocol, **kwargs):
        super().__init__(*args, **kwargs)


class SuccessorForm(DeedForm):
    body = forms.ModelChoiceField(label=_("Party that another organisation has succeeded"), queryset=None)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = succeeded_parties_of(self.protocol)


def succeeded_parties_of(protocol):
    return Organisation.objects.filter(parties__protocol=protocol, successor__isnull=False)


DEEDS = (
    Deed(
        Event.SIGN,
        _("Record that it is signed"),
        SignForm,
        lambda protocol: can_happen(Event.SIGN, protocol.state) and not why_incomplete(protocol),
        lambda protocol, form, by: actions.sign(protocol, signed_on=form.cleaned_data["signed_on"], by=by),
        _("From then on only an amendment changes its text."),
        is_main=True,
    ),
    Deed(
        Event.BRING_INTO_FORCE,
        _("Bring it into force"),
        DeedForm,
        lambda protocol: can_happen(Event.BRING_INTO_FORCE, protocol.state),
        lambda protocol, form, by: actions.bring_into_force(protocol, by=by),
        _("The parties have the rights it gives at once; parties that join a network by it become members."),
        is_main=True,
    ),
    Deed(
        Event.AMEND,
        _("Conclude an amendment"),
        ConcludeForm,
        lambda protocol: can_happen(Event.AMEND, protocol.state) and projects_of(protocol).exists(),
        lambda protocol, form, by: actions.conclude_amendment(form.cleaned_data["amendment"], by=by),
        _("Every party has signed it. One that moves the end renews the protocol."),
        is_main=True,
    ),
    Deed(
        Event.SUCCEED,
        _("Confirm the successor of a party"),
        SuccessorForm,
        lambda protocol: (
            can_happen(Event.SUCCEED, protocol.state) and succeeded_parties_of(protocol).exists()
        ),
        lambda protocol, form, by: actions.confirm_successor(protocol, body=form.cleaned_data["body"], by=by),
        _(
            "The other parties agree that it takes over the rights and duties of the organisation it succeeds."
        ),
        is_main=True,
    ),
    Deed(
        "note",
        _("Add a note"),
        NoteForm,
        lambda protocol: protocol.is_concluded,
        lambda protocol, form, by: actions.add_note(protocol, text=form.cleaned_data["text"], by=by),
        _("What was signed stays as it was: facts that come to light later stand beside it, marked as such."),
    ),
    Deed(
        Event.DENOUNCE,
        _("Record that a party denounces it"),
        DenounceForm,
        lambda protocol: can_happen(Event.DENOUNCE, protocol.state),
        lambda protocol, form, by: actions.denounce(
            protocol,
            party=form.cleaned_data["party"],
            received_on=form.cleaned_data["received_on"],
            reason=form.cleaned_data["reason"],
            by=by,
        ),
        _("It ends when the notice is over; what was shared among the parties then closes to the others."),
    ),
    Deed(
        Event.REPLACE,
        _("Replace it by another protocol"),
        ReplaceForm,
        lambda protocol: can_happen(Event.REPLACE, protocol.state),
        lambda protocol, form, by: actions.replace(protocol, successor=form.cleaned_data["successor"], by=by),
        _("It ends today; what was shared under it stays with the organisation that shared it."),
    ),
)
