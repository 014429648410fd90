"""What is written down about personal data itself: on which basis it crosses the ocean, and what went wrong."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.models.people import PLATFORM_ROLES, RoleName


class Instrument(models.TextChoices):
    """What a transfer of names can rest on; which of them holds is for the privacy delegates to say."""

    ADEQUACY = "adequacy", _("Adequacy decision (GDPR art. 45)")
    SAFEGUARDS = "safeguards", _("Appropriate safeguards (GDPR art. 46)")
    DEROGATION = "derogation", _("Derogation for a specific situation (GDPR art. 49)")
    ASSESSMENT = (
        "assessment",
        _("Privacy impact assessment and written agreement (A-2.1, s. 70.1; P-39.1, s. 17)"),
    )


class TransferBasis(models.Model):
    """Whether the names of a body's people may be shown across the ocean, on which basis, since when.

    A body without a row has no basis established.
    """

    organisation = models.OneToOneField(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="transfer_basis",
    )
    established_on = models.DateField(
        _("established on"), null=True, blank=True, help_text=_("Empty: no basis is established.")
    )
    instrument = models.CharField(_("basis"), max_length=20, choices=Instrument.choices, blank=True)
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("Which document says so, and where it is kept. Everybody reads it."),
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)

    class Meta:
        verbose_name = _("basis of a transfer")
        verbose_name_plural = _("bases of transfers")
        constraints = [
            models.CheckConstraint(
                condition=Q(established_on__isnull=True) | ~Q(instrument=""), name="established_on_some_basis"
            )
        ]

    def __str__(self):
        return str(self.organisation)


class IncidentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def readable_by(self, viewer):
        """Keep what concerns the viewer: all of it for the platform, else what touches the body they guard."""
        if viewer.has_role(*PLATFORM_ROLES):
            return self
        if viewer.has_role(RoleName.PRIVACY_DELEGATE) and viewer.organisation_id:
            return self.filter(notices__organisation=viewer.organisation_id)
        return self.none()


class Incident(models.Model):
    """A breach of personal data, or what may be one: found when, touching whom, what was done."""

    what = models.TextField(
        _("what happened"), help_text=_("How it was found, and what is known. Name nobody.")
    )
    kinds_of_data = models.TextField(
        _("data concerned"), help_text=_("Kinds of data, and about how many people.")
    )
    measures = models.TextField(
        _("what was done"), blank=True, help_text=_("To stop it, and to limit the harm.")
    )
    discovered_at = models.DateTimeField(_("discovered at"))
    reported_at = models.DateTimeField(_("reported at"), default=timezone.now, editable=False)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reported by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.CheckConstraint(
                condition=Q(discovered_at__lte=models.F("reported_at")), name="discovered_before_reported"
            )
        ]

    def __str__(self):
        return f"#{self.pk}"

    def get_absolute_url(self):
        return reverse("incident", kwargs={"pk": self.pk})

    @property
    def notice_due_at(self) -> dt.datetime:
        """Return until when the privacy contacts of the bodies concerned are to be told."""
        return self.discovered_at + dt.timedelta(hours=settings.INCIDENT_NOTICE_HOURS)

    @property
    def authority_due_at(self) -> dt.datetime:
        """Return until when a body of the European Union tells its supervisory authority."""
        return self.discovered_at + dt.timedelta(hours=settings.INCIDENT_AUTHORITY_HOURS)


class IncidentNotice(models.Model):
    """A body that an incident concerns, and when its privacy contacts were told."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="notices")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="incident_notices",
    )
    sent_at = models.DateTimeField(_("notified at"), null=True, editable=False)

    class Meta:
        verbose_name = _("notice of an incident")
        verbose_name_plural = _("notices of incidents")
        constraints = [
            models.UniqueConstraint(fields=["incident", "organisation"], name="one_notice_of_an_incident")
        ]

    def __str__(self):
        return f"{self.incident} · {self.organisation}"
