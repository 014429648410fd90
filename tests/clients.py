"""Browsers of the tests: who is signed in by force has shown what the sign-in page asks for."""

import time

from django.test import client


class Client(client.Client):
    """Somebody who has signed in, with a second factor as whoever governs or publishes must."""

    reauthenticated = False

    def force_login(self, user, backend=None):
        super().force_login(user, backend)
        session = self.session
        session["account_authentication_methods"] = [
            {"method": "mfa", "at": time.time(), "reauthenticated": self.reauthenticated}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()


class WatchfulClient(Client):
    """Somebody who has just shown once more who they are, as whoever gives rights must."""

    reauthenticated = True


class PasswordClient(client.Client):
    """Somebody whose session was opened by a door that asks for nothing more than a password."""
