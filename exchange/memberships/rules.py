"""Which step leads from which state to which, and when votes carry: nothing else is possible."""

from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import MembershipEvent as Event
from exchange.models import MembershipState
from exchange.models.decisions import MeasureKind
from exchange.refusal import Refused

State = MembershipState
# The state of a body that has no place in the network yet.
NONE = ""

TRANSITIONS = {
    **dict.fromkeys(
        (
            (NONE, Event.APPLY),
            (State.CANDIDATE, Event.APPLY),
            (State.REFUSED, Event.APPLY),
            (State.WITHDRAWN, Event.APPLY),
            (State.EXCLUDED, Event.APPLY),
        ),
        State.CANDIDATE,
    ),
    (State.CANDIDATE, Event.WITHDRAW_APPLICATION): State.CANDIDATE,
    (State.EXAMINED, Event.WITHDRAW_APPLICATION): State.CANDIDATE,
    (State.CANDIDATE, Event.SPONSOR): State.CANDIDATE,
    (State.CANDIDATE, Event.DECLINE_TO_SPONSOR): State.CANDIDATE,
    (State.CANDIDATE, Event.EXAMINE): State.EXAMINED,
    (State.EXAMINED, Event.ADMIT): State.ADMITTED,
    (State.EXAMINED, Event.OBSERVE): State.ADMITTED,
    (State.EXAMINED, Event.REFUSE): State.REFUSED,
    # An observer becomes a member by a vote; its time as observer was the examination.
    (State.ACTIVE, Event.ADMIT): State.ACTIVE,
    (State.ADMITTED, Event.ACCEPT_CHARTER): State.ACTIVE,
    **{
        (state, event): state
        for state in (State.ACTIVE, State.WARNED, State.SUSPENDED, State.LEAVING)
        for event in (Event.ACCEPT_CHARTER, Event.REPLY, Event.DROP_MEASURE)
    },
    # The ladder: each rung is reached from the one below.
    (State.ACTIVE, Event.NOTICE_OF_WARNING): State.ACTIVE,
    (State.WARNED, Event.NOTICE_OF_SUSPENSION): State.WARNED,
    (State.SUSPENDED, Event.NOTICE_OF_EXCLUSION): State.SUSPENDED,
    (State.ACTIVE, Event.WARN): State.WARNED,
    (State.WARNED, Event.SUSPEND): State.SUSPENDED,
    (State.SUSPENDED, Event.EXCLUDE): State.EXCLUDED,
    # Its suspension ended, or it gave notice, while the exclusion was being considered.
    (State.ACTIVE, Event.EXCLUDE): State.EXCLUDED,
    (State.LEAVING, Event.EXCLUDE): State.EXCLUDED,
    (State.WARNED, Event.LIFT): State.ACTIVE,
    (State.SUSPENDED, Event.LIFT): State.ACTIVE,
    (State.SUSPENDED, Event.END_SUSPENSION): State.ACTIVE,
    (State.ACTIVE, Event.NOTIFY_WITHDRAWAL): State.LEAVING,
    (State.WARNED, Event.NOTIFY_WITHDRAWAL): State.LEAVING,
    # Whoever is suspended may leave, and stays suspended until then.
    (State.SUSPENDED, Event.NOTIFY_WITHDRAWAL): State.SUSPENDED,
    # Until it takes effect.
    (State.LEAVING, Event.RETRACT_WITHDRAWAL): State.ACTIVE,
    (State.SUSPENDED, Event.RETRACT_WITHDRAWAL): State.SUSPENDED,
    (State.LEAVING, Event.WITHDRAW): State.WITHDRAWN,
    (State.SUSPENDED, Event.WITHDRAW): State.WITHDRAWN,
    **{
        (state, event): after
        for state in (State.ACTIVE, State.WARNED, State.SUSPENDED, State.LEAVING)
        for event, after in (
            (Event.END_OBSERVATION, State.WITHDRAWN),
            (Event.LAPSE, State.WITHDRAWN),
            (Event.CONFIRM, state),
        )
    },
    # A suspension is decided about before another body takes the place.
    **dict.fromkeys(
        ((state, Event.SUCCEED) for state in (State.ACTIVE, State.WARNED, State.LEAVING)), State.SUCCEEDED
    ),
    **dict.fromkeys(
        (
            (state, event)
            for state in (
                NONE,
                State.CANDIDATE,
                State.EXAMINED,
                State.ADMITTED,
                State.REFUSED,
            )
            for event in (Event.INHERIT, Event.ACCEDE)
        ),
        State.ACTIVE,
    ),
    (State.WITHDRAWN, Event.INHERIT): State.ACTIVE,
}

