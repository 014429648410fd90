"""The meeting where it is told."""

import datetime as dt

from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from exchange.audiences import State
from exchange.clocks import today_everywhere, today_of
from exchange.dates import parse_partial_date
from exchange.fields import PartialDateField
from exchange.models import TranslatedPage
from exchange.models.pages import TranslatedPageManager, TranslatedPageQuerySet


class Mode(models.TextChoices):
    ON_SITE = "on_site", _("On site")
    HYBRID = "hybrid", _("Hybrid")
    ONLINE = "online", _("Online")


class SeminarQuerySet(TranslatedPageQuerySet):
    def held_in(self, years):
        """Keep the published editions that began in one of these years."""
        began = models.Q(pk__in=())
        for year in years:
            began |= models.Q(starts_on__startswith=f"{year:04}")
        return self.live().filter(began)


class Seminar(TranslatedPage):
    """One edition of the annual meeting of a network."""

    edition = models.PositiveSmallIntegerField(_("edition"), null=True, blank=True)
    theme = models.CharField(_("theme"), max_length=255, blank=True)
    starts_on = PartialDateField(_("starts on"), help_text=_("The year is enough."))
    ends_on = PartialDateField(_("ends on"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    protocols = ParentalManyToManyField(
        "exchange.Protocol", verbose_name=_("protocols signed there"), blank=True, related_name="seminars"
    )
    talks_until = models.DateField(
        _("talks are proposed until"),
        null=True,
        blank=True,
        help_text=_(
            "Authors of member organisations may propose talks up to and including this day, until midnight "
            "where they work. Without a day, nobody may."
        ),
    )
    illustrative = models.BooleanField(_("illustrative"), default=False)
    note = models.CharField(_("note"), max_length=255, blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    objects = TranslatedPageManager.from_queryset(SeminarQuerySet)()

    class Meta:
        verbose_name = _("seminar")
        verbose_name_plural = _("seminars")

    url_name = "seminars:detail"
    parent_page_types = ["seminars.SeminarIndexPage"]
    subpage_types = ["seminars.Talk"]
    translated_content = (*TranslatedPage.translated_content, "theme", "place", "note")
    required_in_original = ("heading",)
    shared_panels = [
        *TranslatedPage.shared_panels,
        FieldPanel("edition"),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("mode"),
        FieldPanel("talks_until"),
        InlinePanel("hosts", heading=_("Hosts"), label=_("Host")),
        InlinePanel("attendance", heading=_("Who was there"), label=_("Organisation")),
        FieldPanel("protocols", widget=CheckboxSelectMultiple),
        FieldPanel("illustrative"),
    ]

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        # Its hosts read what was sent to them: other hosts, other readers.
        for talk in self.get_children().filter(talk__state=State.RELEASED).specific() if self.path else ():
            talk.save(update_fields=["tokens"], clean=False)

    def takes_talks_of(self, organisation, *, at: dt.datetime | None = None) -> bool:
        """Say whether an organisation may propose a talk still: until its own midnight."""
        day = self.talks_until
        return self.live and day is not None and today_of(organisation, at=at) <= day

    @property
    def takes_talks(self) -> bool:
        """Say whether there is an organisation somewhere that may propose a talk still."""
        return self.live and self.talks_until is not None and today_everywhere() <= self.talks_until

    @property
    def year(self) -> int | None:
        return parse_partial_date(self.starts_on).year if self.starts_on else None


class SeminarHost(Orderable):
    seminar = ParentalKey(Seminar, on_delete=models.CASCADE, related_name="hosts")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("host"),
        on_delete=models.PROTECT,
        related_name="hosted_seminars",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("host")
        constraints = [models.UniqueConstraint(fields=["seminar", "organisation"], name="unique_host")]

    def __str__(self):
        return str(self.organisation)


class SeminarAttendance(models.Model):
    """How many people a body sent; numbers, never names."""

    seminar = ParentalKey(Seminar, on_delete=models.CASCADE, related_name="attendance")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="attendance",
    )
    people = models.PositiveSmallIntegerField(_("people"))

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        constraints = [models.UniqueConstraint(fields=["seminar", "organisation"], name="unique_attendance")]

    def __str__(self):
        return f"{self.organisation}: {self.people}"
