"""On which clause a right on screen rests; where no clause says it, on which proposal of the platform."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from exchange.audiences import Audience
from exchange.models import Right
from exchange.protocols.rules import BY_CODE, BY_RIGHT, Rule
from exchange.protocols.text import effective_text

# Parties who promise each other their practice let each other read it.
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
        return of_rule(words, BY_CODE["R-C1"])
    if audience == Audience.PARTIES and page.protocol_id:
        words = _("Visible to the parties of the %(protocol)s") % {"protocol": short_name(page.protocol)}
        return ground_of(page.protocol, *OPENED_TO_PARTIES, words=words)
    return None


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
