"""What a membership means for the body that has it, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.clocks import today_of
from exchange.models import Category, Membership, MembershipState, Protocol

State = MembershipState

MEANS = {
    State.CANDIDATE: _(
        "Your organisation may ask to join. Until it is admitted, its people can read what is public."
    ),
    State.EXAMINED: _("The committee examines the application. It decides by a vote, and gives its reason."),
    State.ADMITTED: _(
        "The committee has admitted your organisation. It joins when its head accepts the charter."
    ),
    State.REFUSED: _("The committee did not admit your organisation. It may ask again."),
    State.ACTIVE: _("Your organisation is a member."),
    State.WARNED: _("The committee has warned your organisation. A warning takes no right away."),
    State.SUSPENDED: _(
        "Your organisation is suspended in this network: its people can neither read what is shared only "
        "among its members, nor publish there. What it has published stays, in the same place in the "
        "lists."
    ),
    State.EXCLUDED: _(
        "Your organisation is excluded from this network: its people can neither read what is shared "
        "only among its members, nor publish there. It may ask to join again."
    ),
    State.LEAVING: _(
        "Your organisation has given notice. Until the day on which it leaves, nothing changes."
    ),
    State.WITHDRAWN: _(
        "Your organisation is no longer a member of this network: its people can neither read what is "
        "shared only among its members, nor publish there."
    ),
    State.SUCCEEDED: _(
        "Another organisation has taken over from yours; it keeps its practices and their history."
    ),
}


@dataclass(frozen=True)
class Right:
    """One thing that a membership gives, or does not."""

    words: str | Promise
    given: bool


def rights_of(membership: Membership) -> list[Right]:
    """Return what the membership gives today and what not, in the order of what readers ask for."""
    same = Membership.objects.filter(pk=membership.pk)
    reads, offers = same.active().exists(), same.contributing().exists()
    network = {"network": membership.network}
    return [
        Right(_("Read what is public"), True),
        Right(_("Read what your own organisation has published"), True),
        Right(_("Read what is shared only among the members of %(network)s") % network, reads),
        *by_protocol(membership),
        Right(_("Write and publish practices and talks in %(network)s") % network, offers),
        Right(
            _("Report that you use a practice of %(network)s, and review the practices of others") % network,
            offers,
        ),
    ]


def by_protocol(membership: Membership) -> list[Right]:
    """Return what the protocols of this network give to the organisation while it is a member there."""
    body, today = membership.organisation_id, today_of(membership.organisation)
    bound = Protocol.objects.open(today).of_party(body).filter(network=membership.network_id)
    given = set(Protocol.objects.open_to(body, today).values_list("pk", flat=True))
    words = _("Read what the parties of “%(protocol)s” share")
    return [
        Right(words % {"protocol": protocol}, protocol.pk in given)
        for protocol in bound.order_by("signed_on", "pk")
    ]


def means(membership: Membership, *, has_applied: bool = False) -> str | Promise:
    if membership.state == State.CANDIDATE and has_applied:
        return _(
            "The application is on its way. Until your organisation is admitted, its people can read "
            "what is public."
        )
    if membership.is_open and membership.category == Category.OBSERVER:
        return _("Your organisation is an observer: its people can read, but not publish yet.")
    if membership.state == State.ACTIVE and membership.provisional_until:
        return _(
            "Your organisation took over from another one. The committee confirms the membership by a vote."
        )
    return MEANS[membership.state]
