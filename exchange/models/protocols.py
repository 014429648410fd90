"""Protocoles d'entente: in which state they are, until when, and what that opens today."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel

from exchange.audiences import GOVERNANCE
from exchange.clocks import today_of

from .memberships import Membership
from .parties import Party


class ProtocolKind(models.TextChoices):
    NETWORK = "network", _("Network protocol")
    BILATERAL = "bilateral", _("Bilateral protocol")


class ProtocolState(models.TextChoices):
    PROJECT = "project", _("Draft protocol")
    SIGNED = "signed", _("Signed")
    IN_FORCE = "in_force", _("In force")
    TO_RENEW = "to_renew", _("To be renewed")
    EXPIRED = "expired", _("Expired")
    DENOUNCED = "denounced", _("Denounced")
    ENDED = "ended", _("Ended")
    REPLACED = "replaced", _("Replaced")


RUNNING_STATES = frozenset({ProtocolState.IN_FORCE, ProtocolState.TO_RENEW, ProtocolState.DENOUNCED})


class ProtocolQuerySet(models.QuerySet):
    """What holds today is read from the dates: no job needs to have run."""

    def open(self, today: dt.date):
        """Protocols that give rights today: in force, to be renewed, or in their days of grace."""
        last_end = today - dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)
        return self.running(today, last_end)

    def writable(self, today: dt.date):
        """Protocols under which the parties may still add to what they share: not in the days of grace."""
        return self.running(today, today)

    def running(self, today, last_end):
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=last_end),
            Q(ended_on__isnull=True) | Q(ended_on__gt=today),
            state__in=RUNNING_STATES,
        )

    def open_to(self, organisation, today: dt.date):
        """Protocols that give this party rights today: not where it is suspended in their network, or has left it."""
        places = Membership.objects.shut(today).filter(organisation=organisation)
        shut = places.filter(network=OuterRef("network"))
        return self.open(today).of_party(organisation).filter(~Exists(shut))

    def of_party(self, organisation):
        return self.filter(parties__organisation=organisation)

    def concluded(self):
        """Protocols that exist for the public: a project does not yet."""
        return self.exclude(state=ProtocolState.PROJECT)

    def visible_to(self, viewer):
        """Concluded protocols, and the projects of the viewer's own body or of all for the committee."""
        if GOVERNANCE in viewer.tokens:
            return self
        if viewer.organisation_id is None:
            return self.concluded()
        own = Party.objects.filter(protocol=OuterRef("pk"), organisation=viewer.organisation_id)
        return self.filter(~Q(state=ProtocolState.PROJECT) | Exists(own))


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
    # What a letter of denunciation or a new protocol decides; no days of grace follow.
    ended_on = models.DateField(_("rights end on"), null=True, blank=True, editable=False)
    denounced_on = models.DateField(_("letter received on"), null=True, blank=True, editable=False)
    denounced_by = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("denounced by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
    )
    # Of the reminders before the present end, the last one sent: 12, 6 or 3 months.
    reminded_months = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    accession_network = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("network joined"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accession_protocols",
        help_text=_("By signing, the other parties join this network."),
    )
    network = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_(
            "A party that is suspended in this network, or has left it, reads and writes nothing by the protocol."
        ),
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

    @property
    def is_concluded(self) -> bool:
        return self.state != ProtocolState.PROJECT

    def bodies_for(self, organisation_id: int | None = None) -> list:
        """Return whose midnight begins and ends its rights: a party's own for that party, else that of all."""
        bodies = [party.organisation for party in self.parties.select_related("organisation")]
        return [body for body in bodies if body.pk == organisation_id] or bodies

    def today(self, organisation_id: int | None = None) -> dt.date:
        """Return the day that it is for one of its parties; for all, that of whoever is behind."""
        return today_of(*self.bodies_for(organisation_id))

    @property
    def real_end(self) -> dt.date | None:
        """Return the day on which it ends as far as that is known: its term, or what was decided since."""
        return min(filter(None, [self.ended_on, self.ends_on]), default=None)

    @property
    def grace_ends_on(self) -> dt.date | None:
        """Return the last day on which the parties still read what they shared."""
        return self.ends_on and self.ends_on + dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)

    def usual_network_id(self) -> int | None:
        """Return the network that the other parties join by signing, else the only one that all parties are in."""
        if self.accession_network_id:
            return self.accession_network_id
        parties = list(self.parties.values_list("organisation", flat=True))
        joined = Membership.objects.joined().filter(organisation__in=parties)
        common = joined.values("network").annotate(parties=Count("organisation", distinct=True))
        found = list(common.filter(parties=len(parties)).values_list("network", flat=True))
        return found[0] if len(found) == 1 else None

    def closed_by(self, organisation, today: dt.date | None = None) -> Membership | None:
        """Return the place of a party in the network of this protocol that closes it to that party today."""
        if self.network_id is None:
            return None
        places = Membership.objects.shut(today).select_related("network")
        return places.filter(organisation=organisation, network=self.network_id).first()

    def is_open(self, today: dt.date) -> bool:
        return self.is_running(today, self.grace_ends_on)

    def is_writable(self, today: dt.date) -> bool:
        """Say whether the parties may add to what they share: not in the days of grace."""
        return self.is_running(today, self.ends_on)

    def is_in_grace(self, today: dt.date) -> bool:
        return self.is_open(today) and not self.is_writable(today)

    def is_running(self, today, last) -> bool:
        within = last is None or today <= last
        return self.state in RUNNING_STATES and within and (self.ended_on is None or today < self.ended_on)
