"""The life of a protocol: a closed table of what can happen in which state."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.models import ProtocolState
from exchange.refusal import Refused

PROJECT, SIGNED, IN_FORCE, TO_RENEW = (
    ProtocolState.PROJECT,
    ProtocolState.SIGNED,
    ProtocolState.IN_FORCE,
    ProtocolState.TO_RENEW,
)
EXPIRED, DENOUNCED, ENDED, REPLACED = (
    ProtocolState.EXPIRED,
    ProtocolState.DENOUNCED,
    ProtocolState.ENDED,
    ProtocolState.REPLACED,
)


class Event(models.TextChoices):
    SIGN = "sign", gettext_lazy("Sign")
    BRING_INTO_FORCE = "bring_into_force", gettext_lazy("Bring into force")
    CALL_RENEWAL = "call_renewal", gettext_lazy("Call for its renewal")
    RENEW = "renew", gettext_lazy("Renew")
    AMEND = "amend", gettext_lazy("Amend")
    SUCCEED = "succeed", gettext_lazy("Confirm a successor")
    DENOUNCE = "denounce", gettext_lazy("Denounce")
    REPLACE = "replace", gettext_lazy("Replace")
    EXPIRE = "expire", gettext_lazy("Expire")
    END = "end", gettext_lazy("End")


# From which states, to which one; None leaves the state as it is.
TRANSITIONS: dict[str, tuple[frozenset[str], str | None]] = {
    Event.SIGN: (frozenset({PROJECT}), SIGNED),
    Event.BRING_INTO_FORCE: (frozenset({SIGNED}), IN_FORCE),
    Event.CALL_RENEWAL: (frozenset({IN_FORCE}), TO_RENEW),
    Event.RENEW: (frozenset({IN_FORCE, TO_RENEW}), IN_FORCE),
    Event.AMEND: (frozenset({IN_FORCE, TO_RENEW, DENOUNCED}), None),
    Event.SUCCEED: (frozenset({SIGNED, IN_FORCE, TO_RENEW, DENOUNCED}), None),
    Event.DENOUNCE: (frozenset({IN_FORCE, TO_RENEW}), DENOUNCED),
    # A project is no protocol yet: nothing replaces it, and it would show as one that was.
    Event.REPLACE: (frozenset(ProtocolState) - {PROJECT, REPLACED}, REPLACED),
    Event.EXPIRE: (frozenset({IN_FORCE, TO_RENEW}), EXPIRED),
    Event.END: (frozenset({DENOUNCED}), ENDED),
}

# What follows from dates alone is nobody's decision.
BY_CALENDAR = frozenset({Event.CALL_RENEWAL, Event.EXPIRE, Event.END})


def can_happen(event: str, state: str) -> bool:
    return state in TRANSITIONS[event][0]


def state_after(event: str, state: str) -> str:
    return TRANSITIONS[event][1] or state


def refuse_unless_possible(event: str, protocol) -> None:
    if not can_happen(event, protocol.state):
        raise Refused(
            _("“%(state)s”: from there, this is not possible. Somebody may have decided before you.")
            % {"state": protocol.get_state_display()}
        )
