"""What is asked before something that is named goes, and what its form says when it is taken out of a list."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modelcluster.forms import BaseChildFormSet

from exchange.deletion.uses import uses_of
from exchange.models import VOCABULARIES, Antenna, EvidenceLevel, Licence, LifecycleStage, Territory

MOST_NAMES = 5
# What an organisation permits, how sure it is, how far it came: nobody says it in its place, nor at once in many.
SAID_BY_ORGANISATIONS = (EvidenceLevel, Licence, LifecycleStage)


def replacements(thing):
    """Return what may take the place of this thing, or None where nothing can."""
    others = type(thing)._default_manager.exclude(pk=thing.pk)
    if isinstance(thing, Antenna):
        return others.filter(organisation=thing.organisation_id)
    if isinstance(thing, Territory):
        return others.filter(country=thing.country)
    if isinstance(thing, SAID_BY_ORGANISATIONS):
        return None
    if isinstance(thing, tuple(VOCABULARIES)):
        return others.filter(retired=False)
    return None


class ReplacementForm(forms.Form):
    replacement = forms.ModelChoiceField(label=gettext_lazy("Use instead"), queryset=None)

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replacement"].queryset = choices


class NamedRowsFormSet(BaseChildFormSet):
    """Rows of a thing in the editor: one that something else names is not taken out unawares."""

    def clean(self):
        super().clean()
        if problems := [problem for form in self.deleted_forms if (problem := self.why_it_stays(form))]:
            raise ValidationError(problems)

    def why_it_stays(self, form):
        """Return why this row can not go, or None; the row is shown again and the rest stays as it was typed."""
        uses = uses_of(form.instance, form.for_user) if form.instance.pk else None
        if not uses:
            return None
        form.data = form.data.copy()
        form.data[form.add_prefix("DELETE")] = ""
        names = format_html_join(", ", "« {} »", [(use.name,) for use in uses.named[:MOST_NAMES]])
        return format_html(
            "{} {}",
            _("“%(row)s” was not removed, because it is used here:") % {"row": form.instance},
            names or _("a page that you may not open."),
        )


def keep_rows_in_use(data, prefix: str, rows, user) -> list:
    """Take back the wish to delete rows that something else names, and return these rows.

    data: what was sent of a form with rows, which may be changed; rows: those that the thing has.
    """
    in_use = []
    by_key = {str(row.pk): row for row in rows}
    for name in [name for name in data if name.startswith(f"{prefix}-") and name.endswith("-DELETE")]:
        row = by_key.get(data.get(f"{name.removesuffix('DELETE')}id"))
        if data[name] and row and uses_of(row, user):
            data[name] = ""
            in_use.append(row)
    return in_use
