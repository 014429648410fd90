"""Who decided what about a membership: the register of the committee."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exchange.clocks import TodayAt
from exchange.dates import months_later
from exchange.models.memberships import Category, Membership, MembershipState
from exchange.models.organisations import Organisation
from exchange.models.protocols import Protocol


class MembershipEvent(models.TextChoices):
    """What happens in the life of a membership."""

    APPLY = "apply", _("Application sent")
    WITHDRAW_APPLICATION = "withdraw_application", _("Application withdrawn")
    SPONSOR = "sponsor", _("The sponsoring organisation vouches for the organisation")
    DECLINE_TO_SPONSOR = "decline_to_sponsor", _("The organisation that was asked does not vouch for it")
    EXAMINE = "examine", _("Examination started")
    ADMIT = "admit", _("Admitted")
    OBSERVE = "observe", _("Admitted as observer")
    REFUSE = "refuse", pgettext_lazy("membership", "Refused")
    ACCEDE = "accede", _("Joined by protocol")
    ACCEPT_CHARTER = "accept_charter", _("Charter accepted")
    END_OBSERVATION = "end_observation", _("Observer period ended")
    NOTICE_OF_WARNING = "notice_of_warning", _("Notice: a warning is considered")
    NOTICE_OF_SUSPENSION = "notice_of_suspension", _("Notice: a suspension is considered")
    NOTICE_OF_EXCLUSION = "notice_of_exclusion", _("Notice: an exclusion is considered")
    REPLY = "reply", _("Reply of the organisation")
    WARN = "warn", pgettext_lazy("membership", "Warned")
    SUSPEND = "suspend", pgettext_lazy("membership", "Suspended")
    EXCLUDE = "exclude", pgettext_lazy("membership", "Excluded")
    DROP_MEASURE = "drop_measure", _("Measure dropped")
    LIFT = "lift", _("Measure lifted")
    END_SUSPENSION = "end_suspension", _("Suspension ended")
    NOTIFY_WITHDRAWAL = "notify_withdrawal", _("Notice of withdrawal given")
    RETRACT_WITHDRAWAL = "retract_withdrawal", _("Withdrawal cancelled")
    WITHDRAW = "withdraw", pgettext_lazy("membership", "Withdrawn")
    SUCCEED = "succeed", _("Succeeded by another organisation")
    INHERIT = "inherit", _("Membership taken over, provisionally")
    CONFIRM = "confirm", _("Succession confirmed")
    LAPSE = "lapse", _("Provisional membership lapsed")


class DecidedBy(models.TextChoices):
    """In whose name somebody decided; it stays when the account is gone."""

    BODY = "body", _("The organisation itself")
    SPONSOR = "sponsor", _("Sponsoring organisation")
    SECRETARIAT = "secretariat", _("Secretariat")
    COMMITTEE = "committee", _("Committee")
    PLATFORM = "platform", _("Automatically, on the date set")


class DecisionQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-decided_at", "-pk")

    def past_keeping(self, today: dt.date):
        """Return what may go: it concerns a membership that ended longer ago than records are kept."""
        limit = months_later(today, -12 * settings.GOVERNANCE_RECORD_YEARS)
        return self.filter(membership__left_on__lt=limit, decided_at__date__lt=limit)


class MembershipDecision(models.Model):
    """One line of the register of decisions: nobody changes it."""

    membership = models.ForeignKey(
        "exchange.Membership",
        verbose_name=_("membership"),
        on_delete=models.PROTECT,
        related_name="decisions",
    )
    event = models.CharField(_("what"), max_length=30, choices=MembershipEvent.choices)
    before = models.CharField(_("state before"), max_length=20, choices=MembershipState.choices, blank=True)
    after = models.CharField(_("state after"), max_length=20, choices=MembershipState.choices)
    capacity = models.CharField(_("on behalf of"), max_length=20, choices=DecidedBy.choices)
    by = models.ForeignKey(
        "exchange.User", verbose_name=_("recorded by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("date"), default=timezone.now)
    reason = models.TextField(_("reason"), blank=True)
    # What it rests on, as facts: they are said in the language of whoever reads.
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    until = models.DateField(_("until"), null=True, blank=True)
    in_favour = models.PositiveSmallIntegerField(_("in favour"), null=True, blank=True)
    against = models.PositiveSmallIntegerField(_("against"), null=True, blank=True)
    abstained = models.PositiveSmallIntegerField(_("abstained"), null=True, blank=True)
    entitled = models.PositiveSmallIntegerField(
        _("number entitled to vote"),
        null=True,
        blank=True,
        help_text=_("Seats of the committee, except those of the organisation."),
    )

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("register of decisions")
        indexes = [models.Index(fields=["membership", "-decided_at"], name="decisions_of_membership")]
        constraints = [
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True, against__isnull=True, abstained__isnull=True)
                | Q(in_favour__isnull=False, against__isnull=False, abstained__isnull=False),
                name="votes_are_counted_whole",
            )
        ]

    def __str__(self):
        return f"{self.get_event_display()} · {self.membership}"

    def save(self, *args, **kwargs):
        # A trigger of the database refuses it too.
        if self.pk:
            raise ValidationError(gettext("A decision is not changed: another one follows it."))
        super().save(*args, **kwargs)

    @property
    def account(self) -> str:
        """Return what a decision rests on, in the reader's language, then its reason as it was written."""
        return "\n".join(filter(None, [self.grounds, self.reason]))

    @property
    def grounds(self) -> str:
        match self.facts:
            case {"protocol": pk}:
                protocol = Protocol.objects.filter(pk=pk).first()
                return str(protocol) if protocol else ""
            case {"charter": version, "head": head}:
                return gettext("Version %(version)s, accepted by: %(head)s") % {
                    "version": version,
                    "head": head,
                }
            case {"by_link": True}:
                return gettext("By the head of the organisation, through the link sent to its address")
            case {"head": head}:
                return gettext("Letter from: %(head)s") % {"head": head}
        return ""

    @property
    def was_voted(self) -> bool:
        return self.in_favour is not None


