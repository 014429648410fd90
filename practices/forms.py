"""Forms of the desk: the sheet itself, and the decisions about it."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.permissions import policy_registry

from exchange.audiences import Audience
from exchange.forms import TranslatedPageForm
from exchange.models import Antenna, EvidenceLevel, Protocol, Territory, User, Verdict
from exchange.viewers import viewer_of
from practices.actions.steps import ADMISSIBILITY
from practices.models import Practice
from practices.models.choices import Funding, WithdrawalReason

VOCABULARIES = (
    "themes",
    "pillars",
    "settings",
    "target_groups",
    "main_theme",
    "practice_type",
    "lifecycle",
    "evidence_level",
    "licence",
)
# What only the body itself decides, whoever else corrects its words.
OWNERS_CHOICES = (
    "audience",
    "protocol",
    "embargo_until",
    "licence",
    "no_personal_data",
    "image_rights",
    "contact_antenna",
)
QUESTIONS = {
    "complete": _("Are the fields of the express sheet complete?"),
    "no_personal_data": _("Is it free of personal data?"),
    "no_secret": _("Is it free of operational secrets?"),
    "audience": _("Is its audience the right one?"),
    "licence": _("Is its licence the right one?"),
}


class PracticeForm(TranslatedPageForm):
    """A sheet as its body edits it: nobody can choose another body's antenna, protocol or sheets."""

    funding_sources = forms.MultipleChoiceField(
        label=_("Funding"), choices=Funding.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    new_territories = forms.CharField(
        label=_("Other territories"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One on each line, if the list does not have them. Never the address of a citizen."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.organisation_id is None:
            self.instance.organisation = self.parent_page.specific.organisation
        body = self.instance.organisation_id
        self.limit("contact_antenna", Antenna.objects.filter(organisation=body))
        self.limit("protocol", Protocol.objects.of_party(body).distinct())
        sheets = self.readable_sheets()
        self.limit("inspired_by", sheets)
        self.limit_rows("relations", "target", sheets)
        self.limit("cover_image", self.choosable_pictures())
        self.limit_rows("files", "file", self.choosable_files())
        for name in VOCABULARIES:
            self.limit(name, self.offered(name))
        if self.for_user and self.for_user.organisation_id != body and not self.for_user.is_superuser:
            for name in OWNERS_CHOICES:
                if name in self.fields:
                    self.fields[name].disabled = True

    def limit(self, name, queryset):
        if name in self.fields:
            self.fields[name].queryset = queryset

    def limit_rows(self, rows, name, queryset):
        for form in self.formsets[rows].forms if rows in self.formsets else ():
            form.fields[name].queryset = queryset

    def choosable_pictures(self):
        """Return the pictures that this person may choose, and the one that the sheet shows."""
        shown = get_image_model().objects.filter(pk=self.instance.cover_image_id)
        return self.may_choose(get_image_model()) | shown

    def choosable_files(self):
        """Return the files that this person may choose, and those that hang on the sheet.

        Whoever attaches a file opens it to the readers of the sheet.
        """
        attached = [row.file_id for row in self.instance.files.all()]
        return self.may_choose(get_document_model()) | get_document_model().objects.filter(pk__in=attached)

    def may_choose(self, model):
        if self.for_user is None:
            return model.objects.none()
        policy = policy_registry.get_by_type(model)
        return policy.instances_user_has_any_permission_for(self.for_user, ["choose"])

    def offered(self, name):
        """Return the words in use, and those that the sheet already has."""
        model = Practice._meta.get_field(name).related_model
        value = getattr(self.instance, name)
        kept = value.all() if hasattr(value, "all") else [value]
        return model.objects.filter(Q(retired=False) | Q(pk__in=[term.pk for term in kept if term]))

    def readable_sheets(self):
        if self.for_user is None:
            return Practice.objects.none()
        if self.for_user.is_superuser:
            return Practice.objects.all()
        return Practice.objects.visible_to(viewer_of(self.for_user)).exclude(pk=self.instance.pk)

    def clean_new_territories(self):
        names = [" ".join(line.split()) for line in self.cleaned_data["new_territories"].splitlines()]
        if any(len(name) > Territory._meta.get_field("name").max_length for name in names):
            raise forms.ValidationError(_("The name of a territory has 120 characters at most."))
        return [name for name in names if name]

    def save(self, commit=True):
        names = self.cleaned_data.get("new_territories", [])
        if names:
            country = self.instance.organisation.country
            added = [
                Territory.objects.named(name, country).first()
                or Territory.objects.create(name=name, country=country)
                for name in names
            ]
            chosen = [territory.pk for territory in [*self.cleaned_data["territories"], *added]]
            self.cleaned_data["territories"] = Territory.objects.filter(pk__in=chosen)
        return super().save(commit)


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ChangesForm(CommentForm):
    comment = forms.CharField(
        label=_("What should change?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Name the chapter, say what a reader would not understand, and propose words."),
    )


class SubmitForm(forms.Form):
    """The grant that the body gives with its sheet."""

    grant = forms.BooleanField(
        label=_(
            "Our body keeps its rights and lets the network show, translate, index and archive this sheet, "
            "free of charge and not exclusively."
        )
    )
    correction = forms.BooleanField(
        label=_("This is a small correction: nothing has to be reviewed again."), required=False
    )


class AdmissibilityForm(CommentForm):
    """Five questions, yes or no."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = _("Needed if one answer is no: the author reads it.")
        answers = {
            name: forms.ChoiceField(
                label=QUESTIONS[name],
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=forms.RadioSelect,
            )
            for name in ADMISSIBILITY
        }
        self.fields = {**answers, **self.fields}

    def answers(self) -> dict[str, bool]:
        return {name: self.cleaned_data[name] == "yes" for name in ADMISSIBILITY}


class ReviewForm(CommentForm):
    verdict = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[
            (Verdict.APPROVE.value, _("I approve the sheet as it is")),
            (Verdict.REQUEST_CHANGES.value, _("I ask for changes")),
            (Verdict.DECLINE.value, _("I decline it, with a reason")),
        ],
        widget=forms.RadioSelect,
    )
    evidence_level = forms.ModelChoiceField(
        label=_("Evidence level that you confirm"),
        queryset=EvidenceLevel.objects.none(),
        required=False,
        help_text=_("Empty: the one that the author proposes. You may lower it."),
    )
    field_order = ["verdict", "evidence_level", "comment"]

    def __init__(self, *args, proposed=None, **kwargs):
        super().__init__(*args, **kwargs)
        highest = proposed.level if proposed else 5
        self.fields["evidence_level"].queryset = EvidenceLevel.objects.filter(level__lte=highest)
        self.fields["comment"].help_text = _(
            "Needed if you ask for changes or decline. Name the chapter that you speak of."
        )


class ReassignForm(forms.Form):
    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args, reviewers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers
        self.fields["reviewer"].label_from_instance = lambda user: f"{user} · {user.organisation}"


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(label=_("Class of reason"), choices=WithdrawalReason.choices)


class CoOwnershipForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Widest audience that your body accepts"),
        choices=Audience.choices,
        initial=Audience.MEMBERS,
    )


class ConsentForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
