"""Protocols: parties, signatures, decisions and clauses."""

from django.utils.translation import gettext as _

from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change
from exchange.imports.pages import OriginalLanguage
from exchange.imports.rows import Shape
from exchange.imports.shapes import Choice, Date, Flag, Listed, Reference, Text, Whole
from exchange.imports.territories import Places
from exchange.languages import LANGUAGES, localized
from exchange.models import Capacity, Protocol, ProtocolState, Right
from exchange.models.clauses import ClauseOrigin
from exchange.models.protocols import ProtocolKind
from exchange.protocols.actions import record_protocol

SIGNATURE = Shape(
    section="protocols.signatures",
    fields={
        "party": Reference(to="organisations", required=True),
        "name": Text(longest=120, required=True),
        "capacities": Listed(of=Text(longest=120), most=10, translated=True, required=True),
        "fills": Listed(of=Choice(of=Capacity)),
        "municipality": Text(longest=120),
        "acting": Flag(),
    },
)
DECISION = Shape(
    section="protocols.decisions",
    fields={
        "party": Reference(to="organisations", required=True),
        "decision_body": Text(longest=150, translated=True),
        "decided_on": Date(),
        "decision_reference": Text(longest=120),
        "municipalities": Listed(of=Text(longest=120)),
    },
)
CLAUSE = Shape(
    section="protocols.clauses",
    fields={
        "number": Text(longest=10, required=True),
        "title": Text(longest=150, translated=True, required=True),
        "text": Text(lines=True, translated=True, required=True),
        "grounds": Listed(of=Choice(of=Right)),
        "origin": Choice(of=ClauseOrigin, required=True),
        "original_language": Choice(of=OriginalLanguage, blank="fr"),
    },
)
ACCESSION = Shape(
    section="protocols.accession",
    fields={
        "network": Reference(to="organisations", required=True),
        "organisation": Reference(to="organisations", required=True),
    },
)
PROTOCOL = Shape(
    section="protocols",
    fields={
        "external_id": Text(longest=40, required=True),
        "title": Text(longest=255, translated=True, required=True),
        "kind": Choice(of=ProtocolKind, required=True),
        "state": Choice(of=ProtocolState, required=True),
        "parties": Listed(of=Reference(to="organisations"), required=True),
        "signed_on": Date(),
        "signed_on_note": Text(longest=255, translated=True),
        "signed_at_seminar": Reference(to="seminars"),
        "place": Text(longest=120, translated=True),
        "duration_years": Whole(least=1, most=99),
        "ends_on": Date(),
        "tacit_renewal": Flag(),
        "accession": ACCESSION,
        "network": Reference(to="organisations"),
        "secretariat_mandated": Flag(),
        "signatures": Listed(of=SIGNATURE),
        "decisions": Listed(of=DECISION),
        "clauses": Listed(of=CLAUSE, most=200),
        "not_known": Listed(of=Text(longest=200), translated=True),
        "source_note": Text(lines=True, translated=True),
    },
)
DECISION_BODIES, CAPACITIES, TEXTS = (
    [localized(name, language) for name in names for language in LANGUAGES]
    for names in (["decision_body"], ["capacities"], ["title", "text"])
)
SIGNED_AS = ("fills", "acting_as", "municipality_id", "acting")
LISTS = {"parties", "signatures", "decisions", "clauses", "accession", "network", "signed_at_seminar"}
NOT_KNOWN = {"fr": "Non connu : ", "fr-ca": "Non connu : ", "nl": "Niet bekend: ", "en": "Not known: "}


def check_protocol(row, visit):
    parties = visit.known.parties.get(row.get("external_id"), set())
    if "parties" in row and len(row["parties"]) < 2:
        visit.key("parties").error(_("A protocol binds two parties at least."))
    for name in ("signatures", "decisions"):
        for number, inner in enumerate(row.get(name, [])):
            if inner.get("party") and inner["party"] not in parties:
                visit.key(name).index(number).key("party").error(
                    _("This organisation is not a party to the protocol.")
                )
    accession = row.get("accession") or {}
    for name, code in accession.items():
        if code and code not in parties:
            visit.key("grants_accession").key(name).error(
                _("This organisation is not a party to the protocol.")
            )
    if (network := accession.get("network")) and network not in visit.known.networks:
        visit.key("grants_accession").key("network").error(_("This organisation is not a network."))
    if row.get("network") and row["network"] not in visit.known.networks:
        visit.key("network").error(_("This organisation is not a network."))
    if row.get("signed_on") and row.get("ends_on") and row["ends_on"] < row["signed_on"]:
        visit.key("ends_on").error(_("The end is before the signature."))
    numbers = [clause.get("number") for clause in row.get("clauses", [])]
    for position, number in enumerate(numbers):
        if number in numbers[:position]:
            visit.key("clauses").index(position).key("number").error(_("This number appears twice."))
    signed = [(inner.get("party"), inner.get("name")) for inner in row.get("signatures", [])]
    for position, signature in enumerate(signed):
        if signature in signed[:position]:
            visit.key("signatures").index(position).error(_("This person signs twice for one party."))


