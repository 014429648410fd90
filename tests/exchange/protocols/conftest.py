import datetime as dt

import pytest
from django.utils.translation import override

from tests.factories import OrganisationFactory, OrganisationTypeFactory, UserFactory

TODAY = dt.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime.combine(TODAY, dt.time(12), tzinfo=dt.UTC), tick=False)
    with override("en"):
        yield TODAY


@pytest.fixture
def academies():
    """Two bodies that each sign by one person, and need no leave of a government."""
    school = OrganisationTypeFactory(code="academy")
    return [OrganisationFactory(type=school, name_fr=f"École {n}", region="BE-WAL") for n in (1, 2)]


@pytest.fixture
def committee():
    return UserFactory(roles=["committee"], email="comite@exchange.example")
