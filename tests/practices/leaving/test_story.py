"""A body gives notice and leaves: what becomes of each sheet, day by day."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from wagtail.models import PageLogEntry

from exchange.audiences import Audience, State
from practices.leaving import actions
from practices.leaving.plan import Deed, plan_of, supposed
from practices.leaving.work import keep_departures
from practices.models import Departure
from search.models import Entry
from tests.practices.leaving.world import NOTICE, leave, leaver, notice, run_days, sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOTICE, tick=False) as clock:
        yield clock


@pytest.fixture
def world(clock):
    return leaver()


def ends(departure) -> dict:
    return {line.sheet.pk: (line.deed, line.on) for line in plan_of(departure).lines}


class TestPlan:
    def test_says_before_the_notice_what_would_happen(self, world):
        found = ends(supposed(world.owner))

        effective = dt.date(2027, 3, 31)
        assert found == {
            world.sheets.public.pk: (Deed.ARCHIVE, dt.date(2027, 10, 1)),
            world.sheets.members.pk: (Deed.ARCHIVE, dt.date(2029, 3, 31)),
            world.sheets.other.pk: (Deed.ARCHIVE, dt.date(2029, 3, 31)),
            world.sheets.parties.pk: (Deed.STAY, None),
            world.sheets.draft.pk: (Deed.DELETE, effective + dt.timedelta(days=90)),
        }
        assert not Departure.objects.exists()
