"""What a measure in one network reaches, and what it does not: said before it is decided, and after."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from exchange.clocks import today_of
from exchange.models import Membership, MembershipEvent, MembershipState, Organisation, Protocol
from exchange.models.decisions import MeasureKind

SUSPENDS = frozenset({MembershipEvent.NOTICE_OF_SUSPENSION, MembershipEvent.SUSPEND})
ENDS = frozenset(
    {
        MembershipEvent.NOTICE_OF_EXCLUSION,
        MembershipEvent.EXCLUDE,
        MembershipEvent.NOTIFY_WITHDRAWAL,
        MembershipEvent.WITHDRAW,
        MembershipEvent.END_OBSERVATION,
        MembershipEvent.LAPSE,
    }
)
REACHING = SUSPENDS | ENDS
# The step that is considered, or was taken, where a membership stands.
OF_MEASURE = {
    MeasureKind.SUSPENSION: MembershipEvent.SUSPEND,
    MeasureKind.EXCLUSION: MembershipEvent.EXCLUDE,
}
OF_STATE = {
    MembershipState.SUSPENDED: MembershipEvent.SUSPEND,
    MembershipState.EXCLUDED: MembershipEvent.EXCLUDE,
    MembershipState.LEAVING: MembershipEvent.NOTIFY_WITHDRAWAL,
    MembershipState.WITHDRAWN: MembershipEvent.WITHDRAW,
}


@dataclass(frozen=True)
class Reach:
    """What an organisation may no longer do, what stays, and the networks that are not touched."""

    closes: list[str]
    stays: list[str]
    untouched: list[Organisation] = field(default_factory=list)


def reach_of(membership: Membership, event: str) -> Reach:
    """Return what a step brings to an organisation in the network of this membership, and in no other."""
    network, body = membership.network, membership.organisation
    others = Membership.objects.active().filter(organisation=body).exclude(pk=membership.pk)
    untouched = [place.network for place in others.select_related("network").order_by("pk")]
    closes = [
        _("Read what is shared only among the members of %(network)s") % {"network": network},
        _("Submit, publish, review or adopt practices in %(network)s") % {"network": network},
        *(
            _("Read or add what the parties of “%(protocol)s” share") % {"protocol": protocol}
            for protocol in protocols_closed(membership, is_member_elsewhere=bool(untouched))
        ),
    ]
    stays = [_("Its people read what is public and what is its own.")]
    if event in SUSPENDS:
        stays.append(
            _("What it has published in %(network)s stays: the same readers, the same place in the lists.")
            % {"network": network}
        )
    else:
        stays.append(
            _("What it has published in %(network)s follows the rules on leaving, on days that are known.")
            % {"network": network}
        )
    return Reach(closes, stays, untouched)


def reach_now(membership: Membership, measure=None) -> Reach | None:
    """Return what the measure that is considered would reach, else what the present state reaches."""
    event = OF_MEASURE.get(measure.kind) if measure else None
    event = event or OF_STATE.get(membership.state)
    return reach_of(membership, event) if event else None


def protocols_closed(membership: Membership, *, is_member_elsewhere: bool) -> list[Protocol]:
    """Return the open protocols that close to a party with this membership.

    Whoever is a member nowhere else reads what is public and its own, whatever it signed.
    """
    today = today_of(membership.organisation)
    bound = Protocol.objects.open(today).of_party(membership.organisation_id).order_by("signed_on", "pk")
    if is_member_elsewhere:
        bound = bound.filter(network=membership.network_id)
    return list(bound)
