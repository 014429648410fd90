"""A body with one sheet of each kind, its people, and whoever else looks at them."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from exchange.actions import announce
from exchange.dates import months_later
from exchange.memberships.actions import follow_calendar, notify_withdrawal
from exchange.models import Membership
from exchange.signals import membership_changed
from practices.leaving.work import keep_departures
from practices.models import Departure, Practice
from tests.factories import PracticeFactory, ProtocolFactory, UserFactory
from tests.practices.cast import cast

NOTICE = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)


def leaver():
    """Return a body, O13 in all but name, with five sheets, and the people around it."""
    people = cast()
    administrator = UserFactory(
        organisation=people.owner, email="head@zone.example", roles=["organisation_administrator"]
    )
    protocol = ProtocolFactory(parties=[people.owner, people.far])
    shared = {"organisation": people.owner, "owner": people.author}
    today = timezone.localdate()
    sheets = {
        "public": PracticeFactory(
            **shared, reference="BE-5344-0001", review_due_on=months_later(today, 7), summary_fr="Ouverte."
        ),
        "members": PracticeFactory(**shared, members=True, reference="BE-5344-0002"),
        "other": PracticeFactory(**shared, members=True, reference="BE-5344-0003"),
        "parties": PracticeFactory(**shared, parties=True, protocol=protocol, reference="BE-5344-0004"),
        "draft": PracticeFactory(**shared, draft=True, reference=None),
    }
    membership = people.owner.memberships.get()
    return SimpleNamespace(
        **vars(people),
        head=administrator,
        protocol=protocol,
        membership=membership,
        sheets=SimpleNamespace(**sheets),
    )


def sheet(practice) -> Practice | None:
    return Practice.objects.filter(pk=practice.pk).first()


def notice(world, capture) -> Departure:
    """Let the head of the body give notice."""
    with capture(execute=True):
        notify_withdrawal(world.membership, head="Chef de corps", by=world.head)
    return Departure.objects.pending().of_network().get(organisation=world.owner)


def exclude(world, capture) -> Departure:
    """Let the committee exclude the body today."""
    with capture(execute=True):
        membership = Membership.objects.get(pk=world.membership.pk)
        membership.state, membership.left_on = "excluded", timezone.localdate()
        membership.save()
        announce(membership_changed, membership=membership, before="active", by=world.committee)
    return Departure.objects.pending().of_network().get(organisation=world.owner)


def let_days_pass(clock, days: int) -> None:
    """Come to a day and do what the worker does; twice, for it may."""
    clock.shift(dt.timedelta(days=days))
    follow_calendar()
    keep_departures()
    keep_departures()
