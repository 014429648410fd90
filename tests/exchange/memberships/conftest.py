import pytest

from tests.exchange.memberships.world import World


@pytest.fixture
def world(db):
    return World()
