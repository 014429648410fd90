import pytest
from django.utils.translation import override

from tests.exchange.memberships.world import World


@pytest.fixture(autouse=True)
def in_english():
    """Read what is said here as it stands in the code."""
    with override("en"):
        yield


@pytest.fixture
def world(db):
    return World()
