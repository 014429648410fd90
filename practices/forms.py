"""Forms of the desk: the sheet itself, and the decisions about it."""

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.audiences import Audience
from exchange.clocks import today_of
from exchange.forms import TranslatedPageForm, offer_networks
from exchange.models import Antenna, EvidenceLevel, Organisation, Protocol, Territory, User, Verdict
from practices.actions.steps import ADMISSIBILITY
from practices.comparison import translations_of
from practices.models import Adoption, Practice
from practices.models.choices import Chapter, Funding, WithdrawalReason
from practices.rules import ENTRIES

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
# What only the organisation itself decides, whoever begins a practice for it.
OWNERS_CHOICES = frozenset(
    {
        "audience",
        "protocol",
        "network",
        "embargo_until",
        "licence",
        "no_personal_data",
        "image_rights",
        "contact_antenna",
    }
)
QUESTIONS = {
    "complete": _("Are the fields of the express sheet complete?"),
    "no_personal_data": _("Is it free of personal data?"),
    "no_secret": _("Is it free of operational secrets?"),
    "audience": _("Is its audience the right one?"),
    "licence": _("Is its licence the right one?"),
}


REMARKS = {f"remark_{chapter.value}": chapter for chapter in Chapter}


KEYWORD_LENGTH = 40


def refuse_more(field: str, count: int) -> None:
    """Refuse more entries than a field takes."""
    most = ENTRIES[field][1]
    if count > most:
        text = _("At most %(most)s entries; there are %(count)s.")
        raise forms.ValidationError(text % {"most": most, "count": count})


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
        chosen = Protocol.objects.filter(pk=self.instance.protocol_id)
        offered = chosen | Protocol.objects.writable(today_of(self.instance.organisation))
        self.limit("protocol", offered.of_party(body).distinct())
        self.initial["network"] = self.instance.network_id or self.instance.usual_network_id()
        offer_networks(self, Organisation.objects.offering_to(body), self.initial["network"])
        self.name_other_sheets()
        for name in VOCABULARIES:
            self.limit(name, self.offered(name))
        if self.for_user and self.for_user.organisation_id != body and not self.for_user.is_superuser:
            self.leave_to_the_owner()

    def leave_to_the_owner(self):
        """Keep for whoever is of another organisation what they translate: the original is not theirs."""
        if self.instance.pk is None:
            closed = self.fields.keys() & OWNERS_CHOICES
        else:
            closed = self.fields.keys() - translations_of(self.instance.original_language)
            self.formsets.clear()
        for name in closed:
            del self.fields[name]

    def limit(self, name, queryset):
        if name in self.fields:
            self.fields[name].queryset = queryset

    def name_other_sheets(self):
        """Let a sheet name any other sheet, and not itself."""
        fields = [row.fields["target"] for row in self.formsets["relations"].forms]
        for field in [*fields, self.fields.get("inspired_by")]:
            if field is not None:
                field.queryset = field.queryset.exclude(pk=self.instance.pk)

    def offered(self, name):
        """Return the words in use, and those that the sheet already has."""
        model = Practice._meta.get_field(name).related_model
        value = getattr(self.instance, name)
        kept = value.all() if hasattr(value, "all") else [value]
        return model.objects.filter(Q(retired=False) | Q(pk__in=[term.pk for term in kept if term]))

    def clean_keywords(self):
        words = self.cleaned_data["keywords"]
        refuse_more("keywords", len(words))
        if any(len(word) > KEYWORD_LENGTH for word in words):
            raise forms.ValidationError(_("A keyword has 40 characters at most."))
        return words

    def clean(self):
        data = super().clean()
        # Words and places are shared by all: one practice adds no more of them than it may name.
        chosen, added = data.get("territories") or (), data.get("new_territories") or ()
        try:
            refuse_more("territories", len(chosen) + len(set(added)))
        except forms.ValidationError as error:
            self.add_error("new_territories" if added else "territories", error)
        return data

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
            # Where the choice could not be read, the draft keeps the territories that it had.
            already = self.cleaned_data.get("territories", self.initial.get("territories", []))
            chosen = [territory.pk for territory in [*already, *added]]
            self.cleaned_data["territories"] = Territory.objects.filter(pk__in=chosen)
        return super().save(commit)


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=10_000, widget=forms.Textarea(attrs={"rows": 6})
    )


