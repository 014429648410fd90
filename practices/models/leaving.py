"""What becomes of the sheets of a body that leaves its network, or whose protocol ends."""

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.clocks import today_of


class Cause(models.TextChoices):
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    EXCLUSION = "exclusion", _("Exclusion")
    PROTOCOL = "protocol", _("End of a protocol")


class Choice(models.TextChoices):
    KEEP = "keep", _("Save the functions")
    OPEN = "open", _("Make public")
    REMOVE = "remove", _("Remove")


class DepartureQuerySet(models.QuerySet):
    def pending(self):
        """Return those that nobody took back: the body did not return, the protocol was not renewed."""
        return self.filter(closed_on__isnull=True)

    def of_network(self):
        return self.filter(protocol__isnull=True)

    def of_page(self):
        """Return, within a query about pages or memberships, the departure of that organisation from that network."""
        return self.filter(organisation=OuterRef("organisation"), network=OuterRef("network"))

    def effective(self, today):
        return self.pending().filter(effective_on__lte=today)


class Departure(models.Model):
    """A body leaves a network, or a protocol that it signed ends: from here its sheets there have dates."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="departures",
    )
    cause = models.CharField(_("cause"), max_length=12, choices=Cause.choices)
    protocol = models.ForeignKey(
        "exchange.Protocol",
        verbose_name=_("protocol"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="departures",
    )
    network = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    noticed_on = models.DateField(_("notice"))
    effective_on = models.DateField(_("effective date"))
    closed_on = models.DateField(_("cancelled on"), null=True, blank=True)
    # When the body was told of its choices, and that it has left.
    announced_at = models.DateTimeField(null=True, blank=True, editable=False)
    effected_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What it declares of the copies that it took of what others kept among the parties.
    destroyed_on = models.DateField(_("copies destroyed on"), null=True, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "network"],
                condition=Q(closed_on__isnull=True),
                name="one_pending_departure_from_network",
            ),
            models.UniqueConstraint(
                fields=["organisation", "protocol"],
                condition=Q(closed_on__isnull=True),
                name="one_pending_departure_from_protocol",
            ),
            models.CheckConstraint(
                condition=Q(cause=Cause.PROTOCOL, protocol__isnull=False, network__isnull=True)
                | (~Q(cause=Cause.PROTOCOL) & Q(protocol__isnull=True, network__isnull=False)),
                name="departure_names_network_or_protocol",
            ),
            models.CheckConstraint(
                condition=Q(effective_on__gte=F("noticed_on")), name="departure_after_its_notice"
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.get_cause_display()}"

    def is_effective(self, today=None) -> bool:
        return self.closed_on is None and self.effective_on <= (today or today_of(self.organisation))


class Fate(models.Model):
    """What was chosen for one sheet, and when its body was told that it goes."""

    departure = models.ForeignKey(Departure, on_delete=models.CASCADE, related_name="fates")
    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="fates")
    choice = models.CharField(_("choice"), max_length=10, choices=Choice.choices, blank=True)
    chosen_on = models.DateField(_("chosen on"), null=True, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    warned_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("what happens to a practice")
        verbose_name_plural = _("what happens to practices")
        constraints = [models.UniqueConstraint(fields=["departure", "practice"], name="unique_fate")]

    def __str__(self):
        return f"{self.practice} · {self.get_choice_display()}"


class FormerOwner(models.Model):
    """The body that published a page before its successor inherited it: its name stays beside it."""

    page = models.ForeignKey(
        "exchange.TranslatedPage", on_delete=models.CASCADE, related_name="former_owners"
    )
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="formerly_owned",
    )
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("former owner")
        verbose_name_plural = _("former owners")
        constraints = [models.UniqueConstraint(fields=["page", "organisation"], name="unique_former_owner")]

    def __str__(self):
        return str(self.organisation)


def day_of_leaving():
    """Return the expression that says since when the owner of a page is no longer a member of its network."""
    left = Departure.objects.of_network().effective(timezone.localdate()).of_page()
    return Subquery(left.values("effective_on")[:1])
