"""Who is bound by a protocol, who signed for them, and in which capacities."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel


class Capacity(models.TextChoices):
    """In which capacity somebody can bind a body; which of them are expected depends on its type."""

    CHIEF = "chief", _("chief of police")
    COLLEGE_PRESIDENT = "college_president", _("president of the police college")
    MAYOR = "mayor", _("mayor")
    EMPOWERED = "empowered", _("person authorised by its board")
    REPRESENTATIVE = "representative", _("person authorised to sign for it")


class Authorisation(models.TextChoices):
    OBTAINED = "obtained", _("obtained")
    NOT_REQUIRED = "not_required", _("not required")


class Party(ClusterableModel):
    """An organisation bound by a protocol, and the decision that let it sign."""

    protocol = ParentalKey("exchange.Protocol", on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="parties",
    )
    municipalities = ParentalManyToManyField(
        "exchange.Territory",
        verbose_name=_("municipalities at the time"),
        blank=True,
        related_name="+",
        help_text=_("Of a police zone: the mayor of each one signs."),
    )
    decision_body = models.CharField(_("authority that decided"), max_length=150, blank=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    decision_reference = models.CharField(_("reference of the decision"), max_length=120, blank=True)
    authorisation = models.CharField(
        _("ministerial authorisation"),
        max_length=20,
        choices=Authorisation.choices,
        blank=True,
        help_text=_(
            "Required of municipal authorities of Québec before an agreement with a foreign authority."
        ),
    )
    authorisation_note = models.CharField(_("reference, or why none is required"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints = [models.UniqueConstraint(fields=["protocol", "organisation"], name="unique_party")]

    def __str__(self):
        return str(self.organisation)


class SignedAs(models.Model):
    """In which capacities somebody signed, in the words of the rules, and in which of them as acting."""

    fills = ArrayField(
        models.CharField(max_length=20, choices=Capacity.choices),
        verbose_name=_("signs as"),
        default=list,
        blank=True,
    )
    acting_as = ArrayField(
        models.CharField(max_length=20, choices=Capacity.choices),
        verbose_name=_("acting as"),
        default=list,
        blank=True,
        help_text=_("Of the capacities above, those that somebody holds for another person."),
    )
    municipality = models.ForeignKey(
        "exchange.Territory",
        verbose_name=_("mayor of"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        abstract = True


class Signature(SignedAs):
    """One person who signed for a party, in one or more capacities."""

    party = ParentalKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, related_name="signatures")
    name = models.CharField(_("name"), max_length=120)
    # As it stands below the text; `fills` says the same in the words of the rules.
    capacities = ArrayField(models.CharField(max_length=120), verbose_name=_("capacities"), null=True)
    # Of somebody whose capacity stands in words only.
    acting = models.BooleanField(_("acting"), default=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [models.UniqueConstraint(fields=["party", "name"], name="unique_signature")]

    def __str__(self):
        return self.name


class WaivedSignature(models.Model):
    """A signature that the parties agreed to do without, and why."""

    capacity = models.CharField(_("capacity"), max_length=20, choices=Capacity.choices)
    municipality = models.ForeignKey(
        "exchange.Territory",
        verbose_name=_("municipality"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    reason = models.CharField(_("reason"), max_length=255)

    class Meta:
        abstract = True
        verbose_name = _("signature not required")
        verbose_name_plural = _("signatures not required")

    def __str__(self):
        return f"{self.get_capacity_display()}: {self.reason}"


class Waiver(WaivedSignature):
    """Of the protocol itself."""

    party = ParentalKey(Party, verbose_name=_("party"), on_delete=models.CASCADE, related_name="waivers")

    class Meta(WaivedSignature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["party", "capacity", "municipality"], nulls_distinct=False, name="unique_waiver"
            )
        ]
