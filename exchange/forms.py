"""Forms of the kernel."""

import time

from django import forms
from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import RichTextField, StreamField

from exchange.drafts.forms import DraftForm
from exchange.editor_input import offer_own_rows
from exchange.languages import localized
from exchange.links import FILES, choosable, files_in, may_choose_all
from exchange.models import Organisation, TranslatedPage
from exchange.models.illustrated import Illustrated, picture_fields, picture_problems


class TranslatedPageForm(DraftForm):
    """A draft needs nothing; what is required is required in the original language only.

    Only what is open to a person may be chosen: whoever shows a file opens it to the readers of the page.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offer_own_rows(self)
        self.offer_what_is_open(self, [self.instance])
        for name, formset in self.formsets.items():
            for row in (*formset.forms, formset.empty_form):
                self.offer_what_is_open(row, list(getattr(self.instance, name).all()))

    def offer_what_is_open(self, form, holders):
        for name, field in form.fields.items():
            queryset = getattr(field, "queryset", None)
            if queryset is not None and issubclass(queryset.model, (TranslatedPage, *FILES)):
                held = [getattr(holder, f"{name}_id", None) for holder in holders]
                field.queryset = choosable(queryset, self.for_user, held)

    def defer_required_fields(self):
        super().defer_required_fields()
        # Without it nobody knows in which language the draft is.
        if "original_language" in self.fields:
            self.fields["original_language"].required = True

    def clean(self):
        data = super().clean()
        model = self._meta.model
        original = data.get("original_language") or self.instance.original_language
        needed = () if self.is_deferred_validation else model.required_in_original
        for name in needed:
            field = localized(name, original)
            if field in self.fields and field not in self.errors and not data.get(field):
                self.add_error(field, _("Required in the original language."))
        self.refuse_pictures_without_words(data, original)
        self.refuse_files_of_others(data)
        return data

    def refuse_pictures_without_words(self, data, original):
        if not isinstance(self.instance, Illustrated):
            return
        # Whoever only translates does not choose the picture.
        answers = {name: data.get(name, getattr(self.instance, name)) for name in picture_fields()}
        for name, problem in picture_problems(answers, original).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, problem)

    def refuse_files_of_others(self, data):
        for name, value in list(data.items()):
            field = next((f for f in self.instance._meta.concrete_fields if f.name == name), None)
            if not isinstance(field, StreamField | RichTextField):
                continue
            added = files_in(field, value) - files_in(field, getattr(self.instance, name))
            if not may_choose_all(added, self.for_user):
                self.add_error(name, _("A file in this text is not yours to show: choose another one."))


def offer_networks(form, networks, chosen: int | None) -> None:
    """Offer the networks of an organisation, and the one chosen; with one alone there is nothing to choose."""
    if "network" not in form.fields:
        return
    offered = Organisation.objects.filter(Q(pk__in=networks.values("pk")) | Q(pk=chosen)).order_by(
        "name", "pk"
    )
    form.fields["network"].queryset = offered
    if chosen:
        form.fields["network"].empty_label = None
    if len(offered) < 2:
        del form.fields["network"]


class FeedbackForm(forms.Form):
    """What a reader writes about a page; held against machines by time and by a field that people do not see."""

    message = forms.CharField(
        label=gettext_lazy("Your message"),
        min_length=10,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "aria-describedby": "feedback-help"}),
        error_messages={
            "required": gettext_lazy("Write your message first."),
            "min_length": gettext_lazy("Write a few words more, so that we understand you."),
        },
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail address (optional)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    SALT = "exchange.feedback"
    SHORTEST_SECONDS = 3
    LONGEST_SECONDS = 24 * 60 * 60

    def __init__(self, *args, page, **kwargs):
        super().__init__(*args, auto_id="feedback-%s", use_required_attribute=True, **kwargs)
        self.page = page
        if page is not None:
            self.fields["stamp"].initial = self.new_stamp(page)

    @classmethod
    def new_stamp(cls, page) -> str:
        return signing.dumps([page.pk, int(time.time())], salt=cls.SALT)

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: only machines fill it in."))
        return ""

    def clean(self):
        data = super().clean()
        try:
            page_id, shown_at = signing.loads(data.get("stamp") or "", salt=self.SALT)
        except (signing.BadSignature, TypeError, ValueError):
            page_id, shown_at = None, 0
        age = time.time() - shown_at
        if page_id != self.page.pk or age > self.LONGEST_SECONDS:
            self.renew_stamp()
            raise forms.ValidationError(
                _("This form had been open for too long. Your text is still here: send it again.")
            )
        if age < self.SHORTEST_SECONDS:
            raise forms.ValidationError(
                _("That went very fast. Your text is still here: wait a moment and send it again.")
            )
        return data

    def renew_stamp(self):
        """Let the form be sent again from the page that shows what is wrong."""
        self.data = self.data.copy()
        self.data[self.add_prefix("stamp")] = self.new_stamp(self.page)
