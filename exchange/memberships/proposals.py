"""What the rules of the network leave open about memberships, and what the platform does: proposals, no rule."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Proposal:
    """One proposal of the platform, under the rule that it completes."""

    code: str
    text: str | Promise


PROPOSALS = (
    Proposal(
        "R-M12",
        format_lazy(
            _(
                "When organisations merge, their people are asked to follow with their roles, and have {days}"
                " days to agree; then the account closes. The decision names who administers the successor."
                " Antennas, functions, seats of the committee and the date of accession pass to it."
            ),
            days=settings.LEAVERS_ACCOUNT_DAYS,
        ),
    ),
    Proposal(
        "R-R8",
        _(
            "Somebody who goes over to another organisation keeps the account, by an offer of that organisation"
            " and their own agreement. Their former roles end; what they wrote stays with the former organisation."
        ),
    ),
    Proposal(
        "R-A7",
        format_lazy(
            _(
                "A new version of the charter exists in French, Dutch and English. It is accepted within {days}"
                " days of its announcement, and can be taken back while nobody has accepted it."
            ),
            days=settings.CHARTER_DAYS,
        ),
    ),
    Proposal(
        "R-G1",
        _(
            "The committee decides while both shores have as many seats. Nobody sits for a candidate, an observer,"
            " or an organisation that is suspended or has left. The register keeps who voted what."
        ),
    ),
    Proposal(
        "R-M10", _("An exclusion is recorded by one account of the committee, and confirmed by another.")
    ),
    Proposal(
        "R-M7",
        _(
            "The head of an organisation without an account replies to the committee, or accepts the charter, by"
            " a link sent to the address of the head and a code."
        ),
    ),
    Proposal(
        "R-M9",
        _(
            "An organisation that is suspended, or owes the charter, still closes accounts, freezes and withdraws"
            " its own practices, and reports incidents."
        ),
    ),
    Proposal(
        "R-M9",
        _(
            "A suspension, an exclusion or a withdrawal reaches the network for which it was decided: what "
            "its members keep among themselves, what is offered there, and the protocols that belong to it. "
            "In its other networks nothing changes for the organisation; a member of none reads what is "
            "public and its own."
        ),
    ),
    Proposal("R-M11", _("A withdrawal can be taken back by a letter of the head until it takes effect.")),
)
