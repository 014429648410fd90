"""On which clause a right on screen rests; where no clause says it, on which proposal of the platform."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.audiences import Audience
from exchange.models import Membership, Protocol, Right
from exchange.protocols.rules import BY_RIGHT, Rule
from exchange.protocols.text import effective_text

# Parties who promise each other their practice let each other read it.
OPENED_TO_MEMBERS = (Right.READ_MEMBERS, Right.SHARE_PRACTICES)
OPENED_TO_PARTIES = (Right.READ_PARTIES, Right.SHARE_PRACTICES)


@dataclass(frozen=True)
class Ground:
    """A right in words, and where the words it rests on can be read."""

    words: str
    url: str
    # The short name of what the link leads to: « art. 2 », « R-C3 ».
    place: str = ""
    is_proposal: bool = False


def ground_of_audience(page) -> Ground | None:
    """Return why a thing that is not public is open to whom it is."""
    audience = page.effective_audience()
    if audience == Audience.MEMBERS:
        words = _("Visible to the members of the network")
        if page.network is not None:
            words = _("Visible to the members of %(network)s") % {"network": page.network}
        return ground_among_members(page.organisation_id, *OPENED_TO_MEMBERS, words=words)
    if audience == Audience.PARTIES and page.protocol_id:
        words = _("Visible to the parties of the %(protocol)s") % {"protocol": short_name(page.protocol)}
        return ground_of(page.protocol, *OPENED_TO_PARTIES, words=words)
    return None


def ground_among_members(organisation, *rights, words) -> Ground:
    """Return the clause on which members of a network rest a right; where none says it, the proposal.

    It is one of the protocol by which the organisation joined, else of the first by which others did.
    """
    places = Membership.objects.active().filter(organisation=organisation).order_by("accession_on", "pk")
    own = [place.protocol for place in places.select_related("protocol") if place.protocol]
    concluded = Protocol.objects.concluded().order_by("signed_on", "pk")
    others = concluded.filter(accession_network__in=places.values("network")) if not own else []
    protocol = next(iter([*own, *others]), None)
    return ground_of(protocol, *rights, words=words) if protocol else of_rule(words, BY_RIGHT[rights[0]])


def grounds_of_place(membership) -> list[Ground]:
    """Return on what rests each thing that a membership gives, for the body that has it."""
    body = membership.organisation_id
    return [
        ground_among_members(body, *OPENED_TO_MEMBERS, words=_("Read what is shared only among members")),
        ground_among_members(body, Right.SHARE_PRACTICES, words=_("Write and publish practices and talks")),
        ground_among_members(body, Right.TAKE_PART, words=_("Take part in the seminars of the network")),
    ]


def ground_of_membership(membership) -> Ground | None:
    """Return the clause by which a body joined, nothing when it joined by an application."""
    if membership.protocol is None:
        return None
    words = _("by the %(protocol)s") % {"protocol": short_name(membership.protocol)}
    return ground_of(membership.protocol, Right.MEMBERSHIP, words=words)


def ground_of(protocol, *rights, words) -> Ground:
    """Return the clause of a protocol that grounds the first of these rights that it speaks of."""
    text = effective_text(protocol, timezone.localdate())
    for right in rights:
        clause = next((clause for clause in text if right in clause.grounds), None)
        if clause:
            place = _("art. %(number)s") % {"number": clause.number}
            return Ground(words, f"{protocol.get_absolute_url()}#clause-{clause.number}", place)
    return of_rule(words, BY_RIGHT[rights[0]])


def of_rule(words, rule: Rule) -> Ground:
    return Ground(words, rule.url, rule.code, is_proposal=True)


def short_name(protocol) -> str:
    """Name a protocol by its date, as those who signed it do."""
    if protocol.signed_on is None:
        return _("protocol “%(title)s”") % {"title": protocol}
    return _("protocol of %(date)s") % {"date": date_format(protocol.signed_on, "DATE_FORMAT")}
