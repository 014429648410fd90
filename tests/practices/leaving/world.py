"""A body with one sheet of each kind, its people, and whoever else looks at them."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from exchange.actions import change_membership
from exchange.audiences import Audience, State
from exchange.dates import months_later
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
    with capture(execute=True):
        change_membership(world.membership, state="leaving", by=world.committee)
    return Departure.objects.get(organisation=world.owner)


def leave(world, capture, state="withdrawn"):
    with capture(execute=True):
        change_membership(world.membership, state=state, by=world.committee)
    return Departure.objects.pending().of_network().get(organisation=world.owner)


def run_days(clock, days: int, every: int = 1) -> None:
    """Let the days pass, each with its job."""
    for _day in range(0, days, every):
        clock.shift(dt.timedelta(days=every))
        keep_departures()


__all__ = ["NOTICE", "Audience", "State", "leave", "leaver", "notice", "run_days", "sheet"]
