"""A body's place in a network."""

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exchange.languages import in_language


class Category(models.TextChoices):
    MEMBER = "member", _("Member")
    ASSOCIATE = "associate", _("Associate member")
    OBSERVER = "observer", _("Observer")


# Those who offer things; an observer reads.
CONTRIBUTING = (Category.MEMBER, Category.ASSOCIATE)


class MembershipState(models.TextChoices):
    CANDIDATE = "candidate", _("Candidate")
    EXAMINED = "examined", _("Under examination")
    REFUSED = "refused", _("Refused")
    ACTIVE = "active", pgettext_lazy("membership", "Active")
    WARNED = "warned", _("Warned")
    SUSPENDED = "suspended", _("Suspended")
    EXCLUDED = "excluded", _("Excluded")
    LEAVING = "leaving", _("Withdrawal notified")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUCCEEDED = "succeeded", _("Succeeded")


# A notice or a warning takes nothing away until it takes effect.
OPEN_STATES = frozenset({MembershipState.ACTIVE, MembershipState.WARNED, MembershipState.LEAVING})
NEVER_JOINED_STATES = frozenset(
    {MembershipState.CANDIDATE, MembershipState.EXAMINED, MembershipState.REFUSED}
)


class Basis(models.TextChoices):
    PROTOCOL = "protocol", _("Protocol")
    APPLICATION = "application", pgettext_lazy("membership", "Application")


class MembershipQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=OPEN_STATES)

    def joined(self):
        """Whoever is or was a member: the order of accession counts them all."""
        return self.exclude(state__in=NEVER_JOINED_STATES)

    def with_rank(self):
        """Add the rank of accession per network and country; unknown dates come last.

        Those who never joined (candidates, refused) have no rank: filter them first.
        """
        return self.annotate(
            accession_rank=Window(
                RowNumber(),
                partition_by=[F("network"), F("organisation__country")],
                order_by=[F("accession_on").asc(nulls_last=True), F("pk").asc()],
            )
        )

    def register(self) -> list["Membership"]:
        """Return today's members in the order of their accession, each with its rank."""
        rows = (
            self.joined()
            .with_rank()
            .select_related("organisation__type", "organisation__page", "network", "protocol")
            .order_by(
                F("accession_on").asc(nulls_last=True),
                "organisation__fictitious",
                in_language("organisation__name", get_language()),
                "pk",
            )
        )
        return [row for row in rows if row.state in OPEN_STATES]


class Membership(models.Model):
    """An organisation's place in a network, with category and state."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="memberships",
    )
    network = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("network"), on_delete=models.PROTECT, related_name="members"
    )
    category = models.CharField(_("category"), max_length=20, choices=Category.choices)
    state = models.CharField(
        _("state"), max_length=20, choices=MembershipState.choices, default=MembershipState.CANDIDATE
    )
    basis = models.CharField(_("basis"), max_length=20, choices=Basis.choices)
    protocol = models.ForeignKey(
        "exchange.Protocol",
        verbose_name=_("protocol"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accessions",
    )
    accession_on = models.DateField(_("date of accession"), null=True, blank=True)
    illustrative = models.BooleanField(
        _("illustrative"),
        default=False,
        help_text=_("The body took part in the network's life; its formal membership was not checked."),
    )
    note = models.CharField(_("note"), max_length=255, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "network"], name="unique_membership"),
            models.CheckConstraint(condition=~Q(organisation=F("network")), name="membership_of_another"),
            models.CheckConstraint(
                condition=~Q(basis=Basis.PROTOCOL) | Q(protocol__isnull=False),
                name="membership_names_its_protocol",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} → {self.network}"
