"""Forms of the editor for rows that are no pages."""

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from modeltranslation.translator import NotRegistered, translator
from wagtail.admin.forms import WagtailAdminModelForm

from exchange import domains as domains_of
from exchange.editor_input import offer_own_rows
from exchange.languages import LABELS, LANGUAGES, localized
from exchange.models import (
    Capacity,
    Concept,
    Invitation,
    Organisation,
    Relation,
    Right,
    RoleName,
    SignInProvider,
    User,
    Variety,
)
from exchange.models.people import PLATFORM_ROLES
from exchange.people import roles_given_by


class LinesField(SimpleArrayField):
    """A list with one entry a line; entries may contain commas."""

    def __init__(self, *, max_length: int, **kwargs):
        kwargs.setdefault("help_text", gettext_lazy("One per line."))
        super().__init__(
            forms.CharField(max_length=max_length),
            delimiter="\n",
            widget=forms.Textarea(attrs={"rows": 3}),
            **kwargs,
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line.strip() for line in value.splitlines() if line.strip())
        return super().to_python(value)


class TranslatedRowForm(WagtailAdminModelForm):
    """What is required is required in one language at least."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_own_rows(self)

    def clean(self):
        data = super().clean()
        for name in self.required_names():
            fields = [localized(name, language) for language in LANGUAGES]
            shown = [field for field in fields if field in self.fields]
            if shown and not any(data.get(field) for field in shown):
                self.add_error(shown[0], _("Fill this in in one language at least."))
        return data

    def required_names(self):
        try:
            options = translator.get_options_for_model(self._meta.model)
        except NotRegistered:
            return []
        return [
            name for name in options.get_field_names() if not self._meta.model._meta.get_field(name).blank
        ]


class TermForm(TranslatedRowForm):
    """The code of a word is chosen once: sheets, addresses and files name it."""

    FIXED = ("code", "level")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.FIXED:
            if self.instance.pk and name in self.fields:
                self.fields[name].disabled = True


class OrganisationForm(TranslatedRowForm):
    codes = LinesField(label=capfirst(gettext_lazy("codes")), max_length=40, required=False)
    email_domains = LinesField(
        label=capfirst(gettext_lazy("domains of service addresses")), max_length=100, required=False
    )
    aliases = LinesField(label=capfirst(gettext_lazy("also known as")), max_length=80, required=False)

    def clean_email_domains(self):
        domains = sorted({domains_of.plain(domain) for domain in self.cleaned_data["email_domains"]})
        errors = []
        for domain in domains:
            # What stands there already is not held against whoever changes something else.
            if domain not in self.instance.email_domains or domains_of.is_public(domain):
                try:
                    domains_of.refuse_domain(domain, self.instance)
                except forms.ValidationError as error:
                    errors.append(error)
        if errors:
            raise forms.ValidationError(errors)
        return domains

    def clean_country(self):
        return self.cleaned_data["country"].upper()


class SignedAsForm(TranslatedRowForm):
    """In which capacities somebody signs; each of them may be held for another person."""

    fills = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("signs as")),
        choices=Capacity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    acting_as = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("acting as")),
        choices=Capacity.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Of the capacities above, those that somebody holds for another person."),
    )

    def clean(self):
        data = super().clean()
        if set(data.get("acting_as") or ()) - set(data.get("fills") or ()):
            self.add_error(
                "acting_as", _("Choose the capacity above first: nobody is acting in another one.")
            )
        return data


class SignatureForm(SignedAsForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in [localized("capacities", language) for language in LANGUAGES]:
            if name in self.fields:
                label = self.fields[name].label
                self.fields[name] = LinesField(label=label, max_length=120, required=False)


class NotionField(forms.ModelChoiceField):
    """A notion is known by its words: its code says nothing."""

    def label_from_instance(self, concept):
        words = next(filter(None, (concept.words(variety) for variety in Variety.values)), "")
        return f"{concept.code} · {words}"


class ConceptForm(TranslatedRowForm):
    broader = NotionField(
        label=capfirst(gettext_lazy("broader concept")),
        queryset=Concept.objects.prefetch_related("terms").order_by("code"),
        required=False,
        help_text=Concept._meta.get_field("broader").help_text,
    )

    def clean(self):
        data = super().clean()
        broader = data.get("broader")
        if broader and data.get("relation") != Relation.NARROWER:
            self.add_error("broader", _("Only a narrower concept (N) has a broader one."))
        elif broader and broader.pk == self.instance.pk:
            self.add_error("broader", _("A concept is not broader than itself."))
        return data


class ClauseForm(TranslatedRowForm):
    grounds = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("what it covers")),
        choices=Right.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class PersonForm(WagtailAdminModelForm):
    """Name, language and roles of a person; their body and address are given with the invitation."""

    language = forms.ChoiceField(
        label=capfirst(gettext_lazy("language")), choices=[("", "—"), *LABELS.items()], required=False
    )
    role_names = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("roles")),
        choices=RoleName.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ["name", "language", "is_active"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.held = set(self.instance.roles.values_list("name", flat=True)) if self.instance.pk else set()
        offered = roles_given_by(self.for_user) if self.for_user else frozenset(RoleName)
        field = self.fields["role_names"]
        field.choices = [choice for choice in RoleName.choices if choice[0] in offered]
        field.initial = sorted(self.held)


class SignInProviderForm(WagtailAdminModelForm):
    """One of the providers in the configuration that no organisation has yet."""

    provider_id = forms.ChoiceField(label=capfirst(gettext_lazy("provider")))

    class Meta:
        model = SignInProvider
        fields = ["provider_id", "organisation"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bound = set(SignInProvider.objects.values_list("provider_id", flat=True))
        free = [one for one in settings.OIDC_PROVIDERS if one["provider_id"] not in bound]
        field = self.fields["provider_id"]
        field.choices = [(one["provider_id"], f"{one['name']} ({one['provider_id']})") for one in free]
        if not free:
            field.help_text = gettext_lazy(
                "None is available: whoever runs the site declares one in OIDC_PROVIDERS first."
            )


class InvitationForm(WagtailAdminModelForm):
    """Whom to invite; an administrator of a body invites for that body."""

    language = forms.ChoiceField(
        label=capfirst(gettext_lazy("language")), choices=[("", "—"), *LABELS.items()], required=False
    )
    roles = forms.MultipleChoiceField(
        label=capfirst(gettext_lazy("roles")), choices=RoleName.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Invitation
        fields = ["email", "organisation", "roles", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = roles_given_by(self.for_user) if self.for_user else frozenset(RoleName)
        self.fields["roles"].choices = [choice for choice in RoleName.choices if choice[0] in offered]
        if self.for_user and not offered & PLATFORM_ROLES:
            field = self.fields["organisation"]
            field.queryset = Organisation.objects.filter(pk=self.for_user.organisation_id)
            field.initial = self.for_user.organisation_id
            field.required = True
            field.empty_label = None
