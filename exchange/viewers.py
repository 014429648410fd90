"""Who is looking: one half of the rule of visibility, the other stands in audiences.py."""

import datetime as dt
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache, wraps

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from exchange.audiences import (
    EDITORIAL,
    GOVERNANCE,
    MEMBERS,
    PUBLIC,
    desk_token,
    host_token,
    network_token,
    organisation_token,
    page_token,
    protocol_token,
)
from exchange.clocks import today_of
from exchange.models.people import DESK_ROLES, EDITOR_ROLES, GOVERNORS, PLATFORM_ROLES, SECRETARIAT, RoleName
from exchange.wording import Worded


@dataclass(frozen=True)
class Viewer:
    """Whoever is looking, resolved once per request, with the tokens that open things to them."""

    user_id: int | None = None
    organisation_id: int | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    contributes: bool = False
    tokens: tuple[str, ...] = (PUBLIC,)

    @property
    def is_member(self) -> bool:
        """Say whether this is somebody of a member of any network, or of the platform."""
        return MEMBERS in self.tokens or any(token.startswith(network_token("")) for token in self.tokens)

    @property
    def is_visitor(self) -> bool:
        return self.user_id is None

    @property
    def enters_editor(self) -> bool:
        """Say whether there is something to do in the editor: for the platform, or for a body that contributes."""
        return self.has_role(*PLATFORM_ROLES) or (self.contributes and self.has_role(*EDITOR_ROLES))

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def opens(self, tokens) -> bool:
        """Say whether one of these tokens is held."""
        return not set(self.tokens).isdisjoint(tokens)


VISITOR = Viewer()


# Who asked for what is being answered: for what Wagtail draws without telling for whom.
CURRENT = ContextVar("viewer", default=VISITOR)


@contextmanager
def looking(viewer):
    """Within it, what is drawn is drawn for this viewer."""
    token = CURRENT.set(viewer)
    try:
        yield
    finally:
        CURRENT.reset(token)


def current_viewer() -> Viewer:
    """Return whoever asked for what is being answered; outside a request, a visitor."""
    return CURRENT.get()


def viewer_in(context) -> Viewer:
    """Return who looks at what a template shows; without a request, a visitor."""
    return getattr(context.get("request"), "viewer", VISITOR)


def viewer_kept_with(user) -> Viewer:
    """Return the viewer that this account is, resolved once per loaded account as Wagtail's rights are."""
    if not hasattr(user, "_viewer"):
        user._viewer = viewer_of(user)
    return user._viewer


LOOK = ContextVar("look", default=None)


@contextmanager
def one_look():
    """Within it, what is asked about an account is asked once: for lists that ask a right row by row."""
    token = LOOK.set({})
    try:
        yield
    finally:
        LOOK.reset(token)


def once_in_a_look(question):
    """Mark a question about an account whose answer holds for one look."""

    @wraps(question)
    def answer(user, **options):
        known = LOOK.get()
        if known is None or options:
            return question(user, **options)
        key = (question, user.pk)
        if key not in known:
            known[key] = question(user)
        return known[key]

    return answer


@once_in_a_look
def viewer_of(user, *, at=None) -> Viewer:
    """Return the viewer that this account is today; a closed or unknown account is a visitor."""
    if not getattr(user, "is_active", False) or not user.pk:
        return VISITOR
    held = held_by(user, today_of(user.organisation, at=at))
    roles = frozenset(held["role"])
    # An organisation that is suspended or has left, and is a member nowhere else, reads what is public and its own,
    # whatever it signed. Where it is a member elsewhere, what it loses is what belongs to that network.
    is_shut_out = bool(held["shut"]) and not held["place"]
    if user.is_superuser:
        roles |= {RoleName.ADMINISTRATOR}
    tokens = {PUBLIC}
    if body := user.organisation_id:
        tokens |= {network_token(pk) for pk in held["place"]}
        if not is_shut_out:
            tokens |= {protocol_token(pk) for pk in held["protocol"]}
        # Who takes the place of another body inherits what it owned.
        bodies = {body, *held["replaced"]}
        tokens |= {organisation_token(pk) for pk in bodies}
        if roles & DESK_ROLES:
            tokens |= {desk_token(pk) for pk in bodies}
            if not is_shut_out:
                tokens |= {host_token(pk) for pk in bodies}
    if not roles.isdisjoint(SECRETARIAT):
        tokens |= {MEMBERS, EDITORIAL}
    if not roles.isdisjoint(GOVERNORS):
        tokens |= {MEMBERS, GOVERNANCE}
    tokens |= {page_token(pk) for pk in held["page"]}
    return Viewer(
        user_id=user.pk,
        organisation_id=user.organisation_id,
        roles=roles,
        contributes=bool(held["contribution"]),
        tokens=tuple(sorted(tokens)),
    )


def held_by(user, today: dt.date) -> dict[str, set[str]]:
    """Return in one query the roles of a person, what holds of their body today, and their open reviews."""
    held = {kind: set() for kind in KINDS}
    for row in worded(today).put((A_PERSON, user.pk), (A_BODY, user.organisation_id or 0)):
        (words,) = row.values()
        kind, _colon, value = words.partition(":")
        held[kind].add(value)
    return held


# They stand for a person and a body while the question is worded.
A_PERSON, A_BODY = -1, -2
KINDS = ("role", "place", "contribution", "shut", "protocol", "replaced", "page")


@lru_cache(maxsize=2)
def worded(today: dt.date) -> Worded:
    """Return what is asked at every request of whoever is signed in."""
    from exchange.models import Membership, Organisation, Protocol, User

    somebody = User(pk=A_PERSON)
    places = Membership.objects.filter(organisation=A_BODY)
    rows = said("role", somebody.roles, "name").union(
        said("place", places.active(today), "network_id"),
        said("contribution", places.contributing(today), "pk"),
        said("shut", places.shut(today), "pk"),
        said("protocol", Protocol.objects.open_to(A_BODY, today), "pk"),
        said("replaced", Organisation.objects.replaced_by(A_BODY), "pk"),
        said("page", somebody.assignments.effective(today).outside(places.shut(today)), "page_id"),
        all=True,
    )
    return Worded(rows)


def said(kind: str, things, column: str):
    # One column: a union keeps the order of several only by chance.
    words = Concat(Value(f"{kind}:"), Cast(column, CharField()), output_field=CharField())
    return things.order_by().values_list(words, flat=True)
