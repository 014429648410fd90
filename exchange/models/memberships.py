"""A body's place in a network."""

import datetime as dt
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Case, ExpressionWrapper, F, Q, Sum, Value, When, Window
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from exchange.clocks import TodayAt, today_of
from exchange.dates import months_later
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
    ADMITTED = "admitted", _("Admitted, charter not accepted yet")
    REFUSED = "refused", _("Refused")
    ACTIVE = "active", pgettext_lazy("membership", "Active")
    WARNED = "warned", _("Warned")
    SUSPENDED = "suspended", _("Suspended")
    EXCLUDED = "excluded", _("Excluded")
    LEAVING = "leaving", _("Notice of withdrawal given")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUCCEEDED = "succeeded", _("Succeeded")


# A notice or a warning takes nothing away until it takes effect.
OPEN_STATES = frozenset({MembershipState.ACTIVE, MembershipState.WARNED, MembershipState.LEAVING})
NEVER_JOINED_STATES = frozenset(
    {
        MembershipState.CANDIDATE,
        MembershipState.EXAMINED,
        MembershipState.ADMITTED,
        MembershipState.REFUSED,
    }
)
# Such a body reads what is public and its own, also where a protocol that it signed is still open.
SHUT_STATES = frozenset(
    {
        MembershipState.SUSPENDED,
        MembershipState.EXCLUDED,
        MembershipState.WITHDRAWN,
        MembershipState.SUCCEEDED,
    }
)
# A suspension is between the body and the committee: the public register shows it as the member that it is.
REGISTERED_STATES = OPEN_STATES | {MembershipState.SUSPENDED}


class Basis(models.TextChoices):
    PROTOCOL = "protocol", _("Protocol")
    APPLICATION = "application", pgettext_lazy("membership", "Application")
    SUCCESSION = "succession", _("Succession")


def gives_rights(today: dt.date | None = None) -> Q:
    """Return the condition on a membership that gives the rights of members on this day."""
    today = today or TodayAt("organisation__time_zone")
    return Q(
        Q(leaves_on__isnull=True) | Q(leaves_on__gt=today),
        Q(observes_until__isnull=True) | Q(observes_until__gte=today),
        Q(provisional_until__isnull=True) | Q(provisional_until__gte=today),
        state__in=OPEN_STATES,
    )


def lets_offer(today: dt.date | None = None) -> Q:
    """Return the condition on a membership that lets its body offer things on this day."""
    day = today or TodayAt("organisation__time_zone")
    in_time = Q(charter_due_on__isnull=True) | Q(charter_due_on__gte=day)
    return gives_rights(today) & Q(in_time, category__in=CONTRIBUTING)


def shuts(today: dt.date | None = None) -> Q:
    """Return the condition on a membership that is suspended or over on this day, noted or not."""
    return Q(state__in=SHUT_STATES) | (Q(state__in=OPEN_STATES) & ~gives_rights(today))


class Participation(NamedTuple):
    """The networks in which an organisation offers things today, and those that are closed to it."""

    offers_in: frozenset[int] = frozenset()
    shut_in: frozenset[int] = frozenset()

    def may_offer(self, page) -> bool:
        """Say whether the organisation may work on a page of its own: in the network of that page."""
        in_its_network = page.network_id is None or page.network_id in self.offers_in
        return in_its_network and self.may_take_part(page)

    def may_take_part(self, page) -> bool:
        """Say whether it may review, adopt or share a page of another: no network of that page is closed to it."""
        return bool(self.offers_in) and self.shut_in.isdisjoint(page.network_ids())


def participation_of(organisation_id: int | None) -> Participation:
    """Return in which networks an organisation takes part today, in one query."""
    if organisation_id is None:
        return Participation()
    places = Membership.objects.filter(organisation=organisation_id)
    offers, shut = (ExpressionWrapper(q, models.BooleanField()) for q in (lets_offer(), shuts()))
    rows = list(places.values_list("network", offers, shut))
    return Participation(
        frozenset(network for network, is_offering, _shut in rows if is_offering),
        frozenset(network for network, _offers, is_shut in rows if is_shut),
    )


