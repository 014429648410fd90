"""What a body says of itself when it asks to join."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.models.memberships import Category, FunctionalAddresses


class SponsorAnswer(models.TextChoices):
    AWAITED = "", _("Awaited")
    YES = "yes", _("Vouches for it")
    NO = "no", _("Does not vouch for it")


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def submitted(self):
        return self.open().filter(submitted_at__isnull=False)

    def of_place(self, membership):
        return self.filter(organisation=membership.organisation_id, network=membership.network_id)

    def to_answer_by(self, organisation):
        """Return what waits for the answer of a sponsoring organisation."""
        return self.submitted().filter(sponsor=organisation, sponsor_answer=SponsorAnswer.AWAITED)


class MembershipApplication(FunctionalAddresses):
    """A request to join a network; a draft until it is sent."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="applications",
    )
    network = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("network"), on_delete=models.PROTECT, related_name="+"
    )
    category = models.CharField(_("category"), max_length=20, choices=Category.choices, blank=True)
    motivation = models.TextField(_("why the organisation wants to join"), blank=True)
    sponsor = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("sponsoring organisation"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored",
    )
    charter = models.ForeignKey(
        "exchange.Charter",
        verbose_name=_("version of the charter read"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    submitted_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        "exchange.User", verbose_name=_("sent by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    sponsor_answer = models.CharField(
        _("answer of the sponsoring organisation"), max_length=3, choices=SponsorAnswer.choices, blank=True
    )
    sponsor_comment = models.TextField(_("comment of the sponsoring organisation"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application for membership")
        verbose_name_plural = _("applications for membership")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "network"],
                condition=Q(closed_at__isnull=True),
                name="one_application_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(sponsor__isnull=True) | ~Q(sponsor=models.F("organisation")),
                name="sponsor_is_another",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | Q(sponsor__isnull=False, charter__isnull=False) & ~Q(motivation="") & ~Q(category=""),
                name="what_is_sent_is_complete",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} → {self.network}"