class MeasureKind(models.TextChoices):
    WARNING = "warning", _("Warning")
    SUSPENSION = "suspension", _("Suspension")
    EXCLUSION = "exclusion", _("Exclusion")


class MeasureQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)

    def ripe(self):
        """Return what can be decided: the body replied, or its days of reply are over."""
        today = TodayAt("membership__organisation__time_zone")
        return self.open().filter(Q(replied_at__isnull=False) | Q(reply_until__lt=today))


class Measure(models.Model):
    """A step of the ladder that the committee considers: noticed, replied to, then decided."""

    membership = models.ForeignKey(
        "exchange.Membership", verbose_name=_("membership"), on_delete=models.CASCADE, related_name="measures"
    )
    kind = models.CharField(_("measure"), max_length=20, choices=MeasureKind.choices)
    reason = models.TextField(_("reason"))
    reply_until = models.DateField(_("reply until"))
    reply = models.TextField(_("reply of the organisation"), blank=True)
    replied_at = models.DateTimeField(_("replied at"), null=True, blank=True)
    # An exclusion that one account has recorded and another one has not confirmed yet.
    proposal = models.JSONField(_("recorded decision"), null=True, blank=True)
    proposed_by = models.ForeignKey(
        "exchange.User", verbose_name=_("recorded by"), on_delete=models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    applied = models.BooleanField(_("applied"), null=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(decided_at__isnull=True), name="one_measure_at_a_time"
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} · {self.membership}"

    def may_be_decided(self, today: dt.date) -> bool:
        return self.decided_at is None and (self.replied_at is not None or self.reply_until < today)


class SeatQuerySet(models.QuerySet):
    def in_term(self, today: dt.date):
        return self.filter(Q(starts_on__lte=today), Q(ends_on__isnull=True) | Q(ends_on__gte=today))

    def bodies_that_sit(self):
        """Return the bodies for which somebody may sit: networks, and their members but observers."""
        members = Membership.objects.active().exclude(category=Category.OBSERVER)
        return Organisation.objects.filter(
            Q(type__code="network") | Q(pk__in=members.values("organisation")), successor=None
        )

    def sitting(self, today: dt.date):
        """Return the seats that count today: one of a body that is no member any more, or suspended, rests."""
        return self.in_term(today).filter(organisation__in=self.bodies_that_sit())


class CommitteeSeat(models.Model):
    """A seat of the joint committee, held for a body of one shore during a term."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="seats",
    )
    function = models.CharField(_("function of the member"), max_length=150, blank=True)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat of the committee")
        verbose_name_plural = _("seats of the committee")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="seat_ends_after_it_starts",
            )
        ]

    def __str__(self):
        return f"{self.organisation} · {self.function}" if self.function else str(self.organisation)