class MembershipQuerySet(models.QuerySet):
    def active(self, today: dt.date | None = None):
        """Return what gives the rights of members today; an end that has come ends it, whoever is late."""
        return self.filter(gives_rights(today))

    def contributing(self, today: dt.date | None = None):
        """Return what lets a body offer things: no observer, nor one that owes its answer to the charter."""
        return self.filter(lets_offer(today))

    def shut(self, today: dt.date | None = None):
        """Return what is suspended or over: it closes what is read and written by this network."""
        return self.filter(shuts(today))

    def in_order_of_choice(self, today: dt.date | None = None):
        """Return the places in the order in which one stands for the body that names none.

        Where it offers things comes first, then where it reads; of these the one by protocol, then the oldest.
        """
        return self.joined().order_by(
            Case(When(lets_offer(today), then=0), When(gives_rights(today), then=1), default=2),
            Case(When(basis=Basis.PROTOCOL, then=0), default=1),
            F("accession_on").asc(nulls_last=True),
            "pk",
        )

    def applying(self):
        return self.filter(state__in=NEVER_JOINED_STATES - {MembershipState.REFUSED})

    def joined(self):
        """Whoever is or was a member: the order of accession counts them all."""
        return self.filter(~Q(state__in=NEVER_JOINED_STATES) | Q(left_on__isnull=False))

    def of_seniority(self, today: dt.date):
        """Return the members who have been one for long enough to answer for another body."""
        since = months_later(today, -settings.SPONSOR_MONTHS)
        return self.active(today).filter(accession_on__lte=since).exclude(category=Category.OBSERVER)

    def with_rank(self):
        """Add the rank of accession per network and country; unknown dates come last.

        Those who never joined (candidates, refused) have no rank: filter them first. Invented bodies
        are counted apart: none stands before one that exists. A successor has the rank of the eldest body
        that it replaces, which is counted already.
        """
        is_heir = Q(basis=Basis.SUCCESSION)
        return self.annotate(
            accession_rank=Window(
                Sum(Case(When(is_heir, then=Value(0)), default=Value(1))),
                partition_by=[F("network"), F("organisation__country"), F("organisation__fictitious")],
                order_by=[
                    F("accession_on").asc(nulls_last=True),
                    Case(When(is_heir, then=Value(1)), default=Value(0)),
                    F("pk").asc(),
                ],
            )
        )

    def ranked(self) -> list["Membership"]:
        """Return whoever is or was a member in the order of accession, each with its rank."""
        return list(
            self.joined()
            .with_rank()
            .select_related(
                "organisation__type",
                "organisation__page",
                "organisation__successor__page",
                "network",
                "protocol",
            )
            .prefetch_related("protocol__clauses", "protocol__amendments__clauses")
            .order_by(
                F("accession_on").asc(nulls_last=True),
                "organisation__fictitious",
                in_language("organisation__name", get_language()),
                "pk",
            )
        )

    def register(self) -> list["Membership"]:
        """Return today's members in the order of their accession, each with its rank."""
        return [row for row in self.ranked() if row.state in REGISTERED_STATES]


class FunctionalAddresses(models.Model):
    """The head of a body, and the functions that it names when it joins: never a private address."""

    head = models.CharField(_("head of the organisation: name or function"), max_length=150, blank=True)
    head_email = models.EmailField(_("functional address of the head"), blank=True)
    contact_email = models.EmailField(_("contact antenna"), blank=True)
    content_lead_email = models.EmailField(_("content lead"), blank=True)
    deputy_email = models.EmailField(_("deputy of the content lead"), blank=True)
    privacy_email = models.EmailField(_("privacy contact"), blank=True)

    ADDRESSES = (
        "head",
        "head_email",
        "contact_email",
        "content_lead_email",
        "deputy_email",
        "privacy_email",
    )

    class Meta:
        abstract = True

    def addresses(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.ADDRESSES}


class Membership(FunctionalAddresses):
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
    observation_months = models.PositiveSmallIntegerField(_("months as observer"), null=True, blank=True)
    observes_until = models.DateField(_("observer until"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    provisional_until = models.DateField(_("provisional until"), null=True, blank=True)
    charter_due_on = models.DateField(_("accepts the charter by"), null=True, blank=True)
    leaves_on = models.DateField(_("withdrawal takes effect on"), null=True, blank=True)
    left_on = models.DateField(_("member until"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True, editable=False)
    illustrative = models.BooleanField(
        _("illustrative"),
        default=False,
        help_text=_(
            "The organisation took part in the network's life; its formal membership was not checked."
        ),
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

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_former(self) -> bool:
        return self.left_on is not None and self.state not in REGISTERED_STATES

    @property
    def owes_charter(self) -> bool:
        """Say whether the days to accept the charter are over: the body reads, and offers nothing."""
        return self.charter_due_on is not None and self.charter_due_on < today_of(self.organisation)
