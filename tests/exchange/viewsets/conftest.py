import time

import pytest
from django.test import Client

from tests.exchange.viewsets.world import make


class WatchfulClient(Client):
    """Somebody who has just said again who they are, as whoever gives rights must."""

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session = self.session
        session["account_authentication_methods"] = [
            {"method": "password", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


@pytest.fixture
def client():
    return WatchfulClient()


@pytest.fixture
def world():
    """Return two member bodies and a thing of each kind that belongs to the first."""
    return make()
