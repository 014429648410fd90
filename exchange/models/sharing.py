"""What a body offers to the others, whatever it is: a sheet, a talk."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchange.audiences import (
    IN_REVIEW_STATES,
    PUBLISHED_STATES,
    Audience,
    State,
    audience_in_words,
    narrowest,
    opening_tokens,
)
from exchange.clocks import today_of
from exchange.models.memberships import Membership
from exchange.models.pages import TranslatedPage, TranslatedPageManager, TranslatedPageQuerySet


class Provenance(models.TextChoices):
    MEMBER = "member", _("Written by a member")
    IMPORTED = "imported", _("Imported")
    DEMO_DOCUMENTED = "demo_documented", _("Demonstration, from public sources")
    DEMO_ILLUSTRATIVE = "demo_illustrative", _("Demonstration, invented example")


class SharedPageQuerySet(TranslatedPageQuerySet):
    def published(self):
        return self.filter(live=True, state__in=PUBLISHED_STATES)

    def current(self):
        """Return what is published and not archived: lists show these."""
        return self.published().exclude(state=State.ARCHIVED)

    def in_review(self):
        return self.filter(state__in=IN_REVIEW_STATES)

    def of_organisation(self, organisation):
        return self.filter(organisation=organisation)


SharedPageManager = TranslatedPageManager.from_queryset(SharedPageQuerySet)


class SharedPage(TranslatedPage):
    """A thing that one body shares, with an audience and a life."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("lead organisation"),
        on_delete=models.PROTECT,
        related_name="%(class)ss",
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, editable=False, db_index=True
    )
    # The state to which a frozen thing goes back.
    state_before_freeze = models.CharField(max_length=20, blank=True, editable=False)
    audience = models.CharField(
        _("audience"),
        max_length=10,
        choices=Audience.choices,
        default=Audience.MEMBERS,
        help_text=_("Public, members, or parties to the protocol. You can open it later."),
    )
    protocol = models.ForeignKey(
        "exchange.Protocol",
        verbose_name=_("governing protocol"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Decides which parties see the practice."),
    )
    network = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("network"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("In which of your networks it is offered: its members read what is for members."),
    )
    embargo_until = models.DateField(
        _("embargo until"), null=True, blank=True, help_text=_("Useful before a seminar or a prize.")
    )
    licence = models.ForeignKey(
        "exchange.Licence",
        verbose_name=_("licence"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    provenance = models.CharField(
        max_length=20, choices=Provenance.choices, default=Provenance.MEMBER, editable=False
    )
    # Names of the fields whose content is an example and not a documented fact.
    illustrative_fields = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, editable=False
    )
    source_note = models.TextField(_("source"), blank=True)
    external_id = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)

    objects = SharedPageManager()

    class Meta(TranslatedPage.Meta):
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(audience="parties") | models.Q(protocol__isnull=False),
                name="%(class)s_for_parties_names_its_protocol",
                violation_error_message=_("What is for the parties names their protocol."),
            )
        ]

    system_fields = (
        *TranslatedPage.system_fields,
        "state",
        "state_before_freeze",
        "provenance",
        "illustrative_fields",
        "external_id",
        "organisation_id",
    )

    # What `tokens_in` reads of other tables.
    token_relations = ("protocol",)

    def save(self, *args, **kwargs):
        if self.network_id is None and self.organisation_id:
            self.network_id = self.usual_network_id()
            if self.network_id and kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = [*kwargs["update_fields"], "network"]
        super().save(*args, **kwargs)

    def usual_network_id(self) -> int | None:
        """Return the network of a thing that names none: that of its protocol, else the first of its organisation."""
        places = Membership.objects.filter(organisation=self.organisation_id)
        found = list(places.in_order_of_choice().values_list("network", flat=True))
        if self.protocol_id and self.protocol.network_id in found:
            return self.protocol.network_id
        return next(iter(found), None)

    @classmethod
    def can_be_scheduled(cls) -> bool:
        # It appears by a decision and goes by a rule; `embargo_until` is the day before which nobody reads it.
        return False

    def get_admin_display_title(self):
        # Lists name a published thing by what is published: its next heading belongs to the desk.
        return self.title or self.draft_title

    def opening_tokens(self):
        return self.tokens_in(self.state, self.effective_audience())

    def tokens_in(self, state: str, audience: str) -> list[str]:
        """Return what opens this thing, or a version of it, in a state and for an audience."""
        return opening_tokens(
            state=state,
            audience=audience,
            owners=self.owner_ids(),
            network=self.network_id,
            protocol=self.protocol_id,
            mandated=bool(self.protocol_id and self.protocol.secretariat_mandated),
            page=self.pk,
            embargoed=self.is_embargoed,
        )

    def tokens_of_row(self, row) -> list[str]:
        """Return what opens a row that has its own audience, never wider than that of the whole."""
        return self.tokens_in(self.state, narrowest([row.audience, self.effective_audience()]))

    def owner_ids(self) -> list[int]:
        """Return the bodies that answer for this thing: the owner, then the co-owners who accepted."""
        return [self.organisation_id] if self.organisation_id else []

    def network_ids(self) -> set[int]:
        """Return the networks on which this thing depends: its own, and that of its protocol."""
        return {self.network_id, self.protocol.network_id if self.protocol_id else None} - {None}

    def audience_in_words(self) -> str:
        """Return who may read it, for readers: the members of which network."""
        return audience_in_words(self.audience, self.network)

    def audience_choices(self) -> list[str]:
        """Return what each owner chose."""
        return [self.audience]

    def effective_audience(self) -> str:
        return narrowest(self.audience_choices())

    @property
    def is_embargoed(self) -> bool:
        return bool(self.embargo_until and self.embargo_until > today_of(self.organisation))

    @property
    def is_published(self) -> bool:
        return self.live and self.state in PUBLISHED_STATES

    @property
    def is_illustrative(self) -> bool:
        return self.provenance == Provenance.DEMO_ILLUSTRATIVE


def without_tombstones(pages):
    """Leave out of pages of every kind what was withdrawn: of it a title and a date are left."""
    for kind in SharedPage.__subclasses__():
        pages = pages.exclude(pk__in=kind.objects.filter(state=State.WITHDRAWN).values("pk"))
    return pages
