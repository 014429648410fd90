"""What the platform needs and protocols may not say: its own proposals, never their text."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from exchange.models import Right


@dataclass(frozen=True)
class Rule:
    """One proposal of the platform, and the right or duty that it stands in for."""

    code: str
    right: str
    text: str | Promise

    @property
    def anchor(self) -> str:
        return self.code.lower()

    @property
    def url(self) -> str:
        return f"{reverse('protocol_rules')}#{self.anchor}"


def with_numbers(text, **numbers):
    return format_lazy(text, **numbers) if numbers else text


RULES = (
    Rule(
        "R-C1",
        Right.READ_MEMBERS,
        _("Whoever shares chooses who reads: everybody, the members of one of its networks, or the parties."),
    ),
    Rule(
        "R-X4",
        Right.READ_PARTIES,
        _(
            "A protocol belongs to the network that its parties join by it, or to the one that they "
            "have in common. It closes to a party that is suspended in that network or has left it."
        ),
    ),
    Rule(
        "R-C3",
        Right.READ_PARTIES,
        _(
            "What is shared only among the parties is read by the parties while the protocol is open, by "
            "the organisation that shares it, and by its reviewers while they review."
        ),
    ),
    Rule(
        "R-A2",
        Right.MEMBERSHIP,
        _(
            "An organisation joins a network by a protocol that says so, or by an application that"
            " is accepted."
        ),
    ),
    Rule(
        "R-M4",
        Right.SHARE_PRACTICES,
        _("Each member shares at least one practice or talk a year, and verifies its own in time."),
    ),
    Rule(
        "R-M5",
        Right.TAKE_PART,
        _("Each member sends somebody to a seminar of the network at least every second year."),
    ),
    Rule(
        "R-M1",
        Right.DURATION,
        with_numbers(
            _("A protocol lasts {years} years from its signature unless it says otherwise."),
            years=settings.PROTOCOL_YEARS,
        ),
    ),
    Rule(
        "R-M2",
        Right.RENEWAL,
        with_numbers(
            _(
                "It is renewed by an amendment, never by silence unless it says so; reminders go out"
                " {first}, {second} and {third} months before its end."
            ),
            **dict(zip(("first", "second", "third"), settings.PROTOCOL_REMINDER_MONTHS, strict=True)),
        ),
    ),
    Rule(
        "R-M3",
        Right.GRACE,
        with_numbers(
            _(
                "For {days} days after its end the parties still read what they shared, and add nothing;"
                " then it has expired."
            ),
            days=settings.PROTOCOL_GRACE_DAYS,
        ),
    ),
    Rule(
        "R-M11",
        Right.NOTICE,
        with_numbers(
            _("A party may end it at any time by a letter from its head; it ends {months} months later."),
            months=settings.PROTOCOL_NOTICE_MONTHS,
        ),
    ),
    Rule(
        "R-X3",
        Right.AFTERWARDS,
        _(
            "When it has ended, what was shared only among the parties closes to the other parties; each "
            "organisation keeps its own."
        ),
    ),
    Rule("R-G4", Right.AMENDMENT, _("It is changed only by a dated amendment that every party signs.")),
    Rule(
        "R-G3",
        Right.DISPUTES,
        _(
            "A disagreement goes to the contact points, then to the committee, then to the heads "
            "of the organisations."
        ),
    ),
)

BY_CODE = {rule.code: rule for rule in RULES}
BY_RIGHT = {rule.right: rule for rule in RULES}


def rules_beside(text) -> list[Rule]:
    """Return the proposals for what these clauses leave open."""
    grounded = {right for clause in text for right in clause.grounds}
    return [rule for rule in RULES if rule.right not in grounded]
