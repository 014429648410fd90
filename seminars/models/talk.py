"""The talk given there."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from exchange.audiences import EDITORIAL, PUBLISHED_STATES, Audience, State, host_token
from exchange.fields import Body
from exchange.languages import ORIGINAL_LANGUAGES
from exchange.models import Provenance, SharedPage
from exchange.models.sharing import SharedPageManager, SharedPageQuerySet
from practices.blocks import SentenceBlocks

from .seminar import SeminarHost


class Format(models.TextChoices):
    TALK = "talk", _("Talk")
    WORKSHOP = "workshop", _("Workshop")
    ROUND_TABLE = "round_table", _("Round table")
    POSTER = "poster", _("Poster")


class TalkQuerySet(SharedPageQuerySet):
    def standing_for_bodies(self):
        """Keep what its organisation agreed to, or what documents a seminar that was held."""
        return self.filter(models.Q(confirmed_at__isnull=False) | ~models.Q(provenance=Provenance.MEMBER))


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
    # When its organisation agreed to what goes out in its name, for the last time.
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    # When the hosts of its seminar declined it; another seminar may take it.
    declined_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = SharedPageManager.from_queryset(TalkQuerySet)()

    class Meta(SharedPage.Meta):
        verbose_name = _("talk")
        verbose_name_plural = _("talks")

    url_name = "seminars:talk"
    parent_page_types = ["seminars.Seminar"]
    subpage_types = []
    translated_content = (*SharedPage.translated_content, "takeaways", "questions_left_open", "transcript")
    required_in_original = ("heading", "summary")
    system_fields = (*SharedPage.system_fields, "confirmed_at", "declined_at")
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
        FieldPanel("network"),
        FieldPanel("protocol"),
        FieldPanel("embargo_until"),
        FieldPanel("licence"),
        FieldPanel("source_note"),
    ]

    def tokens_in(self, state, audience):
        tokens = super().tokens_in(state, audience)
        if state == State.RELEASED:
            return [*tokens, *(host_token(pk) for pk in self.host_ids())]
        is_unsent = state in (State.DRAFT, State.SUBMITTED)
        return [*tokens, EDITORIAL] if is_unsent and self.is_of_secretariat() else tokens

    def host_ids(self) -> list[int]:
        """Return the organisations that host the seminar of this talk."""
        if not self.path:
            return []
        hosts = SeminarHost.objects.filter(seminar__path=self.path[: -self.steplen])
        return list(hosts.order_by("organisation").values_list("organisation", flat=True))

    def is_of_secretariat(self) -> bool:
        """Say whether the secretariat goes on with this draft: it wrote it, or had published it."""
        if self.owner and self.owner.organisation_id is None:
            return True
        return self.first_published_at is not None and self.effective_audience() != Audience.PARTIES

    def save(self, *args, **kwargs):
        # What the hosts accept is published with the state of the step before.
        if self.live and self.state not in PUBLISHED_STATES | {State.FROZEN, State.WITHDRAWN}:
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