class ChapterForm(CommentForm):
    """A comment on the whole, and one on each chapter."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, chapter in REMARKS.items():
            self.fields[name] = forms.CharField(
                label=chapter.label,
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    # The desk folds them away: most opinions speak of two or three chapters.
    folded = tuple(REMARKS)

    def folded_fields(self):
        return [self[name] for name in self.folded]

    def says_something_of_chapters(self) -> bool:
        return any(field.errors or field.value() for field in self.folded_fields())

    def remarks(self) -> dict[str, str]:
        return {chapter.value: self.cleaned_data[name] for name, chapter in REMARKS.items()}


class ChangesForm(ChapterForm):
    comment = forms.CharField(
        label=_("What should change?"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "Say what a reader would not understand, and suggest a wording; here, or chapter by chapter."
        ),
    )


class RemarkAnswerForm(forms.Form):
    """What the body answers to a remark."""

    answer = forms.CharField(
        label=_("Your answer"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_settled = forms.BooleanField(label=_("Dealt with"), required=False)


class SubmitForm(forms.Form):
    """The grant that the body gives with its sheet."""

    grant = forms.BooleanField(
        label=_(
            "Our organisation keeps its rights and lets the network show, translate, index and archive "
            "this practice sheet, free of charge and on a non-exclusive basis."
        )
    )
    correction = forms.BooleanField(
        label=_("This is a small correction: nothing has to be reviewed again."),
        required=False,
        help_text=_(
            "Title, problem, response and results: typing mistakes only. Other texts: a tenth at most, and no "
            "number. Your content lead and the secretariat see what changed, and may send it to review."
        ),
    )


class AdmissibilityForm(CommentForm):
    """Five questions, yes or no."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].help_text = _("Required if one answer is no: the author reads it.")
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


class ReviewForm(ChapterForm):
    verdict = forms.ChoiceField(
        label=_("Your opinion"),
        choices=[
            (Verdict.APPROVE.value, _("I approve the practice as it is")),
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
            "Required if you decline. If you ask for changes, say which ones here, or chapter by chapter."
        )


class ReassignForm(forms.Form):
    reviewer = forms.ModelChoiceField(label=_("Reviewer"), queryset=User.objects.none())

    def __init__(self, *args, reviewers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reviewer"].queryset = reviewers
        # By full name, which stays on its own shore where it must.
        self.fields["reviewer"].label_from_instance = lambda user: (
            f"{user.get_full_name()} · {user.organisation}"
        )


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class WithdrawForm(forms.Form):
    reason = forms.ChoiceField(label=_("Type of reason"), choices=WithdrawalReason.choices)


class AudienceForm(ReasonForm):
    """Who reads a published sheet from now on, and why."""

    audience = forms.ChoiceField(label=_("Audience"), choices=Audience.choices)
    protocol = forms.ModelChoiceField(
        label=_("Governing protocol"),
        queryset=Protocol.objects.none(),
        required=False,
        help_text=_("For the parties only: a protocol in force that your organisation has signed."),
    )

    network = forms.ModelChoiceField(
        label=_("Network"),
        queryset=Organisation.objects.none(),
        help_text=_("In which of your networks it is offered: its members read what is for members."),
    )

    field_order = ("audience", "network", "protocol", "reason")

    def __init__(self, *args, sheet, **kwargs):
        kept = {"audience": sheet.audience, "protocol": sheet.protocol_id, "network": sheet.network_id}
        super().__init__(*args, initial=kept, **kwargs)
        open_today = Protocol.objects.writable(today_of(sheet.organisation))
        self.fields["protocol"].queryset = open_today.of_party(sheet.organisation_id)
        offer_networks(self, Organisation.objects.offering_to(sheet.organisation_id), sheet.network_id)


class AppealForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is the refusal not justified?"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("The committee reads it together with the practice and what the reviewers said."),
    )


class AppealDecisionForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("Decision of the committee"),
        choices=[
            ("upheld", _("The appeal is upheld: the practice goes on to publication")),
            ("dismissed", _("The refusal stands: the practice stays a draft of its organisation")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(label=_("Reason"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 6}))


class AdoptionForm(forms.ModelForm):
    """What a body tells about a practice that it took over."""

    class Meta:
        model = Adoption
        fields = ("status", "year", "note", "antenna")
        labels = {
            "status": _("Where do you stand with it?"),
            "year": _("Since which year? (optional)"),
            "note": _("What did you adapt? (optional)"),
            "antenna": _("Whom may colleagues call about it? (optional)"),
        }
        help_texts = {"note": _("Readers of the practice see this text. Never name a person.")}
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, organisation, **kwargs):
        super().__init__(*args, auto_id="adoption-%s", **kwargs)
        antennas = Antenna.objects.filter(organisation=organisation)
        if antennas:
            self.fields["antenna"].queryset = antennas
        else:
            del self.fields["antenna"]

    def clean_year(self):
        year = self.cleaned_data["year"]
        if year and year > timezone.localdate().year + 1:
            raise forms.ValidationError(_("This year is too far in the future."))
        return year


class CoOwnershipForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Widest audience that your organisation accepts"),
        choices=Audience.choices,
        initial=Audience.MEMBERS,
    )


class ConsentForm(forms.Form):
    """Nothing to fill in: the button is the answer."""
