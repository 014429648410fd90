"""What a protocol says, how amendments change it, and the rights and duties that each clause grounds."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from exchange.languages import ORIGINAL_LANGUAGES

from .parties import Authorisation, SignedAs, WaivedSignature


class Right(models.TextChoices):
    """A right or a duty that a clause can ground; the words complete « it grounds: »."""

    SHARE_PRACTICES = "share_practices", _("sharing practices with the other parties")
    MEMBERSHIP = "membership", _("membership of the network")
    READ_MEMBERS = "read_members", _("reading what is shared only among members")
    READ_PARTIES = "read_parties", _("reading what is shared only among the parties")
    TAKE_PART = "take_part", _("taking part in the seminars of the network")
    DURATION = "duration", _("how long it lasts")
    RENEWAL = "renewal", _("how it is renewed")
    GRACE = "grace", _("reading for a while after its end")
    NOTICE = "notice", _("ending it by letter")
    AFTERWARDS = "afterwards", _("what happens to what was shared, after its end")
    AMENDMENT = "amendment", _("how it is changed")
    DISPUTES = "disputes", _("how a disagreement is settled")


class ClauseOrigin(models.TextChoices):
    DOCUMENTED = "documented", _("Documented")
    PROPOSAL = "proposal", _("Proposal of the platform")


class ClauseText(models.Model):
    """The words of a clause in each language, and what they ground."""

    number = models.CharField(_("number"), max_length=10)
    title = models.CharField(_("title"), max_length=150)
    text = models.TextField(_("text"))
    grounds = ArrayField(
        models.CharField(max_length=40, choices=Right.choices),
        verbose_name=_("what it covers"),
        default=list,
        blank=True,
    )
    original_language = models.CharField(
        _("original language"), max_length=10, choices=ORIGINAL_LANGUAGES, default="fr"
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.number}. {self.title}"


class Clause(ClauseText):
    """What a protocol said when it was signed."""

    protocol = ParentalKey("exchange.Protocol", on_delete=models.CASCADE, related_name="clauses")
    origin = models.CharField(_("origin"), max_length=20, choices=ClauseOrigin.choices)

    class Meta:
        verbose_name = _("clause")
        verbose_name_plural = _("clauses")
        constraints = [models.UniqueConstraint(fields=["protocol", "number"], name="unique_clause")]


class AmendmentQuerySet(models.QuerySet):
    def concluded(self):
        return self.filter(signed_on__isnull=False)


class Amendment(ClusterableModel):
    """A change of a protocol: a project until every party has signed it."""

    protocol = models.ForeignKey(
        "exchange.Protocol",
        verbose_name=_("protocol"),
        on_delete=models.PROTECT,
        related_name="amendments",
    )
    title = models.CharField(_("title"), max_length=150)
    # Set by the action that finds every signature there; nobody types it.
    signed_on = models.DateField(_("signed on"), null=True, blank=True, editable=False)
    effective_on = models.DateField(_("in force from"))
    extends_to = models.DateField(
        _("new end of the protocol"),
        null=True,
        blank=True,
        help_text=_("An amendment that moves the end renews the protocol."),
    )

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")

    def __str__(self):
        return self.title

    @property
    def is_concluded(self) -> bool:
        return self.signed_on is not None


class AmendmentDecision(models.Model):
    """The decision that let a party sign an amendment, as it decided about the protocol (R-P7)."""

    amendment = ParentalKey(Amendment, on_delete=models.CASCADE, related_name="decisions")
    organisation = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("party"), on_delete=models.PROTECT, related_name="+"
    )
    decision_body = models.CharField(_("authority that decided"), max_length=150)
    decided_on = models.DateField(_("decided on"))
    decision_reference = models.CharField(_("reference of the decision"), max_length=120)
    authorisation = models.CharField(
        _("ministerial authorisation"), max_length=20, choices=Authorisation.choices, blank=True
    )
    authorisation_note = models.CharField(_("reference, or why none is required"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["amendment", "organisation"], name="unique_amendment_decision")
        ]

    def __str__(self):
        return self.decision_body


class AmendmentWaiver(WaivedSignature):
    """Of an amendment."""

    amendment = ParentalKey(Amendment, on_delete=models.CASCADE, related_name="waivers")
    organisation = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("party"), on_delete=models.PROTECT, related_name="+"
    )

    class Meta(WaivedSignature.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "organisation", "capacity", "municipality"],
                nulls_distinct=False,
                name="unique_amendment_waiver",
            )
        ]


class AmendmentSignature(SignedAs):
    """Who signed an amendment for one party, in one or more capacities."""

    amendment = ParentalKey(Amendment, on_delete=models.CASCADE, related_name="signatures")
    organisation = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("party"), on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(_("name"), max_length=120)
    capacity = models.CharField(_("capacity"), max_length=120, blank=True)
    signed_on = models.DateField(_("signed on"))

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "organisation", "name"], name="unique_amendment_signature"
            )
        ]

    def __str__(self):
        return self.name


class ClauseChange(models.TextChoices):
    REPLACES = "replaces", _("replaces the clause of this number")
    ADDS = "adds", _("adds a clause")
    REMOVES = "removes", _("removes the clause of this number")


class AmendedClause(ClauseText):
    """What an amendment makes of one clause."""

    amendment = ParentalKey(Amendment, on_delete=models.CASCADE, related_name="clauses")
    change = models.CharField(_("change"), max_length=10, choices=ClauseChange.choices)
    title = models.CharField(_("title"), max_length=150, blank=True)
    text = models.TextField(_("text"), blank=True)

    class Meta:
        verbose_name = _("amended clause")
        verbose_name_plural = _("amended clauses")
        constraints = [models.UniqueConstraint(fields=["amendment", "number"], name="unique_amended_clause")]
