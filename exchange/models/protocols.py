"""Protocoles d'entente: who signed what, until when, and what it gives."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from exchange.languages import ORIGINAL_LANGUAGES


class ProtocolKind(models.TextChoices):
    NETWORK = "network", _("Network protocol")
    BILATERAL = "bilateral", _("Bilateral protocol")


class ProtocolState(models.TextChoices):
    PROJECT = "project", _("Project")
    SIGNED = "signed", _("Signed")
    IN_FORCE = "in_force", _("In force")
    TO_RENEW = "to_renew", _("To be renewed")
    EXPIRED = "expired", _("Expired")
    DENOUNCED = "denounced", _("Denounced")
    ENDED = "ended", _("Ended")
    REPLACED = "replaced", _("Replaced")


RUNNING_STATES = frozenset({ProtocolState.IN_FORCE, ProtocolState.TO_RENEW, ProtocolState.DENOUNCED})


class ProtocolQuerySet(models.QuerySet):
    def open(self, today: dt.date):
        """Protocols that give rights today: in force, to be renewed, or in their days of grace."""
        last_end = today - dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=last_end), state__in=RUNNING_STATES)

    def of_party(self, organisation):
        return self.filter(parties__organisation=organisation)

    def concluded(self):
        """Protocols that exist for the public: a project does not yet."""
        return self.exclude(state=ProtocolState.PROJECT)


class Protocol(ClusterableModel):
    """A protocole d'entente between two or more parties."""

    title = models.CharField(_("title"), max_length=255)
    kind = models.CharField(_("kind"), max_length=20, choices=ProtocolKind.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=ProtocolState.choices, default=ProtocolState.PROJECT
    )
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    signed_on_note = models.CharField(_("note on the date"), max_length=255, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    duration_years = models.PositiveSmallIntegerField(_("duration in years"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    tacit_renewal = models.BooleanField(_("renewed tacitly"), default=False)
    accession_network = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("network joined"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accession_protocols",
        help_text=_("By signing, the other parties join this network."),
    )
    secretariat_mandated = models.BooleanField(
        _("the secretariat may read what the parties share"), default=False
    )
    source_note = models.TextField(_("source"), blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    objects = ProtocolQuerySet.as_manager()

    class Meta:
        verbose_name = _("protocol")
        verbose_name_plural = _("protocols")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(signed_on__isnull=True)
                | Q(ends_on__gte=models.F("signed_on")),
                name="protocol_ends_after_signature",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def slug(self) -> str:
        return slugify(self.title)[:80].strip("-") or "protocol"

    def get_absolute_url(self):
        return reverse("protocol", kwargs={"pk": self.pk, "slug": self.slug})

    @property
    def grants_accession(self) -> bool:
        return self.accession_network_id is not None


class Party(ClusterableModel):
    """An organisation bound by a protocol, and the decision that let it sign."""

    protocol = ParentalKey(Protocol, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="parties",
    )
    decision_body = models.CharField(_("decision-making body"), max_length=150, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_reference = models.CharField(_("reference of the decision"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["protocol", "organisation"], name="unique_party")]

    def __str__(self):
        return str(self.organisation)


class Signature(models.Model):
    """One person who signed for a party, in one or more capacities."""

    party = ParentalKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, related_name="signatures")
    name = models.CharField(_("name"), max_length=120)
    capacities = ArrayField(models.CharField(max_length=120), verbose_name=_("capacities"), null=True)
    acting = models.BooleanField(_("acting"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="unique_signature")]

    def __str__(self):
        return self.name


class ClauseOrigin(models.TextChoices):
    DOCUMENTED = "documented", _("Documented")
    PROPOSAL = "proposal", _("Proposal of the platform")


class Clause(models.Model):
    """What a protocol says, in each language, and the rights that it grounds."""

    protocol = ParentalKey(Protocol, on_delete=models.CASCADE, related_name="clauses")
    number = models.CharField(_("number"), max_length=10)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    grounds = ArrayField(models.CharField(max_length=40), verbose_name=_("grounds"), default=list, blank=True)
    origin = models.CharField(_("origin"), max_length=20, choices=ClauseOrigin.choices)
    original_language = models.CharField(
        _("original language"), max_length=10, choices=ORIGINAL_LANGUAGES, default="fr"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["protocol", "number"], name="unique_clause")]

    def __str__(self):
        return f"{self.number}. {self.title}"
