"""What the head of an organisation does without an account: by a signed link to its functional address, and a code.

The link serves one purpose, for one thing, for some time, and does nothing by itself; the code, sent to the same
address, shows that whoever opened the link reads it.
"""

import secrets
import time
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from exchange.clocks import today_of
from exchange.models import Charter, Measure, Membership, User

SALT = "exchange.head"
CODE_LIFE = 30 * 60
MOST_TRIES = 5


class Purpose(StrEnum):
    REPLY = "reply"
    CHARTER = "charter"


@dataclass(frozen=True)
class HeadLink:
    """One thing that a head may do for a membership; `thing` is a measure or a version of the charter."""

    purpose: Purpose
    membership: Membership
    thing: Measure | Charter
    is_expired: bool = False

    @property
    def token(self) -> str:
        held = [self.purpose, self.membership.pk, self.thing.pk, digest_of(self.membership.head_email)]
        return signing.dumps(held, salt=SALT)

    def code(self, nonce: str) -> str:
        """Return eight digits that only the exchange can make of what the session and the queue know."""
        words = f"{self.purpose}.{self.membership.pk}.{self.thing.pk}.{nonce}"
        digest = salted_hmac("exchange.head_code", words, algorithm="sha256").digest()
        return f"{int.from_bytes(digest) % 10**8:08}"

    @property
    def is_open(self) -> bool:
        """Say whether there is anything left to do."""
        if self.purpose == Purpose.REPLY:
            today = today_of(self.membership.organisation)
            measure = self.thing
            return not (measure.decided_at or measure.replied_at) and today <= measure.reply_until
        in_force = Charter.objects.in_force()
        return (
            self.thing == in_force
            and not self.membership.acceptances.filter(charter=in_force).exists()
            and (self.membership.charter_due_on is not None or self.membership.state == "admitted")
        )


def digest_of(address: str) -> str:
    """Return what a link remembers of the address: another head makes the links of the former one void."""
    return salted_hmac(SALT, address.lower(), algorithm="sha256").hexdigest()[:16]


def link_for(membership, purpose: Purpose, thing) -> HeadLink | None:
    """Return the link for the head of an organisation; none where there is no address, or it has an account."""
    address = membership.head_email
    if not address or User.objects.filter(email__iexact=address, is_active=True).exists():
        return None
    return HeadLink(purpose, membership, thing)


def charter_link(membership) -> HeadLink | None:
    charter = Charter.objects.in_force()
    return link_for(membership, Purpose.CHARTER, charter) if charter else None


def open_link(token: str) -> HeadLink | None:
    """Return what a link is for; nothing if this project did not write it, or for another head."""
    try:
        held = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    try:
        signing.loads(token, salt=SALT, max_age=settings.HEAD_LINK_LIFE)
        is_expired = False
    except signing.SignatureExpired:
        is_expired = True
    purpose, membership_id, thing_id, digest = held
    memberships = Membership.objects.select_related("organisation", "network")
    membership = memberships.filter(pk=membership_id).first()
    if membership is None or not constant_time_compare(digest, digest_of(membership.head_email)):
        return None
    things = Charter.objects if purpose == Purpose.CHARTER else membership.measures
    thing = things.filter(pk=thing_id).first()
    return HeadLink(Purpose(purpose), membership, thing, is_expired) if thing else None


class Codes:
    """The code that was sent last in this session for one link: for half an hour, for some tries."""

    def __init__(self, session, link: HeadLink):
        self.session, self.link = session, link
        self.key = f"exchange.head_code.{link.purpose}.{link.membership.pk}.{link.thing.pk}"

    @property
    def held(self) -> dict | None:
        held = self.session.get(self.key)
        if held and time.time() - held["at"] < CODE_LIFE and held["tries"] < MOST_TRIES:
            return held
        return None

    def begin(self) -> str:
        nonce = secrets.token_urlsafe(16)
        self.session[self.key] = {"nonce": nonce, "at": time.time(), "tries": 0}
        return nonce

    def is_right(self, code: str) -> bool:
        held = self.held
        if held is None:
            return False
        self.session[self.key] = held | {"tries": held["tries"] + 1}
        digits = "".join(filter(str.isdigit, code))
        return constant_time_compare(digits, self.link.code(held["nonce"]))

    def end(self) -> None:
        self.session.pop(self.key, None)
