"""Everybody who may look, and one thing per kind, audience and state: the world before it is built."""

from itertools import count, product

from tests.leaks.oracle import (
    ACTIVE,
    AT_THE_DESK,
    AUDIENCES,
    AWAY_FROM_THE_DESK,
    GRACE_DAYS,
    INACTIVE,
    OVER,
    PLATFORM,
    RUNNING,
    STATES,
    Agreement,
    Body,
    Oracle,
    Persona,
    Thing,
)

MAIN, MANDATED, OTHER = "main", "mandated", "other"

AGREEMENTS = {
    agreement.key: agreement
    for agreement in (
        Agreement(MAIN),
        Agreement(MANDATED, mandated=True),
        Agreement(OTHER),
        *(Agreement(state, state) for state in sorted(RUNNING | OVER)),
        Agreement("on its last day", past_its_end=0),
        Agreement("in grace", past_its_end=GRACE_DAYS),
        Agreement("past its grace", past_its_end=GRACE_DAYS + 1),
        Agreement("denounced, notice over", "denounced", rights_ended=True),
    )
}
# Each of them is tried by a body that is bound by nothing else.
TRIED = [key for key in AGREEMENTS if key not in (MAIN, MANDATED, OTHER)]

BODIES = {
    body.key: body
    for body in (
        Body("owner", ("active", "member"), (MAIN, MANDATED, *TRIED)),
        Body("co-owner", ("active", "member")),
        Body("partner", ("active", "member"), (MAIN, MANDATED)),
        Body("suspended partner", ("suspended", "member"), (MAIN,)),
        Body("far", ("active", "member"), (OTHER,)),
        Body("reviewers", ("active", "member")),
        Body("stranger"),
        Body("host", ("active", "member")),
        Body("suspended host", ("suspended", "member")),
        *(Body(state, (state, "member")) for state in sorted(ACTIVE | INACTIVE)),
        Body("observer", ("active", "observer")),
        Body("associate", ("active", "associate")),
        *(Body(f"bound: {key}", ("active", "member"), (key,)) for key in TRIED),
    )
}
# Bodies that have things of their own beside those of the owner.
WITH_OWN = [*sorted(ACTIVE | INACTIVE), "observer", "associate"]

PERSONAS = (
    Persona("visitor", signed_in=False),
    Persona("closed account", "owner", ("author",), active=False),
    Persona("of no network", "stranger", ("author",)),
    *(Persona(state, state, ("author",)) for state in sorted(ACTIVE | INACTIVE)),
    Persona("observer", "observer"),
    Persona("associate", "associate", ("author",)),
    *(Persona(f"owner's {role}", "owner", (role,)) for role in sorted(AT_THE_DESK | AWAY_FROM_THE_DESK)),
    Persona("co-owner's author", "co-owner", ("author",)),
    Persona("party", "partner", ("author",)),
    Persona("suspended party", "suspended partner", ("author",)),
    Persona("party of another", "far"),
    *(Persona(f"party: {key}", f"bound: {key}") for key in TRIED),
    Persona("host's lead", "host", ("content_lead",)),
    Persona("host's reader", "host"),
    Persona("suspended host", "suspended host", ("content_lead",)),
    Persona("reviewer asked", "reviewers", ("reviewer",), asked="open"),
    Persona("reviewer of before", "reviewers", ("reviewer",), asked="closed"),
    Persona("reviewer not asked", "reviewers", ("reviewer",)),
    *(Persona(role, roles=(role,)) for role in PLATFORM),
)

SITUATIONS = (*sorted(STATES), "embargo")
# The two protocols of what is for the parties: one that the secretariat may read, one that it may not.
FOR = (("public", ""), ("members", ""), ("parties", MAIN), ("parties", MANDATED))


def things() -> list[Thing]:
    number = count()
    found = [
        Thing(next(number), "sheet", situation, audience, agreement)
        for situation, (audience, agreement) in product(SITUATIONS, FOR)
    ]
    found += [
        Thing(next(number), "sheet", "published", "parties", agreement, also="tried") for agreement in TRIED
    ]
    both = ("owner", "co-owner")
    found += [
        Thing(next(number), "sheet", "published", "public", "", both, ("members",), "of two"),
        Thing(next(number), "sheet", "published", "members", MAIN, both, ("parties",), "of two"),
        Thing(next(number), "sheet", "draft", "public", "", both, ("public",), "of two"),
    ]
    found += [Thing(next(number), "sheet", "published", "members", "", (key,), also=key) for key in WITH_OWN]
    found.append(Thing(next(number), "sheet", "draft", "members", "", ("suspended",), also="suspended"))
    found += [
        Thing(next(number), "talk", situation, audience, MAIN if audience == "parties" else "")
        for situation, audience in product(SITUATIONS, AUDIENCES)
    ]
    found.append(Thing(next(number), "talk", "draft", "members", also="declined"))
    found += [
        Thing(next(number), kind, situation, owners=())
        for kind, situation in product(("article", "information", "seminar", "face"), ("live", "unpublished"))
    ]
    return found


THINGS = things()
ORACLE = Oracle(BODIES, AGREEMENTS)
