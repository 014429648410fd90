"""Which tokens open a thing: one half of the rule of visibility, the other stands in viewers.py."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

PUBLIC = "public"
# Stands on what the members of any network read; the platform's own people hold it, members hold that of their network.
MEMBERS = "members"
EDITORIAL = "editorial"
GOVERNANCE = "governance"


def organisation_token(pk: int) -> str:
    return f"organisation:{pk}"


def desk_token(pk: int) -> str:
    return f"desk:{pk}"


def network_token(pk: int | str) -> str:
    return f"network:{pk}"


def host_token(pk: int) -> str:
    return f"host:{pk}"


def protocol_token(pk: int) -> str:
    return f"protocol:{pk}"


def page_token(pk: int) -> str:
    return f"page:{pk}"


class Audience(models.TextChoices):
    """Who may read a published thing; the order is from the widest to the narrowest."""

    PUBLIC = "public", _("Public")
    MEMBERS = "members", _("Members")
    PARTIES = "parties", _("Parties to the protocol")


def audience_in_words(audience: str, network) -> str:
    """Return who reads a thing, in the reader's language; of members it says of which network."""
    if audience == Audience.MEMBERS and network is not None:
        return gettext("Members of %(network)s") % {"network": network}
    return str(Audience(audience).label)


WIDTH = {Audience.PUBLIC: 2, Audience.MEMBERS: 1, Audience.PARTIES: 0}


def narrowest(audiences) -> str:
    """Return the most restrictive audience: nobody widens beyond a co-owner's choice."""
    return min(audiences, key=lambda audience: WIDTH[audience])


class State(models.TextChoices):
    """The life of a thing that a body offers."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Awaiting the agreement of its content lead")
    RELEASED = "released", _("Released by the organisation")
    TO_COMPLETE = "to_complete", _("Admissible, to be completed by its author")
    ADMISSIBLE = "admissible", _("Found admissible")
    HOME_REVIEW = "home_review", _("In review on the home shore")
    FAR_REVIEW = "far_review", _("In review on the other shore")
    THIRD_REVIEW = "third_review", _("With a third reviewer")
    CHANGES_REQUESTED = "changes_requested", _("Changes requested")
    APPROVED = "approved", _("Approved, awaiting publication")
    PUBLISHED = "published", _("Published")
    REVIEW_DUE = "review_due", _("Due for review")
    ARCHIVED = "archived", _("Archived")
    FROZEN = "frozen", _("Frozen")
    WITHDRAWN = "withdrawn", _("Withdrawn")


PUBLISHED_STATES = frozenset({State.PUBLISHED, State.REVIEW_DUE, State.ARCHIVED})
IN_REVIEW_STATES = frozenset(
    {
        State.RELEASED,
        State.TO_COMPLETE,
        State.ADMISSIBLE,
        State.HOME_REVIEW,
        State.FAR_REVIEW,
        State.THIRD_REVIEW,
        State.CHANGES_REQUESTED,
        State.APPROVED,
    }
)


def opening_tokens(
    *,
    state: str,
    audience: str,
    owners: list[int],
    network: int | None = None,
    protocol: int | None = None,
    mandated: bool = False,
    page: int | None = None,
    embargoed: bool = False,
) -> list[str]:
    """Return the tokens that open a thing in this state.

    owners: primary keys of owner and co-owners; network: the one whose members read it; mandated: the parties of the protocol let the
    secretariat read what they keep among themselves.
    """
    bodies = [organisation_token(pk) for pk in owners]
    desks = [desk_token(pk) for pk in owners]
    editorial = [EDITORIAL] if audience != Audience.PARTIES or mandated else []
    if state == State.FROZEN:
        return [*desks, *([EDITORIAL] if audience != Audience.PARTIES else []), GOVERNANCE]
    if state in IN_REVIEW_STATES:
        return [*desks, *([page_token(page)] if page else []), *editorial]
    if state in PUBLISHED_STATES | {State.WITHDRAWN}:
        # A withdrawn thing is a tombstone for whoever could read it.
        if embargoed:
            return [*bodies, *([EDITORIAL] if audience != Audience.PARTIES else [])]
        if audience == Audience.PUBLIC:
            return [PUBLIC]
        if audience == Audience.MEMBERS:
            return [MEMBERS, *([network_token(network)] if network else []), *bodies, EDITORIAL]
        return [*([protocol_token(protocol)] if protocol else []), *bodies, *editorial]
    return desks
