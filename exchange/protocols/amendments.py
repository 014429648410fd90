"""What an amendment must be before it changes a protocol."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from exchange.models import Party
from exchange.models.clauses import AmendmentDecision, ClauseChange
from exchange.protocols.completeness import Line, lacks_in, lines_of, parties_of
from exchange.protocols.text import effective_text
from exchange.refusal import Refused


def refuse_unless_concludable(amendment, protocol, today) -> None:
    if problems := why_not_conclude(amendment, protocol, today):
        raise Refused(" ".join(problems))


def why_not_conclude(amendment, protocol, today) -> list[str]:
    """Return what keeps an amendment a project, in words."""
    if amendment.is_concluded:
        return [_("This amendment has already been concluded.")]
    problems = [] if protocol.is_open(today) else [_("The protocol is over: a new one is needed.")]
    return [
        *problems,
        *missing_signatures(amendment, protocol),
        *problems_of_dates(amendment, protocol, today),
        *problems_of_text(amendment, protocol),
    ]


@dataclass(frozen=True)
class AmendingParty:
    """What is expected of one party to an amendment, and how far it is there."""

    party: Party
    lines: list[Line]
    others: list
    decision: AmendmentDecision | None

    @property
    def lacks(self) -> list[str]:
        return lacks_in(self.party, self.lines, self.decision)


def amending_parties(amendment, protocol) -> list[AmendingParty]:
    """Return the matrix of an amendment: whoever binds a party to the protocol changes it, too (R-P5, R-P7)."""
    found = []
    for party in parties_of(protocol):
        body = party.organisation_id
        signatures = [row for row in amendment.signatures.all() if row.organisation_id == body]
        waivers = [row for row in amendment.waivers.all() if row.organisation_id == body]
        lines = lines_of(party, signatures, waivers)
        counted = {line.signature.pk for line in lines if line.signature}
        decision = next((row for row in amendment.decisions.all() if row.organisation_id == body), None)
        others = [row for row in signatures if row.pk not in counted]
        found.append(AmendingParty(party, lines, others, decision))
    return found


def missing_signatures(amendment, protocol) -> list[str]:
    problems = []
    for row in amending_parties(amendment, protocol):
        name = {"party": row.party.organisation}
        if not row.others and not any(line.is_filled for line in row.lines):
            problems.append(_("%(party)s has not signed it.") % name)
        problems += [_("%(party)s: %(lack)s") % {**name, "lack": lack} for lack in row.lacks]
    return problems


def problems_of_dates(amendment, protocol, today) -> list[str]:
    days = [row.signed_on for row in amendment.signatures.all()]
    problems = []
    if any(day > today for day in days):
        problems.append(_("A signature is dated in the future: record it once it has passed."))
    if days and amendment.effective_on < max(days):
        problems.append(_("It cannot be in force before the last party signs."))
    if amendment.extends_to and (protocol.ends_on is None or amendment.extends_to <= protocol.ends_on):
        problems.append(_("The new end is not later than the current one."))
    if amendment.extends_to and amendment.extends_to < today:
        problems.append(_("The new end date has passed."))
    if not amendment.extends_to and not amendment.clauses.exists():
        problems.append(_("It changes nothing yet: add a clause or a new end."))
    return problems


def problems_of_text(amendment, protocol) -> list[str]:
    numbers = {clause.number for clause in effective_text(protocol, amendment.effective_on)}
    problems = []
    for row in amendment.clauses.all():
        number = {"number": row.number}
        if row.change == ClauseChange.ADDS and row.number in numbers:
            problems.append(_("Clause %(number)s exists already: choose another number.") % number)
        if row.change != ClauseChange.ADDS and row.number not in numbers:
            problems.append(_("There is no clause %(number)s to change.") % number)
        if row.change != ClauseChange.REMOVES and not (row.title and row.text):
            problems.append(_("Clause %(number)s needs a title and a text.") % number)
    return problems
