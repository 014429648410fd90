"""Who may see what, written out once more: the two tables of the rule as data, and nothing of the product."""

from dataclasses import dataclass

GRACE_DAYS = 90

# The world in words: bodies and what ties them, people, things.


@dataclass(frozen=True)
class Agreement:
    """A protocol between bodies."""

    key: str
    state: str = "in_force"
    past_its_end: int | None = None  # days; None: no end is known
    rights_ended: bool = False  # by a letter or a new protocol, whatever its end
    mandated: bool = False  # the secretariat may read what the parties share
    network: str = "main"  # who is suspended there, or has left it, has nothing by the protocol


@dataclass(frozen=True)
class Body:
    key: str
    membership: tuple[str, str] | None = None  # state and category in the main network
    bound_by: tuple[str, ...] = ()
    second: tuple[str, str] | None = None  # the same in another network

    @property
    def states(self) -> dict[str, str]:
        """Return the state of its membership in each network where it has one."""
        places = {"main": self.membership, "second": self.second}
        return {network: place[0] for network, place in places.items() if place}


@dataclass(frozen=True)
class Persona:
    name: str
    body: str = ""
    roles: tuple[str, ...] = ("reader",)
    asked: str = ""  # to review what is in review: "open" or "closed"
    active: bool = True
    signed_in: bool = True


@dataclass(frozen=True)
class Thing:
    """What carries marks; `owners` are the lead body and the co-owners who accepted."""

    number: int
    kind: str
    situation: str
    audience: str = "public"
    agreement: str = ""
    owners: tuple[str, ...] = ("owner",)
    widest: tuple[str, ...] = ()  # what each co-owner accepted
    also: str = ""  # what else is special about it
    network: str = "main"  # in which it is offered

    @property
    def label(self) -> str:
        network = self.network if self.network != "main" else ""
        parts = (self.kind, self.situation, self.audience, network, self.agreement, self.also)
        return " ".join(filter(None, parts))


# The table of viewers.

# A notice or a warning takes nothing away until it takes effect.
ACTIVE = {"active", "warned", "leaving"}
NOT_YET = {"candidate", "examined", "admitted", "refused"}
# Suspended or over: in that network and by its protocols nothing; in no other, what is public and its own.
SHUT_OUT = {"suspended", "excluded", "withdrawn", "succeeded"}
INACTIVE = NOT_YET | SHUT_OUT
NETWORKS = {"main", "second"}
CATEGORIES = {"member", "associate", "observer"}
RUNNING = {"in_force", "to_renew", "denounced"}
NOT_BEGUN = {"project", "signed"}
OVER = NOT_BEGUN | {"expired", "ended", "replaced"}
AT_THE_DESK = {"author", "content_lead", "privacy_delegate", "organisation_administrator"}
AWAY_FROM_THE_DESK = {"reader", "reviewer"}
PLATFORM = {
    "editor": {"members", "editorial"},
    "committee": {"members", "governance"},
    "administrator": {"members", "editorial", "governance"},
}


def is_open(agreement: Agreement) -> bool:
    if agreement.state not in RUNNING or agreement.rights_ended:
        return False
    return agreement.past_its_end is None or agreement.past_its_end <= GRACE_DAYS


def tokens_of(persona: Persona, bodies: dict[str, Body], agreements: dict[str, Agreement]) -> set[str]:
    """Return what a person holds, by the table of viewers; what they review is asked of each thing."""
    if not persona.signed_in or not persona.active:
        return {"public"}
    tokens = {"public"}
    if body := bodies.get(persona.body):
        tokens.add(f"organisation:{body.key}")
        active = {network for network, state in body.states.items() if state in ACTIVE}
        shut = {network for network, state in body.states.items() if state in SHUT_OUT}
        tokens |= {f"network:{network}" for network in active}
        if active or not shut:
            tokens |= {
                f"protocol:{key}"
                for key in body.bound_by
                if is_open(agreements[key]) and agreements[key].network not in shut
            }
        # Whoever offers nothing anywhere is asked for no opinion, and opens nothing by one.
        if active and persona.asked == "open":
            tokens |= {f"page:{network}" for network in NETWORKS - shut}
        if AT_THE_DESK & set(persona.roles):
            tokens.add(f"desk:{body.key}")
            if active or not shut:
                tokens.add(f"host:{body.key}")
    for role in persona.roles:
        tokens |= PLATFORM.get(role, set())
    return tokens


# The table of things: for the public, for members, for parties. « mandated » is « editorial » if they say so.

