import pytest

from tests.clients import WatchfulClient
from tests.exchange.viewsets.world import make


@pytest.fixture
def client():
    return WatchfulClient()


@pytest.fixture
def world():
    """Return two member bodies and a thing of each kind that belongs to the first."""
    return make()
