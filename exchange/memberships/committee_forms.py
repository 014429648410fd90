"""What the committee and the secretariat fill in at the desk of a membership."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.dates import months_later
from exchange.memberships.committee import voters
from exchange.memberships.rules import Vote, Votes
from exchange.models import Category, Organisation
from exchange.moves.succession import has_administrator


class StepForm(forms.Form):
    """One step; it remembers the last decision that stood on the screen."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, **kwargs)
        self.membership = membership


class ReasonForm(StepForm):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The organisation reads it; it stays in the register."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConfirmForm(StepForm):
    """Nothing to fill in: what was recorded stands above."""


class ExamineForm(StepForm):
    reason = forms.CharField(
        label=_("Remark (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class VoteForm(ReasonForm):
    """A decision of the committee, with who voted what."""

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.voters = voters(membership)
        for voter in self.voters:
            self.fields[voter.key] = forms.ChoiceField(
                label=voter.label, choices=[("", _("Did not take part")), *Vote.choices], required=False
            )
        self.order_fields((*self.field_order_of_step, *(voter.key for voter in self.voters), "reason"))

    field_order_of_step = ("seen",)

    def votes(self) -> Votes:
        data = self.cleaned_data
        return Votes.of({voter.key: data[voter.key] for voter in self.voters if data[voter.key]})


class AdmitForm(VoteForm):
    category = forms.ChoiceField(
        label=_("Category"),
        choices=[(choice.value, choice.label) for choice in (Category.MEMBER, Category.ASSOCIATE)],
    )

    field_order_of_step = ("seen", "category")

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.fields["category"].initial = membership.category


class ObserveForm(VoteForm):
    months = forms.IntegerField(label=_("Months as observer"))

    field_order_of_step = ("seen", "months")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fewest, most = settings.OBSERVATION_MONTHS
        field = self.fields["months"]
        field.initial = fewest
        field.widget.attrs |= {"min": fewest, "max": most}


class MeasureForm(VoteForm):
    """Apply what was noticed, or drop it; a suspension has its last day."""

    applies = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("The measure is applied")), ("no", _("The measure is dropped"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Last day of the suspension"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    field_order_of_step = ("seen", "applies", "until")

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        if not membership.measures.open().filter(kind="suspension").exists():
            del self.fields["until"]
        else:
            today = timezone.localdate()
            latest = months_later(today, settings.LONGEST_SUSPENSION_MONTHS)
            self.fields["until"].widget.attrs |= {"min": today.isoformat(), "max": latest.isoformat()}


class LetterForm(StepForm):
    """The letter by which a body leaves, recorded for it."""

    head = forms.CharField(label=_("Letter from (name or function of the head)"), max_length=150)
    reason = forms.CharField(
        label=_("Reason (optional)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, membership, **kwargs):
        super().__init__(*args, membership=membership, **kwargs)
        self.fields["head"].initial = membership.head


class SuccessionForm(forms.Form):
    """Bodies that merge or are replaced, and the one that takes their place."""

    predecessors = forms.ModelMultipleChoiceField(
        label=_("Organisations that are replaced"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    successor = forms.ModelChoiceField(
        label=_("Organisation that replaces them"), queryset=Organisation.objects.none()
    )
    on = forms.DateField(
        label=_("Since"),
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    administrator = forms.EmailField(
        label=_("Service address of whoever administers the successor"),
        help_text=_(
            "A person of these organisations, who is offered to follow with this role, or somebody new, "
            "who is invited. They invite the others."
        ),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The text by which the organisations merge or are replaced."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(successor=None).order_by("name", "pk")
        self.fields["predecessors"].queryset = bodies
        self.fields["successor"].queryset = bodies

    def clean(self):
        data = super().clean()
        successor = data.get("successor")
        if successor and not data.get("administrator") and not has_administrator(successor):
            self.add_error(
                "administrator",
                _("Nobody administers %(body)s yet: say who will, or its people cannot work.")
                % {"body": successor},
            )
        return data
