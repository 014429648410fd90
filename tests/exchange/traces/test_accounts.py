"""What the log keeps of privileged accounts, by the real doors."""

import pytest
from wagtail.models import ModelLogEntry

from exchange.models import RoleName
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"


@pytest.fixture(params=[RoleName.REVIEWER, RoleName.COMMITTEE])
def privileged(request):
    return with_password(UserFactory(roles=[request.param], email="haut@zone.example"))


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, address, email, password=PASSWORD):
    return client.post(address("login"), {"login": email, "password": password})


def actions():
    return list(ModelLogEntry.objects.order_by("pk").values_list("action", flat=True))


class TestPrivileged:
    def test_a_sign_in_stands_in_the_log(self, client, privileged, address):
        sign_in(client, address, privileged.email)

        entry = ModelLogEntry.objects.get()
        assert (entry.action, entry.user) == ("exchange.account.sign_in", privileged)
        assert "zone.example" not in str(vars(entry))

    def test_guesses_in_a_row_stand_in_it_once(self, client, privileged, address):
        for _time in range(8):
            sign_in(client, address, privileged.email, "faux")

        assert actions() == ["exchange.account.guesses"]
        assert ModelLogEntry.objects.get().user is None

    def test_a_new_password_and_closed_sessions_do(self, client, privileged, address):
        client.force_login(privileged)
        new = "un tout autre mot"

        client.post(
            address("account_change_password"),
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        client.post(address("usersessions_list"))

        assert actions() == ["exchange.account.password", "exchange.account.end_sessions"]


class TestOthers:
    def test_leave_no_line(self, client, address):
        reader = with_password(UserFactory(roles=[RoleName.READER], email="bas@zone.example"))
        sign_in(client, address, reader.email)
        for _time in range(8):
            sign_in(client, address, reader.email, "faux")
            sign_in(client, address, "inconnu@zone.example", "faux")

        assert actions() == []
