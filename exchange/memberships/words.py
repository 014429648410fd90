"""What a membership means for the body that has it, in plain words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.models import Category, Membership, MembershipState

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
        "Your organisation is suspended: its people can read what is public and what is its own. What it "
        "has published stays, in the same place in the lists."
    ),
    State.EXCLUDED: _(
        "Your organisation is excluded: its people can read what is public and what is its own. It may "
        "ask to join again."
    ),
    State.LEAVING: _(
        "Your organisation has given notice. Until the day on which it leaves, nothing changes."
    ),
    State.WITHDRAWN: _(
        "Your organisation is no longer a member: its people can read what is public and what is its own."
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
    return [
        Right(_("Read what is public"), True),
        Right(_("Read what your own organisation has published"), True),
        Right(_("Read what is shared only among members"), reads),
        Right(_("Write and publish practices and talks"), offers),
        Right(_("Report that you use a practice, and review the practices of others"), offers),
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