IN_REVIEW = (
    "released",
    "to_complete",
    "admissible",
    "home_review",
    "far_review",
    "third_review",
    "changes_requested",
    "approved",
)
AS_PUBLISHED = ("public", "members organisation editorial", "protocol organisation mandated")
OPENED_BY = {
    "draft": ("desk", "desk", "desk"),
    "submitted": ("desk", "desk", "desk"),
    **dict.fromkeys(IN_REVIEW, ("desk page editorial", "desk page editorial", "desk page mandated")),
    **dict.fromkeys(("published", "review_due", "archived", "withdrawn"), AS_PUBLISHED),
    "embargo": ("organisation editorial", "organisation editorial", "organisation"),
    "frozen": ("desk editorial governance", "desk editorial governance", "desk governance"),
    # What nobody shares but the exchange itself: articles, seminars, faces of bodies.
    "live": ("public", "public", "public"),
    "unpublished": ("editorial", "editorial", "editorial"),
}
AUDIENCES = ("public", "members", "parties")
# Who hosts the seminar of all talks reads them from their release until they are decided about.
HOSTS = ("host", "suspended host")
LISTED = {"published", "review_due", "embargo", "live"}
READ_BY_VISITORS_WHEN_PUBLIC = {"published", "review_due", "archived", "live"}
# Which of the situations are states of their own.
STATES = set(OPENED_BY) - {"embargo", "live", "unpublished"}


def opened_by(thing: Thing, agreements: dict[str, Agreement], audience: str | None = None) -> set[str]:
    """Return what opens a thing, or what in it has a narrower audience of its own."""
    choices = [audience or thing.audience, thing.audience, *thing.widest]
    column = max(AUDIENCES.index(choice) for choice in choices)
    found = set()
    if (thing.kind, thing.situation) == ("talk", "released"):
        found |= {f"host:{key}" for key in HOSTS}
    for word in OPENED_BY[thing.situation][column].split():
        if word in ("desk", "organisation"):
            found |= {f"{word}:{key}" for key in thing.owners}
        elif word == "page":
            found.add(f"page:{thing.network}")
        elif word == "members":
            # The platform's own people read what is for the members of any network.
            found |= {"members", f"network:{thing.network}"}
        elif word == "protocol":
            found |= {f"protocol:{thing.agreement}"} if thing.agreement else set()
        elif word == "mandated":
            if thing.agreement and agreements[thing.agreement].mandated:
                found.add("editorial")
        else:
            found.add(word)
    return found


@dataclass(frozen=True)
class Oracle:
    """Says of each person and each mark whether they may meet it."""

    bodies: dict[str, Body]
    agreements: dict[str, Agreement]

    def opens(self, persona: Persona, thing: Thing) -> bool:
        held = tokens_of(persona, self.bodies, self.agreements)
        return not held.isdisjoint(opened_by(thing, self.agreements))

    def at_desk(self, persona: Persona, thing: Thing) -> bool:
        held = tokens_of(persona, self.bodies, self.agreements)
        return not held.isdisjoint({f"desk:{key}" for key in thing.owners})

    def tells_why(self, persona: Persona, thing: Thing) -> bool:
        """Say whether a person could read a thing by a protocol that is over: they are told that, and no more."""
        body, agreement = self.bodies.get(persona.body), self.agreements.get(thing.agreement)
        if not (persona.active and body and agreement) or self.opens(persona, thing):
            return False
        bound = agreement.key in body.bound_by and agreement.state not in NOT_BEGUN
        return (
            bound
            and not is_open(agreement)
            and f"protocol:{agreement.key}" in opened_by(thing, self.agreements)
        )

    def lists(self, persona: Persona, thing: Thing) -> bool:
        """Say whether lists and search show the thing to this person without being asked for archives."""
        return thing.situation in LISTED and self.opens(persona, thing)

    def may(self, persona: Persona, thing: Thing, part: str, *, inside: bool) -> bool:
        """Say whether a person may meet one mark; `inside` the editor, or where readers are."""
        if part in ("next", "remark", "trace", "message", "author") and not inside:
            return False
        if part == "next":
            return self.at_desk(persona, thing)
        if part == "message":
            # Readers' messages: the secretariat's, of what it may read, and the administrator's of the body.
            secretariat = {"editor", "administrator"} & set(persona.roles)
            own = "organisation_administrator" in persona.roles and thing.owners[:1] == (persona.body,)
            return own or (bool(secretariat) and self.opens(persona, thing))
        if part == "remark" and thing.situation not in IN_REVIEW:
            return self.at_desk(persona, thing)
        if part == "narrow":
            held = tokens_of(persona, self.bodies, self.agreements)
            opens = not held.isdisjoint(opened_by(thing, self.agreements, "parties"))
            at_desk = inside and self.at_desk(persona, thing)
            return at_desk or (opens and thing.situation != "withdrawn")
        if thing.situation == "withdrawn" and part != "heading":
            # A tombstone for whoever could read it; the body keeps what it wrote.
            return inside and self.at_desk(persona, thing)
        return self.opens(persona, thing)
