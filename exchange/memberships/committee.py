"""Who sits in the joint committee and votes about a body: its seats, or the committee's accounts while there are none."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.memberships.rules import Vote, Votes
from exchange.models import CommitteeSeat, Membership, Organisation, RoleName, Shore, User
from exchange.refusal import Refused


@dataclass(frozen=True)
class Voter:
    """A seat or an account that may vote; the key stands in the register."""

    key: str
    label: str


def may_sit(organisation: Organisation | None) -> bool:
    """Say whether somebody of this body may sit: members and networks, no candidate, observer or former member."""
    if organisation is None:
        return True  # whoever works for the platform alone
    return CommitteeSeat.objects.bodies_that_sit().filter(pk=organisation.pk).exists()


def seats_of_shores() -> dict[str, int]:
    """Return how many seats each shore has today."""
    seats = CommitteeSeat.objects.sitting(timezone.localdate()).select_related("organisation")
    count = dict.fromkeys(Shore, 0)
    for seat in seats:
        count[Shore(seat.organisation.shore)] += 1
    return count


def standing() -> str:
    """Return what is wrong with the seats, for whoever looks at a decision; nothing if all is well."""
    europe, america = seats_of_shores().values()
    if not europe and not america:
        return _(
            "The committee has no seats: the accounts with its role vote in their place. Name as many seats"
            " for each shore."
        )
    if europe != america:
        return _(
            "The committee has %(europe)s seats of Belgium and Europe, and %(america)s of Québec and Canada:"
            " as many of each shore decide. Name the one that is missing, or end one."
        ) % {"europe": europe, "america": america}
    return ""


def refuse_unequal() -> None:
    """Refuse a vote of a committee in which one shore outnumbers the other."""
    europe, america = seats_of_shores().values()
    if europe != america:
        raise Refused(standing())


def voters(membership: Membership) -> list[Voter]:
    """Return who may vote about a body: nobody of that body, and nobody of a body that is no member."""
    seats = CommitteeSeat.objects.sitting(timezone.localdate()).select_related("organisation")
    if seats:
        return [
            Voter(f"seat-{seat.pk}", str(seat))
            for seat in seats.order_by("pk")
            if seat.organisation_id != membership.organisation_id
        ]
    people = User.objects.filter(is_active=True, roles__name=RoleName.COMMITTEE).select_related(
        "organisation"
    )
    return [
        Voter(f"person-{person.pk}", person.get_full_name())
        for person in people.distinct().order_by("pk")
        if person.organisation_id != membership.organisation_id and may_sit(person.organisation)
    ]


def counted(membership: Membership, votes: Votes, *, by: User | None) -> int:
    """Return how many may vote, once the count holds and it is known who voted what."""
    refuse_unequal()
    known = {voter.key for voter in voters(membership)}
    votes.refuse_miscount(len(known))
    if votes.ballots and (not votes.ballots.keys() <= known or len(votes.ballots) != votes.cast):
        raise Refused(_("Somebody voted who may not vote on this organisation. Count again."))
    if not votes.ballots and by is not None:
        raise Refused(_("Say who voted what: a count alone is not enough."))
    return len(known)


def in_words(ballots: dict[str, str]) -> list[tuple[str, str]]:
    """Return who voted what, for whoever works for the platform; the body reads the count."""
    numbers = {"seat": set(), "person": set()}
    for key in ballots:
        kind, _dash, number = key.partition("-")
        numbers[kind].add(int(number))
    seats = CommitteeSeat.objects.select_related("organisation").in_bulk(numbers["seat"])
    people = User.objects.select_related("organisation").in_bulk(numbers["person"])
    names = {f"seat-{pk}": str(seat) for pk, seat in seats.items()}
    names |= {f"person-{pk}": person.get_full_name() for pk, person in people.items()}
    return [(names.get(key, key), str(Vote(vote).label)) for key, vote in ballots.items()]
