"""What a body that leaves says of its sheets, and of the copies that it holds."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from practices.leaving.plan import Plan
from practices.models.leaving import Choice

AS_BELOW = ("", _("As chosen below, practice by practice"))


class ChoicesForm(forms.Form):
    """One choice for each sheet that has one, or the same for all of them."""

    every = forms.ChoiceField(
        label=_("For all these practices"),
        required=False,
        choices=[AS_BELOW, *Choice.choices],
        help_text=_("A practice for which this cannot be chosen keeps the choice below."),
    )

    def __init__(self, *args, plan: Plan, **kwargs):
        # One page may show the forms of several networks.
        super().__init__(*args, auto_id=f"choices-{plan.departure.pk}-%s", **kwargs)
        self.lines = {line.sheet.pk: line for line in plan.lines if line.choices}
        for pk, line in self.lines.items():
            self.fields[self.name_of(pk)] = forms.ChoiceField(
                label=line.sheet.heading or line.sheet.title,
                choices=[(choice.value, choice.label) for choice in line.choices],
                initial=line.choice or Choice.KEEP,
                required=False,
                widget=forms.Select(attrs={"aria-label": line.sheet.heading or line.sheet.title}),
            )

    @staticmethod
    def name_of(pk: int) -> str:
        return f"sheet-{pk}"

    def chosen(self) -> dict[int, str]:
        """Return the choice for each sheet, by its key; what was not sent stays as it is."""
        every = self.cleaned_data["every"]
        found = {}
        for pk, line in self.lines.items():
            choice = every if every in line.choices else self.cleaned_data[self.name_of(pk)]
            if choice:
                found[pk] = choice
        return found


class CopiesForm(forms.Form):
    """The declaration that no copy is left of what other parties shared."""

    destroyed_on = forms.DateField(
        label=_("Since when have you had no copy left?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day on which the last one was destroyed: files, print-outs, e-mails, archives."),
    )
    declares = forms.BooleanField(
        label=_("I declare it on behalf of the organisation."),
        error_messages={"required": _("Tick the box to declare it: otherwise nothing is recorded.")},
    )

    def said(self) -> dict:
        return {"destroyed_on": self.cleaned_data["destroyed_on"]}

    def clean_destroyed_on(self):
        day = self.cleaned_data["destroyed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future."))
        return day
