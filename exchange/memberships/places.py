"""A place of a body in a network, with all that its page says of it."""

from exchange.memberships.reach import reach_now
from exchange.memberships.rules import is_possible
from exchange.memberships.words import means, rights_of
from exchange.models import Charter, Membership, MembershipApplication, MembershipEvent


class Place:
    """What the people of a body read about its membership; decisions are for its administrators."""

    def __init__(self, membership: Membership, *, is_administrator: bool):
        self.membership = membership
        self.is_administrator = is_administrator
        rights = rights_of(membership)
        self.given = [right.words for right in rights if right.given]
        self.withheld = [right.words for right in rights if not right.given]
        self.decisions = list(membership.decisions.newest_first()) if is_administrator else []
        self.application = application_of(membership) if is_administrator else None
        self.measure = membership.measures.open().first() if is_administrator else None
        self.reach = reach_now(membership, self.measure)
        is_sent = MembershipApplication.objects.submitted().of_place(membership).exists()
        self.means = means(membership, has_applied=is_sent)
        self.may_apply = self.may(MembershipEvent.APPLY) and not is_sent
        self.may_accept = self.may(MembershipEvent.ACCEPT_CHARTER) and owes_acceptance(membership)
        self.may_leave = self.may(MembershipEvent.NOTIFY_WITHDRAWAL) and not membership.leaves_on
        self.may_stay = self.may(MembershipEvent.RETRACT_WITHDRAWAL) and bool(membership.leaves_on)
        self.may_name = is_administrator and membership.is_open

    def may(self, event) -> bool:
        return self.is_administrator and is_possible(self.membership.state, event)


def application_of(membership) -> MembershipApplication | None:
    applications = MembershipApplication.objects.open().select_related("sponsor")
    return applications.filter(organisation=membership.organisation_id, network=membership.network_id).first()


def owes_acceptance(membership) -> bool:
    """Say whether the version in force waits for this body."""
    charter = Charter.objects.in_force()
    return charter is not None and not membership.acceptances.filter(charter=charter).exists()
