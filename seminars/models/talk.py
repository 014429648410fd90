"""The talk given there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from exchange.audiences import EDITORIAL, Audience, State
from exchange.fields import Body
from exchange.languages import ORIGINAL_LANGUAGES
from exchange.models import SharedPage
from practices.blocks import SentenceBlocks


class Format(models.TextChoices):
    TALK = "talk", _("Talk")
    WORKSHOP = "workshop", _("Workshop")
    ROUND_TABLE = "round_table", _("Round table")
    POSTER = "poster", _("Poster")


class Talk(SharedPage):
    """What a body told the others at a seminar; its `summary` is the abstract."""

    speaker_function = models.CharField(
        _("function of the speaker"), max_length=150, blank=True, help_text=_("A function, not a name.")
    )
    languages = ArrayField(
        models.CharField(max_length=10, choices=ORIGINAL_LANGUAGES),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
    )
    duration_min = models.PositiveSmallIntegerField(_("duration in minutes"), null=True, blank=True)
    format = models.CharField(_("format"), max_length=12, choices=Format.choices, default=Format.TALK)
    takeaways = Body(SentenceBlocks(), verbose_name=_("what to take away"), blank=True)
    questions_left_open = models.TextField(_("questions left open"), blank=True)
    slides = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("slides"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="talks",
    )
    video_url = models.URLField(_("video"), blank=True)
    transcript = models.TextField(_("captions or transcript"), blank=True)

    class Meta(SharedPage.Meta):
        verbose_name = _("talk")
        verbose_name_plural = _("talks")

    url_name = "seminars:talk"
    parent_page_types = ["seminars.Seminar"]
    subpage_types = []
    translated_content = (*SharedPage.translated_content, "takeaways", "questions_left_open", "transcript")
    required_in_original = ("heading", "summary")
    shared_panels = [
        *SharedPage.shared_panels,
        FieldPanel("organisation"),
        FieldPanel("speaker_function"),
        FieldRowPanel([FieldPanel("format"), FieldPanel("duration_min")]),
        FieldPanel("languages"),
        FieldPanel("slides"),
        FieldPanel("video_url"),
        InlinePanel("practice_links", heading=_("Related practices"), label=_("Related practice")),
        FieldPanel("audience"),
        FieldPanel("protocol"),
        FieldPanel("embargo_until"),
        FieldPanel("licence"),
        FieldPanel("source_note"),
    ]

    def tokens_in(self, state, audience):
        tokens = super().tokens_in(state, audience)
        return [*tokens, EDITORIAL] if state == State.DRAFT and self.is_of_secretariat() else tokens

    def is_of_secretariat(self) -> bool:
        """Say whether the secretariat goes on with this draft: it wrote it, or had published it."""
        if self.owner and self.owner.organisation_id is None:
            return True
        return self.first_published_at is not None and self.effective_audience() != Audience.PARTIES

    def save(self, *args, **kwargs):
        # A talk has no reviewers: to publish it in the editor is its whole life.
        if self.live and self.state == State.DRAFT:
            self.state = State.PUBLISHED
        elif not self.live and self.state == State.PUBLISHED:
            self.state = State.DRAFT
        super().save(*args, **kwargs)


class TalkPractice(Orderable):
    """A sheet that a talk is about."""

    talk = ParentalKey(Talk, on_delete=models.CASCADE, related_name="practice_links")
    practice = models.ForeignKey(
        "practices.Practice", verbose_name=_("practice"), on_delete=models.CASCADE, related_name="talk_links"
    )

    class Meta(Orderable.Meta):
        verbose_name = _("related practice")
        constraints = [models.UniqueConstraint(fields=["talk", "practice"], name="unique_talk_practice")]

    def __str__(self):
        return str(self.practice)
