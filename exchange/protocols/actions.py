"""What happens to a protocol: each event asks who decides, locks, changes, logs, announces and writes letters."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.actions import announce, save_and_log
from exchange.dates import months_later
from exchange.invisible import without_unseen
from exchange.memberships.actions import accede
from exchange.models import (
    Amendment,
    Clause,
    Organisation,
    Party,
    Protocol,
    ProtocolNote,
    Signature,
    Territory,
    User,
)
from exchange.models.people import GOVERNORS, RoleName
from exchange.models.protocols import RUNNING_STATES
from exchange.protocols.amendments import refuse_unless_concludable
from exchange.protocols.completeness import why_incomplete
from exchange.protocols.states import BY_CALENDAR, Event, refuse_unless_possible, state_after
from exchange.refusal import Refused, require
from exchange.signals import protocol_changed
from exchange.tasks.protocols import mail_protocol_news


@transaction.atomic
def record_protocol(protocol, *, parties, signatures=(), clauses=(), by=None) -> Protocol:
    """Save a protocol whole; where its signature is an accession, the other parties join the network.

    parties: one dict per body, by model field, with the keys of its municipalities; signatures: dicts that
    name their party's `organisation_id`.
    """
    require(by, *GOVERNORS)
    save_and_log(protocol, by=by, action="exchange.protocol.record", state=str(protocol.state))
    replace_parties(protocol, parties, signatures)
    protocol.clauses.all().delete()
    Clause.objects.bulk_create(
        without_unseen(Clause(protocol=protocol, position=position, **clause))
        for position, clause in enumerate(clauses)
    )
    if protocol.grants_accession and protocol.state in RUNNING_STATES:
        let_parties_join(protocol, by=by)
    keep_network(protocol)
    return protocol


def keep_network(protocol) -> None:
    """Let a protocol that names no network belong to the one that its parties join, or have in common."""
    if protocol.network_id is None and (network := protocol.usual_network_id()):
        protocol.network_id = network
        protocol.save(update_fields=["network"])


def replace_parties(protocol, parties, signatures) -> None:
    protocol.parties.all().delete()
    found = {}
    for party in parties:
        columns = {name: value for name, value in party.items() if name != "municipalities"}
        row = Party.objects.create(protocol=protocol, **columns)
        row.municipalities.set(Territory.objects.filter(pk__in=party.get("municipalities", [])))
        row.save()
        found[row.organisation_id] = row
    for position, signature in enumerate(signatures):
        organisation = signature["organisation_id"]
        rest = {name: value for name, value in signature.items() if name != "organisation_id"}
        Signature.objects.create(party=found[organisation], position=position, **rest)


def let_parties_join(protocol, *, by) -> None:
    """Let each party that has no place in the network yet join it by this protocol."""
    for party in protocol.parties.exclude(organisation=protocol.accession_network):
        accede(party.organisation, protocol=protocol, by=by)


@transaction.atomic
def sign(protocol, *, signed_on: dt.date, by=None) -> Protocol:
    """Note that a project was signed by everybody it needs; from now on only amendments change it."""
    protocol = locked(protocol, Event.SIGN, by=by)
    if signed_on > timezone.localdate():
        raise Refused(_("The day of signature is in the future: record it once it has passed."))
    if lacks := why_incomplete(protocol):
        raise Refused(_("Not complete yet. Missing: %(lacks)s.") % {"lacks": "; ".join(lacks)})
    protocol.signed_on = signed_on
    if protocol.ends_on is None:
        protocol.duration_years = protocol.duration_years or settings.PROTOCOL_YEARS
        protocol.ends_on = months_later(signed_on, 12 * protocol.duration_years)
    if protocol.ends_on < signed_on:
        raise Refused(_("The end is before the signature."))
    return passed(protocol, Event.SIGN, by=by, signed_on=signed_on.isoformat())


@transaction.atomic
def bring_into_force(protocol, *, by=None) -> Protocol:
    """Open what the protocol gives: the parties see it at their next request."""
    protocol = locked(protocol, Event.BRING_INTO_FORCE, by=by)
    if protocol.ends_on and protocol.ends_on < protocol.today():
        raise Refused(_("It has already ended: a new protocol is needed."))
    protocol = passed(protocol, Event.BRING_INTO_FORCE, by=by)
    if protocol.grants_accession:
        let_parties_join(protocol, by=by)
    keep_network(protocol)
    return protocol


@transaction.atomic
def denounce(protocol, *, party, received_on: dt.date, reason="", by=None) -> Protocol:
    """Note the letter by which a party ends the protocol (R-M11); it ends when the notice is over."""
    protocol = locked(protocol, Event.DENOUNCE, by=by)
    if not protocol.parties.filter(organisation=party).exists():
        raise Refused(_("This organisation is not a party to the protocol."))
    if received_on > timezone.localdate():
        raise Refused(_("The letter cannot arrive in the future."))
    if protocol.signed_on and received_on < protocol.signed_on:
        raise Refused(_("The letter cannot be older than the signature: check its date."))
    protocol.denounced_by, protocol.denounced_on = party, received_on
    notice = months_later(received_on, settings.PROTOCOL_NOTICE_MONTHS)
    # Who denounces what ends sooner by itself prolongs nothing.
    protocol.ended_on = min(filter(None, [notice, protocol.ends_on]))
    data = {"party": party.pk, "reason": reason, "ends": protocol.ended_on.isoformat()}
    return passed(protocol, Event.DENOUNCE, by=by, **data)


@transaction.atomic
def replace(protocol, *, successor, by=None) -> Protocol:
    """Let a new protocol of the same parties take the place of this one, today."""
    protocol = locked(protocol, Event.REPLACE, by=by)
    today = protocol.today()
    successor = Protocol.objects.select_for_update(of=("self",)).get(pk=successor.pk)
    if successor.pk == protocol.pk or not successor.is_writable(today):
        raise Refused(_("Choose another protocol, one that is in force today."))
    bound = set(successor.parties.values_list("organisation", flat=True))
    if not set(protocol.parties.values_list("organisation", flat=True)) <= bound:
        raise Refused(_("The new protocol does not bind every party of this one."))
    protocol.replaced_by = successor
    protocol.ended_on = min(filter(None, [protocol.ended_on, today]))
    return passed(protocol, Event.REPLACE, by=by, successor=successor.pk)


@transaction.atomic
def conclude_amendment(amendment, *, by=None) -> Amendment:
    """Let an amendment that every party has signed change the text, or the end, of its protocol (R-G4)."""
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    event = Event.RENEW if amendment.extends_to else Event.AMEND
    protocol = locked(amendment.protocol, event, by=by)
    refuse_unless_concludable(amendment, protocol, protocol.today())
    amendment.signed_on = max(row.signed_on for row in amendment.signatures.all())
    save_and_log(
        amendment, by=by, action="exchange.protocol.amend", signed_on=amendment.signed_on.isoformat()
    )
    if amendment.extends_to:
        extend(protocol, amendment.extends_to)
    passed(protocol, event, by=by, amendment=amendment.pk)
    return amendment


@transaction.atomic
def add_note(protocol, *, text: str, by=None) -> ProtocolNote:
    """Add a fact that came to light after the signature, marked as such: what was signed stays as it was."""
    require(by, *GOVERNORS)
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    if not protocol.is_concluded:
        raise Refused(_("A draft protocol is changed in its form."))
    if not text.strip():
        raise Refused(_("Write what came to light."))
    note = protocol.notes.create(text=text.strip(), by=by)
    log(instance=protocol, action="exchange.protocol.note", user=by)
    return note


@transaction.atomic
def confirm_successor(protocol, *, body, by=None) -> Protocol:
    """Let the body that took the place of a party be bound as it was: never without being said (R-M12)."""
    protocol = locked(protocol, Event.SUCCEED, by=by)
    party = Party.objects.select_for_update(of=("self",)).filter(protocol=protocol, organisation=body).first()
    if party is None or body.successor is None:
        raise Refused(_("This is not a party that another organisation has succeeded."))
    if protocol.parties.filter(organisation=body.successor).exists():
        raise Refused(_("The successor is a party already."))
    party.organisation = body.successor
    party.save()
    return passed(protocol, Event.SUCCEED, by=by, party=body.pk, successor=body.successor_id)


def extend(protocol, ends_on) -> None:
    """Move the end; its reminders begin anew."""
    protocol.ends_on, protocol.reminded_months = ends_on, None


@transaction.atomic
def follow_calendar(protocol, event, **changes) -> Protocol:
    """Let a day that has come do its work: nobody decides this, and nobody can do it sooner."""
    protocol = locked(protocol, event)
    for name, value in changes.items():
        setattr(protocol, name, value)
    return passed(protocol, event, by=None)


def locked(protocol, event, *, by=None) -> Protocol:
    """Return the row as it is now, held until the end, once the person and the state allow the event."""
    require(by, *GOVERNORS)
    if by is not None and event in BY_CALENDAR:
        raise Refused(_("This follows from the calendar only."))
    protocol = Protocol.objects.select_for_update(of=("self",)).get(pk=protocol.pk)
    refuse_unless_possible(event, protocol)
    return protocol


def passed(protocol, event, *, by, **data) -> Protocol:
    """Save what an event made of a protocol, and tell everybody once it is committed."""
    before, protocol.state = protocol.state, state_after(event, protocol.state)
    said = {"event": str(event), "state": str(protocol.state), "before": before, **data}
    save_and_log(protocol, by=by, action="exchange.protocol.change", **said)
    announce(protocol_changed, protocol=protocol, before=before, by=by)
    # A call for renewal comes with its reminder.
    if event != Event.CALL_RENEWAL:
        for user in whom_to_write(protocol):
            transaction.on_commit(partial(mail_protocol_news.enqueue, protocol.pk, str(event), user))
        for body in without_administrator(protocol):
            transaction.on_commit(partial(mail_protocol_news.enqueue, protocol.pk, str(event), None, body))
    return protocol


def whom_to_write(protocol) -> list[int]:
    """Return the administrators of the parties, and the committee."""
    bodies = protocol.parties.values("organisation")
    administrators = User.objects.filter(
        organisation__in=bodies, roles__name=RoleName.ORGANISATION_ADMINISTRATOR
    )
    committee = User.objects.filter(roles__name=RoleName.COMMITTEE)
    people = (administrators | committee).filter(is_active=True).distinct().order_by("pk")
    return list(people.values_list("pk", flat=True))


def without_administrator(protocol) -> list[int]:
    """Return the parties that no administrator reads for: they are written to at their functional address."""
    administrators = User.objects.filter(is_active=True, roles__name=RoleName.ORGANISATION_ADMINISTRATOR)
    bodies = Organisation.objects.filter(parties__protocol=protocol)
    bodies = bodies.exclude(pk__in=administrators.filter(organisation__isnull=False).values("organisation"))
    return list(bodies.order_by("pk").values_list("pk", flat=True))