def load_protocols(load, kind="protocols"):
    stored = {protocol.pk: protocol for protocol in Protocol.objects.all()}
    kept = load.edited_by_people(Protocol)
    for row in load.rows[kind]:
        code = row.values["external_id"]
        pk = load.known.stored[kind].get(code)
        protocol = stored.get(pk)
        created = protocol is None
        if not created and str(pk) in kept:
            load.count(kind, KEPT)
            continue
        protocol = protocol or Protocol()
        columns = columns_of(load, row.values)
        if not created:
            # Once it is here, its life is its own: the calendar may have moved it on.
            columns.pop("state", None)
            if protocol.tacit_renewal:
                columns.pop("ends_on", None)
        changed = change(protocol, columns)
        linked = links_of(load, row.values)
        before = {} if created else links_stored(protocol)
        wanted = {**before, **linked}
        if changed or wanted != before:
            record_protocol(protocol, by=load.by, **arguments(wanted))
            load.known.keep(kind, code, protocol.pk)
        load.count(kind, CREATED if created else UPDATED if changed or wanted != before else UNCHANGED)


def columns_of(load, row) -> dict:
    """Return the columns of the protocol itself; what is not known is said with the source."""
    values = {
        name: value for name, value in row.items() if name not in LISTS and not name.startswith("not_known")
    }
    for language in LANGUAGES:
        missing = row.get(localized("not_known", language))
        note = localized("source_note", language)
        if missing and note in values:
            said = f"{NOT_KNOWN[language]}{', '.join(missing)}."
            values[note] = f"{values[note]}\n\n{said}".strip()
    if "network" in row:
        values["network_id"] = load.known.pk("organisations", row["network"]) if row["network"] else None
    if "accession" in row:
        network = (row["accession"] or {}).get("network")
        values["accession_network_id"] = load.known.pk("organisations", network) if network else None
    return values


def links_of(load, row) -> dict:
    """Return parties with their decisions, signatures and clauses, as keys and columns."""
    found = {}
    places = Places()

    def municipalities(*names):
        return sorted(place.pk for place in places.of(list(filter(None, names)), "BE", "fr"))

    if "parties" in row:
        found["parties"] = {pk: {} for pk in load.keys("organisations", row["parties"])}
        for decision in row.get("decisions", []):
            rest = {name: value for name, value in decision.items() if name != "party"}
            rest["municipalities"] = municipalities(*rest.get("municipalities") or [])
            found["parties"][load.known.pk("organisations", decision["party"])] = rest
        for pk, decision in found["parties"].items():
            told = {column: decision.get(column) or None for column in DECISION_BODIES}
            empty = {"decided_on": None, "decision_reference": "", "municipalities": []}
            found["parties"][pk] = {**empty, **decision, **told}
    if "signatures" in row:
        found["signatures"] = [
            {
                "organisation_id": load.known.pk("organisations", signature["party"]),
                "name": signature["name"],
                **{column: signature.get(column) or None for column in CAPACITIES},
                "fills": signature.get("fills") or [],
                "municipality_id": next(iter(municipalities(signature.get("municipality"))), None),
                # Who holds one capacity for another person says so of that one.
                "acting_as": (signature.get("fills") or []) if signature.get("acting") else [],
                "acting": signature.get("acting", False),
            }
            for signature in row["signatures"]
        ]
    if "clauses" in row:
        found["clauses"] = [
            {
                "number": clause["number"],
                "grounds": clause.get("grounds", []),
                "origin": clause["origin"],
                "original_language": clause.get("original_language") or "fr",
                **{column: clause.get(column) or None for column in TEXTS},
            }
            for clause in row["clauses"]
        ]
    return found


def links_stored(protocol) -> dict:
    parties = protocol.parties.order_by("pk")
    signatures = [
        {"organisation_id": party.organisation_id, **signature}
        for party in parties
        for signature in party.signatures.order_by("position").values("name", *SIGNED_AS, *CAPACITIES)
    ]
    columns = ("number", "grounds", "origin", "original_language", *TEXTS)
    clauses = protocol.clauses.order_by("position").values(*columns)
    return {
        "parties": {
            party.organisation_id: {
                **{column: getattr(party, column) or None for column in DECISION_BODIES},
                "decided_on": party.decided_on,
                "decision_reference": party.decision_reference,
                "municipalities": sorted(place.pk for place in party.municipalities.all()),
            }
            for party in parties
        },
        "signatures": signatures,
        "clauses": [
            {name: value or None if name in TEXTS else value for name, value in clause.items()}
            for clause in clauses
        ],
    }


def arguments(links) -> dict:
    return {
        "parties": [{"organisation_id": pk, **decision} for pk, decision in links["parties"].items()],
        "signatures": links.get("signatures", []),
        "clauses": links.get("clauses", []),
    }
