"""What an amendment must be before it changes a protocol."""

from django.utils.translation import gettext as _

from exchange.models import Organisation
from exchange.models.clauses import ClauseChange
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


def missing_signatures(amendment, protocol) -> list[str]:
    signed = {row.organisation_id for row in amendment.signatures.all()}
    missing = Organisation.objects.filter(parties__protocol=protocol).exclude(pk__in=signed)
    return [_("%(party)s has not signed it.") % {"party": party} for party in missing.order_by("pk")]


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