NOTICES = {
    MeasureKind.WARNING: Event.NOTICE_OF_WARNING,
    MeasureKind.SUSPENSION: Event.NOTICE_OF_SUSPENSION,
    MeasureKind.EXCLUSION: Event.NOTICE_OF_EXCLUSION,
}
MEASURES = {
    MeasureKind.WARNING: Event.WARN,
    MeasureKind.SUSPENSION: Event.SUSPEND,
    MeasureKind.EXCLUSION: Event.EXCLUDE,
}


def is_possible(state: str, event: str) -> bool:
    return (state, event) in TRANSITIONS


def next_state(state: str, event: str, *, leaves: bool = False, was_warned: bool = False) -> str:
    """Return the state after a step, or refuse it; whoever gave notice of leaving is leaving again.

    was_warned: it was warned when it gave notice; taking that back does not wipe the warning out.
    """
    if (state, event) not in TRANSITIONS:
        raise Refused(
            _(
                "This is not possible while the membership is “%(state)s”. Perhaps somebody decided"
                " meanwhile: nothing was changed; look at it again."
            )
            % {"state": MembershipState(state).label if state else _("none")}
        )
    after = TRANSITIONS[state, event]
    if event == Event.RETRACT_WITHDRAWAL and was_warned and after == State.ACTIVE:
        return State.WARNED
    return State.LEAVING if after == State.ACTIVE and leaves else after


def rung(membership) -> str | None:
    """Return the measure that may be considered now: the ladder leaves no choice."""
    return next((kind for kind, event in NOTICES.items() if is_possible(membership.state, event)), None)


class Vote(models.TextChoices):
    IN_FAVOUR = "in_favour", gettext_lazy("In favour")
    AGAINST = "against", gettext_lazy("Against")
    ABSTAINED = "abstained", gettext_lazy("Abstentions")


@dataclass(frozen=True)
class Votes:
    """How the committee voted about a body, and who voted what; those who sit for that body do not vote.

    ballots: by who sits (see committee.py), what they voted; whoever was absent is not named.
    """

    in_favour: int
    against: int
    abstained: int = 0
    ballots: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ballots: dict[str, str]) -> "Votes":
        """Count ballots."""
        cast = Counter(ballots.values())
        return cls(*(cast[vote] for vote in Vote), ballots=dict(ballots))

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained

    def refuse_miscount(self, entitled: int) -> None:
        if min(self.in_favour, self.against, self.abstained) < 0 or self.cast > entitled:
            raise Refused(
                _("%(cast)s votes were counted, and %(entitled)s members of the committee may vote here.")
                % {"cast": self.cast, "entitled": entitled}
            )
        if Fraction(self.cast) < settings.COMMITTEE_QUORUM * entitled or not self.cast:
            raise Refused(
                _(
                    "The committee decides when half of those who may vote take part: %(cast)s of"
                    " %(entitled)s did."
                )
                % {"cast": self.cast, "entitled": entitled}
            )

    def carry(self) -> bool:
        """Say whether more are for it than against it."""
        return self.in_favour > self.against

    def carry_exclusion(self, entitled: int) -> bool:
        """Say whether two thirds of all who may vote are for it: who stays away or abstains is not."""
        return Fraction(self.in_favour) >= settings.EXCLUSION_SHARE * entitled
