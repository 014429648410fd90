"""Bodies, people and a charter for the life of a membership; all of them invented."""

import datetime as dt

from django.utils import timezone

from exchange.memberships import actions
from exchange.memberships.rules import Vote, Votes
from exchange.models import Charter, CommitteeSeat, Membership, MembershipApplication, MembershipState
from exchange.models.decisions import MeasureKind
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

REASON = "Parce que."
ADDRESSES = {
    "head": "Direction",
    "head_email": "direction@val.example",
    "contact_email": "contact@val.example",
    "content_lead_email": "contenu@val.example",
    "deputy_email": "suppleance@val.example",
    "privacy_email": "donnees@val.example",
}


class World:
    """A network with one senior member, a body that wants to join, and a committee of two."""

    def __init__(self):
        self.network = OrganisationFactory(network=True)
        self.body = OrganisationFactory(quebec=True, name_fr="Val")
        self.senior = OrganisationFactory(name_fr="Aînée")
        MembershipFactory(organisation=self.senior, network=self.network, accession_on=dt.date(2016, 10, 13))
        self.charter = Charter.objects.create(
            major=1, text_fr="Objet\nÉchanger.", published_on=dt.date(2026, 1, 1)
        )
        self.administrator = self.person("admin@val.example", "organisation_administrator", self.body)
        self.sponsor = self.person("admin@ainee.example", "organisation_administrator", self.senior)
        self.committee = self.person("comite@exchange.example", "committee")
        self.other_committee = self.person("comite2@exchange.example", "committee")
        self.editor = self.person("redaction@exchange.example", "editor")

    def person(self, email, role, organisation=None):
        return UserFactory(email=email, organisation=organisation, roles=[role])

    def votes(self, in_favour=0, against=0, abstained=0) -> Votes:
        """Return ballots of the committee; more of them than it has members are nobody's."""
        keys = [f"seat-{pk}" for pk in CommitteeSeat.objects.values_list("pk", flat=True).order_by("pk")]
        keys = keys or [f"person-{person.pk}" for person in (self.committee, self.other_committee)]
        cast = [Vote.IN_FAVOUR] * in_favour + [Vote.AGAINST] * against + [Vote.ABSTAINED] * abstained
        keys += [f"person-{-number}" for number in range(1, 1 + len(cast))]
        return Votes.of(dict(zip(keys, map(str, cast), strict=False)))

    def draft(self, body=None, by=None, **values) -> MembershipApplication:
        written = {
            "category": "member",
            "motivation": "Échanger.",
            "sponsor": self.senior,
            "charter": self.charter,
            **ADDRESSES,
        }
        return actions.keep_draft(
            body or self.body,
            network=self.network,
            values=written | values,
            by=by or self.administrator,
        )

    def candidate(self) -> Membership:
        application = self.draft()
        return actions.apply(application, by=self.administrator)

    def answered(self) -> Membership:
        membership = self.candidate()
        actions.answer_for(self.application, answers=True, by=self.sponsor)
        return fresh(membership)

    def examined(self) -> Membership:
        return actions.examine(self.answered(), by=self.editor)

    def admitted(self) -> Membership:
        return actions.admit(
            self.examined(), category="member", votes=self.votes(2), reason=REASON, by=self.committee
        )

    def active(self) -> Membership:
        return actions.accept_charter(self.admitted(), version="1.0", head="Direction", by=self.administrator)

    def noticed(self, membership, kind):
        return actions.give_notice_of_measure(membership, kind=kind, reason=REASON, by=self.committee)

    def decided(self, membership, kind, **options) -> Membership:
        measure = self.noticed(membership, kind)
        actions.reply(measure, text="Voici.", by=self.administrator)
        return actions.decide_measure(
            measure, applies=True, votes=self.votes(2), reason=REASON, by=self.committee, **options
        )

    def warned(self) -> Membership:
        return self.decided(self.active(), MeasureKind.WARNING)

    def suspended(self, days=60) -> Membership:
        until = timezone.localdate() + dt.timedelta(days=days)
        return self.decided(self.warned(), MeasureKind.SUSPENSION, until=until)

    def leaving(self) -> Membership:
        return actions.notify_withdrawal(self.active(), head="Direction", by=self.administrator)

    def in_state(self, state: str) -> Membership | None:
        """Return a membership in this state, as if it had come there."""
        if not state:
            return None
        left = {MembershipState.EXCLUDED, MembershipState.WITHDRAWN, MembershipState.SUCCEEDED}
        return MembershipFactory(
            organisation=self.body,
            network=self.network,
            state=state,
            left_on=dt.date(2026, 1, 31) if state in left else None,
        )

    @property
    def application(self) -> MembershipApplication:
        return MembershipApplication.objects.latest("pk")


def fresh(membership) -> Membership:
    return Membership.objects.get(pk=membership.pk)
