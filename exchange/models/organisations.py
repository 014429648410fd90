"""Bodies, and where to reach them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from exchange.clocks import validate_time_zone
from exchange.languages import LANGUAGES, localized

from .memberships import Membership


class Shore(models.TextChoices):
    EUROPE = "europe", _("Belgium and Europe")
    AMERICA = "america", _("Québec and Canada")


AMERICAN_COUNTRIES = ("CA", "US")
POLICE_TYPES = frozenset(
    {
        "be_police_zone",
        "qc_municipal_service",
        "qc_intermunicipal",
        "national_provincial",
        "indigenous_police",
        "transport_police",
    }
)


# A body may replace another that had replaced a third one.
REPLACED = """
with recursive replaced(id) as (
    select id from exchange_organisation where successor_id = %s
    union
    select body.id from exchange_organisation body join replaced on body.successor_id = replaced.id
) select id from replaced
"""


class OrganisationQuerySet(models.QuerySet):
    def of_shore(self, shore):
        american = models.Q(country__in=AMERICAN_COUNTRIES)
        return self.filter(american if shore == Shore.AMERICA else ~american)

    def networks(self):
        return self.filter(type__code="network")

    def offering_to(self, organisation):
        """Return the networks in which an organisation offers things today."""
        places = Membership.objects.contributing().filter(organisation=organisation)
        return self.filter(pk__in=places.values("network"))

    def replaced_by(self, pk: int):
        """Return the bodies whose place this one has taken, and those whose place they had taken before."""
        return self.filter(pk__in=RawSQL(REPLACED, [pk]))  # noqa: S611 -- a constant, with a parameter


class Organisation(ClusterableModel):
    """A police body, network, school, ministry or association."""

    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=60, blank=True)
    type = models.ForeignKey(
        "exchange.OrganisationType",
        verbose_name=_("type"),
        on_delete=models.PROTECT,
        related_name="organisations",
    )
    country = models.CharField(_("country"), max_length=2, help_text=_("Two letters: BE, CA…"))
    region = models.CharField(_("region"), max_length=6, blank=True, help_text=_("BE-BRU, CA-QC…"))
    territory = models.CharField(_("territory"), max_length=255, blank=True)
    languages = ArrayField(
        models.CharField(max_length=10), verbose_name=_("working languages"), default=list, blank=True
    )
    codes = ArrayField(models.CharField(max_length=40), verbose_name=_("codes"), default=list, blank=True)
    aliases = ArrayField(
        models.CharField(max_length=80), verbose_name=_("also known as"), default=list, blank=True
    )
    reference_code = models.CharField(
        _("code in references"), max_length=20, unique=True, help_text=_("5344 gives BE-5344-0001.")
    )
    email_domains = ArrayField(
        models.CharField(max_length=100),
        verbose_name=_("domains of service addresses"),
        default=list,
        blank=True,
        help_text=_("brunord.example: people are invited at addresses that end in it."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default="Europe/Brussels",
        validators=[validate_time_zone],
        help_text=_("Europe/Brussels, America/Toronto: a deadline lasts until midnight there."),
    )
    successor = models.ForeignKey(
        "self",
        verbose_name=_("successor"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
    )
    succeeded_on = models.DateField(_("succeeded on"), null=True, blank=True)
    fictitious = models.BooleanField(_("invented for the demonstration"), default=False)
    source_note = models.TextField(_("source"), blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(successor__isnull=True) | ~models.Q(successor=models.F("pk")),
                name="organisation_does_not_succeed_itself",
            )
        ]

    def __str__(self):
        return self.name or self.short_name or self.reference_code

    @property
    def shore(self) -> str:
        return Shore.AMERICA if self.country in AMERICAN_COUNTRIES else Shore.EUROPE

    @property
    def is_bilingual_brussels(self) -> bool:
        """Say whether French and Dutch both stand on what this body publishes."""
        return self.region == "BE-BRU"

    def takes_in_people(self) -> bool:
        """Say whether new accounts may be opened here: none once every membership is suspended or over.

        An organisation without any membership may: its administrator is invited before it applies.
        """
        if self.successor_id:
            return False
        places = self.memberships.all()
        return not places.exists() or places.active().exists() or places.applying().exists()


class TerritoryQuerySet(models.QuerySet):
    def named(self, name, country):
        """Return what bears this name in any language: Schaarbeek is Schaerbeek."""
        names = models.Q()
        for language in LANGUAGES:
            names |= models.Q(**{localized("name", language): name})
        return self.filter(names, country=country)


class Territory(models.Model):
    """A municipality, a zone, a county or a neighbourhood where something is done."""

    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        constraints = [
            models.UniqueConstraint(
                fields=[localized("name", language), "country"],
                condition=~models.Q(**{localized("name", language): ""}),
                name=f"unique_{localized('territory', language)}",
                violation_error_message=_("This territory is known already."),
            )
            for language in LANGUAGES
        ]

    def __str__(self):
        return self.name


class Antenna(models.Model):
    """A functional contact point of a body; where it stands and whom it serves are two things."""

    organisation = ParentalKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.CASCADE, related_name="antennas"
    )
    name = models.CharField(_("name"), max_length=150)
    address = models.CharField(_("address"), max_length=255, blank=True)
    serves = models.CharField(_("territory served"), max_length=255, blank=True)
    telephone = models.CharField(_("telephone"), max_length=40, blank=True)
    fax = models.CharField(_("fax"), max_length=40, blank=True)
    email = models.EmailField(_("functional e-mail address"), blank=True)
    hours = models.CharField(_("hours"), max_length=255, blank=True)
    as_of = models.DateField(_("date of the data"), null=True, blank=True)
    source_note = models.TextField(_("source"), blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("antenna")
        verbose_name_plural = _("antennas")

    def __str__(self):
        return self.name
