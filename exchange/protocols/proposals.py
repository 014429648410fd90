"""What the rules of the network leave open, and what the platform does: proposals, no rule."""

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
    Proposal("R-M11", _("A withdrawal can be cancelled by a letter from the head until it takes effect.")),
    Proposal(
        "R-R6",
        _(
            "A small correction puts typing mistakes right, and a tenth at most of texts other than title, "
            "problem, response and results; no number. Content lead and secretariat compare it with what is "
            "published, and may send it to review. More goes to two reviewers."
        ),
    ),
    Proposal(
        "R-R4",
        _(
            "Reviews are asked of people who can open the practice; a right that is lost passes the review on. "
            "Reviewers read the opinion of another one after they gave their own. Nobody of the secretariat reviews."
        ),
    ),
    Proposal(
        "R-M8",
        format_lazy(
            _(
                "What another organisation froze comes back after {days} working days unless committee or "
                "secretariat confirm it; what was frozen in a dispute comes back when the dispute ends."
            ),
            days=settings.FREEZE_WORKING_DAYS,
        ),
    ),
    Proposal(
        "R-G4",
        _(
            "An amendment is decided and signed in the same capacities as its protocol. What was signed stays as "
            "it was; facts that come to light later stand beside it, with their day."
        ),
    ),
    Proposal(
        "R-G2",
        _(
            "The yearly report counts how things stood on 31 December, and is published once the year is over. "
            "What is wrong in it is put right by a new edition that says what changed."
        ),
    ),
)
