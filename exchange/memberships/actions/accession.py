"""Joining a network by signing its protocol."""

import datetime as dt

from django.db import transaction
from django.utils import timezone

from exchange.models import Category, Membership
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import NEVER_JOINED_STATES, Basis
from exchange.models.people import GOVERNORS
from exchange.refusal import require

from .applications import place_of
from .steps import take


@transaction.atomic
def accede(organisation, *, protocol, by=None) -> Membership:
    """Let a party join the network of its protocol; who is or was a member keeps the place that it has."""
    require(by, *GOVERNORS)
    membership = place_of(organisation, protocol.accession_network)
    if membership.pk and membership.state not in NEVER_JOINED_STATES:
        return membership
    signed = protocol.signed_on
    take(
        membership,
        Event.ACCEDE,
        by=by,
        capacity=DecidedBy.COMMITTEE if by else DecidedBy.PLATFORM,
        facts={"protocol": protocol.pk},
        decided_at=timezone.make_aware(dt.datetime.combine(signed, dt.time(12))) if signed else None,
        tells=by is not None,
        category=Category.MEMBER,
        basis=Basis.PROTOCOL,
        protocol=protocol,
        accession_on=signed,
    )
    return membership
