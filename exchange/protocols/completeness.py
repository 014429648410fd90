"""Which signatures, decisions and authorisations a protocol needs, and which of them are there."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchange.models import Capacity, Party, Signature, Territory, Waiver
from exchange.models.parties import Authorisation

ZONE = "be_police_zone"
NETWORK = "network"
# They may not agree with a foreign public authority before their government lets them (R-P8).
MUNICIPAL_TYPES = frozenset({"qc_municipal_service", "qc_intermunicipal", "municipality"})
QUEBEC = "CA-QC"


@dataclass(frozen=True)
class Line:
    """One signature that is expected of a party, and how far it is there."""

    capacity: str
    municipality: Territory | None = None
    signature: Signature | None = None
    waiver: Waiver | None = None

    @property
    def is_acting(self) -> bool:
        """Say whether whoever signed holds this capacity for another person; others they may hold of their own."""
        return self.signature is not None and self.capacity in self.signature.acting_as

    @property
    def is_filled(self) -> bool:
        return self.signature is not None or self.waiver is not None

    @property
    def words(self) -> str:
        if self.capacity != Capacity.MAYOR:
            return str(Capacity(self.capacity).label)
        if self.municipality is None:
            return _("mayor of each municipality")
        return _("mayor of %(municipality)s") % {"municipality": self.municipality}


def expected_of(party: Party) -> list[tuple[str, Territory | None]]:
    """Return the capacities in which a body of this type signs (R-P5, R-P6).

    A zone of several municipalities signs by its chief, the president of its college and every mayor;
    in a zone of one municipality the mayor stands for the college.
    """
    code = party.organisation.type.code
    if code == NETWORK:
        return [(Capacity.EMPOWERED, None)]
    if code != ZONE:
        return [(Capacity.REPRESENTATIVE, None)]
    municipalities = sorted(party.municipalities.all(), key=str)
    college = [] if len(municipalities) == 1 else [(Capacity.COLLEGE_PRESIDENT, None)]
    mayors = [(Capacity.MAYOR, municipality) for municipality in municipalities]
    return [(Capacity.CHIEF, None), *college, *(mayors or [(Capacity.MAYOR, None)])]


def matrix_of(party: Party) -> list[Line]:
    """Return what is expected of a party, each with the signature or the waiver that fills it."""
    return lines_of(party, list(party.signatures.all()), list(party.waivers.all()))


def lines_of(party: Party, signatures, waivers) -> list[Line]:
    """Return what is expected of a party to a protocol, or to an amendment of it, as far as it is there."""
    lines = []
    for capacity, municipality in expected_of(party):
        place = municipality.pk if municipality else None
        # « Each municipality » can not be filled before they are named.
        named = capacity != Capacity.MAYOR or municipality is not None
        signed = (row for row in signatures if named and signs_as(row, capacity, place))
        waived = (row for row in waivers if (row.capacity, row.municipality_id) == (capacity, place))
        lines.append(Line(capacity, municipality, next(signed, None), next(waived, None)))
    return lines


def signs_as(signature, capacity, municipality) -> bool:
    if capacity not in signature.fills:
        return False
    return capacity != Capacity.MAYOR or signature.municipality_id == municipality


def needs_authorisation(party: Party) -> bool:
    body = party.organisation
    return body.type.code in MUNICIPAL_TYPES and body.region == QUEBEC


def has_decided(party) -> bool:
    return bool(party.decision_body and party.decided_on and party.decision_reference)


def is_authorised(party) -> bool:
    if party.authorisation == Authorisation.NOT_REQUIRED:
        return bool(party.authorisation_note)
    return party.authorisation == Authorisation.OBTAINED


def lacks_of(party: Party) -> list[str]:
    """Return what a party still owes before the protocol is signed, in words."""
    return lacks_in(party, matrix_of(party), party)


def lacks_in(party: Party, lines, decision) -> list[str]:
    """Return what is missing of these lines, and of the decision that lets a party sign."""
    lacks = [line.words for line in lines if not line.is_filled]
    if decision is None or not has_decided(decision):
        lacks.append(_("the decision that lets it sign: who decided, date and reference"))
    if needs_authorisation(party) and (decision is None or not is_authorised(decision)):
        lacks.append(_("the ministerial authorisation: obtained, or why none is required"))
    return lacks


def parties_of(protocol):
    rows = protocol.parties.select_related("organisation__type").order_by("pk")
    return rows.prefetch_related(
        "municipalities", "signatures__municipality", "waivers__municipality", "organisation__page"
    )


def why_incomplete(protocol) -> list[str]:
    """Return what keeps a protocol from being signed; nothing when it is complete."""
    parties = list(parties_of(protocol))
    few = [_("A protocol binds two parties at least.")] if len(parties) < 2 else []
    return few + [
        _("%(party)s: %(lack)s") % {"party": party.organisation, "lack": lack}
        for party in parties
        for lack in lacks_of(party)
    ]
