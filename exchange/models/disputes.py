"""A difference between two bodies, and the three steps by which it is settled."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.models.people import GOVERNORS, SPEAKERS


class DisputeStep(models.IntegerChoices):
    CONTACTS = 1, _("Between the contact points")
    COMMITTEE = 2, _("Before the committee")
    HEADS = 3, _("Between the heads of the organisations")


class Outcome(models.TextChoices):
    SETTLED = "settled", _("Settled")
    WITHDRAWN = "withdrawn", _("Withdrawn by the organisation that raised it")
    LEFT = "left", _("Closed without agreement")


class DisputeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome="")

    def of_body(self, organisation_id):
        return self.filter(Q(raised_by=organisation_id) | Q(answered_by=organisation_id))

    def visible_to(self, viewer):
        """Keep those of the viewer's body, and what has come before the committee for who governs."""
        seen = Q(pk__in=())
        if viewer.organisation_id and viewer.has_role(*SPEAKERS):
            seen |= Q(raised_by=viewer.organisation_id) | Q(answered_by=viewer.organisation_id)
        if viewer.has_role(*GOVERNORS):
            seen |= Q(step__gte=DisputeStep.COMMITTEE)
        return self.filter(seen)

    def overdue(self, today: dt.date):
        return self.open().filter(due_on__lt=today)


class Dispute(models.Model):
    """What one body holds against another; no court, no money, a date for each step."""

    subject = models.CharField(_("what it is about"), max_length=200)
    account = models.TextField(_("what happened, and what you ask for"))
    raised_by = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("raised by"),
        on_delete=models.PROTECT,
        related_name="disputes_raised",
    )
    answered_by = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("other organisation"),
        on_delete=models.PROTECT,
        related_name="disputes_answered",
    )
    protocol = models.ForeignKey(
        "exchange.Protocol",
        verbose_name=_("protocol"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="disputes",
    )
    page = models.ForeignKey(
        "exchange.TranslatedPage",
        verbose_name=_("practice or talk"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="disputes",
    )
    step = models.PositiveSmallIntegerField(
        _("step"), choices=DisputeStep.choices, default=DisputeStep.CONTACTS
    )
    due_on = models.DateField(_("until"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    opened_at = models.DateTimeField(_("raised on"), default=timezone.now, editable=False)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True, editable=False)

    objects = DisputeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dispute")
        verbose_name_plural = _("disputes")
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(raised_by=F("answered_by")), name="dispute_is_between_two_bodies"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="dispute_closes_with_an_outcome",
            ),
        ]

    def __str__(self):
        return self.subject

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def bodies(self) -> tuple:
        return (self.raised_by, self.answered_by)

    def concerns(self, organisation_id) -> bool:
        return organisation_id is not None and organisation_id in (self.raised_by_id, self.answered_by_id)


class DisputeEntry(models.Model):
    """What was said or decided in a dispute; nobody changes it afterwards."""

    dispute = models.ForeignKey(Dispute, on_delete=models.CASCADE, related_name="entries")
    step = models.PositiveSmallIntegerField(choices=DisputeStep.choices)
    text = models.TextField(_("text"))
    # None: the calendar.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organisation = models.ForeignKey(
        "exchange.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    own_words = {"by": ("text",)}

    class Meta:
        verbose_name = _("entry of a dispute")
        verbose_name_plural = _("entries of disputes")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.dispute_id} · {self.at:%Y-%m-%d}"
