"""The short form of a talk, on the pages of the site."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.audiences import Audience
from exchange.languages import ORIGINAL_LANGUAGES, localized
from exchange.models import Attachment
from exchange.viewers import viewer_of
from practices.models import Practice
from seminars.models.talk import Format
from seminars.rules import LENGTHS

FEWEST_LINES = 3
MOST_PRACTICES = 8
PRACTICES_OFFERED = 300


def linkable_practices(user):
    """Return what an organisation may link: published, open to the person, led or used by the organisation."""
    body = user.organisation_id
    own = Q(organisation=body) | Q(co_owners__organisation=body, co_owners__accepted_at__isnull=False)
    used = Q(adoptions__organisation=body)
    practices = Practice.objects.current().visible_to(viewer_of(user)).filter(own | used).distinct()
    return practices.order_by("reference", "pk")


def name_of(practice) -> str:
    """Return the words under which a practice is offered and found again."""
    return " · ".join(filter(None, (practice.reference, practice.heading or practice.title)))


class PracticesInput(forms.Widget):
    """Lines in which practices are typed; the browser completes them from what the organisation may link."""

    template_name = "seminars/practices_input.html"
    choices = ()

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        lines = [line for line in value or [] if line]
        lines += [""] * max(FEWEST_LINES - len(lines), min(1, MOST_PRACTICES - len(lines)))
        context["widget"] |= {
            "lines": lines,
            "choices": self.choices,
            "list_id": f"{attrs.get('id', name)}_list",
        }
        return context

    def value_from_datadict(self, data, files, name):
        return [line.strip() for line in data.getlist(name)]


class PracticesField(forms.Field):
    widget = PracticesInput

    def offer(self, practices) -> None:
        self.practices = {name_of(practice): practice for practice in practices[:PRACTICES_OFFERED]}
        self.widget.choices = list(self.practices)

    def find(self, words: str) -> Practice | None:
        """Return the practice that is meant: by its line, its reference or its title."""
        wanted = words.casefold()
        return next(
            (
                practice
                for name, practice in self.practices.items()
                if wanted
                in (name.casefold(), (practice.reference or "").casefold(), practice.heading.casefold())
            ),
            None,
        )

    def clean(self, value):
        found = {}
        for line in filter(None, value or []):
            practice = self.find(line)
            if practice is None:
                text = _(
                    "“%(words)s” is none of the practices that your organisation leads or uses: choose one of the list."
                )
                raise ValidationError(text % {"words": line})
            found[practice.pk] = practice
        if len(found) > MOST_PRACTICES:
            raise ValidationError(
                _("At most %(most)s entries; there are %(count)s.")
                % {"most": MOST_PRACTICES, "count": len(found)}
            )
        return list(found.values())


class ProposalForm(forms.Form):
    """A talk as its author tells it; nothing but the title is needed to keep a draft."""

    language = forms.ChoiceField(
        label=gettext_lazy("Language of the talk"),
        choices=ORIGINAL_LANGUAGES,
        help_text=gettext_lazy("Write title and abstract in it, too."),
    )
    heading = forms.CharField(label=gettext_lazy("Title"), max_length=255)
    summary = forms.CharField(
        label=gettext_lazy("Abstract"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 9}),
    )
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Format.choices)
    speaker_function = forms.CharField(
        label=gettext_lazy("Function of the speaker"),
        required=False,
        max_length=150,
        help_text=gettext_lazy("A function, not a name: “neighbourhood inspector”."),
    )
    practices = PracticesField(
        label=gettext_lazy("Practices that the talk is about (optional)"),
        required=False,
        help_text=gettext_lazy(
            "Type a few letters of the title or the reference of a practice that your organisation leads or uses."
        ),
    )
    slides = forms.FileField(label=gettext_lazy("Slides (optional)"), required=False)
    without_slides = forms.BooleanField(label=gettext_lazy("Take the slides away"), required=False)
    video_url = forms.URLField(
        label=gettext_lazy("Address of a video (optional)"), required=False, assume_scheme="https"
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read it, once it is published?"),
        choices=[(choice.value, choice.label) for choice in (Audience.MEMBERS, Audience.PUBLIC)],
        help_text=gettext_lazy("Until then only your organisation, then the hosts and the secretariat."),
    )

    def __init__(self, *args, by, talk=None, seminars=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.by, self.talk = by, talk
        self.fields["practices"].offer(linkable_practices(by))
        for name, (least, most) in LENGTHS.items():
            words = _("%(least)s to %(most)s characters.") % {"least": least, "most": most}
            self.fields[name].help_text = words
        taken = ", ".join(f".{extension}" for extension in settings.WAGTAILDOCS_EXTENSIONS)
        self.fields["slides"].help_text = _("%(kinds)s; up to %(most)s.") % {
            "kinds": taken,
            "most": filesizeformat(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE),
        }
        self.fields["slides"].widget.attrs["accept"] = taken.replace(" ", "")
        if talk is None or talk.slides is None:
            del self.fields["without_slides"]
        else:
            kept = _("“%(title)s” is kept. Choose another file only to put it in its place.")
            self.fields[
                "slides"
            ].help_text = f"{kept % {'title': talk.slides.filename}} {self.fields['slides'].help_text}"
        if talk is not None and talk.audience == Audience.PARTIES:
            del self.fields["audience"]
        if seminars:
            self.fields["seminar"] = forms.ChoiceField(
                label=_("Seminar"), choices=[(str(page.pk), page.heading) for page in seminars]
            )

    @classmethod
    def values_of(cls, talk, seminar) -> dict:
        """Return what stands in a talk, as the form shows it."""
        language = talk.original_language
        return {
            "language": language,
            "heading": getattr(talk, localized("heading", language)) or "",
            "summary": getattr(talk, localized("summary", language)) or "",
            "format": talk.format,
            "speaker_function": talk.speaker_function,
            "practices": [name_of(row.practice) for row in talk.practice_links.all()],
            "video_url": talk.video_url,
            "audience": talk.audience,
            "seminar": str(seminar.pk) if seminar else "",
        }

    def clean_slides(self):
        """Return the slides as they are kept: cleaned in a process of their own."""
        file = self.cleaned_data["slides"]
        if not file:
            return None
        title = self.data.get("heading", "").strip()[:255] or file.name
        slides = Attachment(title=title, file=file, uploaded_by_user=self.by)
        try:
            slides.full_clean(exclude=["collection", "tags"])
        except ValidationError as error:
            raise ValidationError([str(words) for words in error.messages]) from error
        return slides

    def clean(self):
        data = super().clean()
        if self.errors and "slides" in self.files and "slides" not in self.errors:
            self.add_error("slides", _("Nothing was saved: choose the file again once the rest is right."))
        return data

    def words(self) -> dict:
        """Return what the action writes; new slides are kept by then."""
        data = dict(self.cleaned_data)
        data.pop("seminar", None)
        slides = data.pop("slides", None)
        if slides is not None:
            slides.save()
            data["slides"] = slides
        elif data.pop("without_slides", False):
            data["slides"] = None
        data.pop("without_slides", None)
        return data
