"""A stranger who guesses keeps nobody out of the browser in which they have signed in; and is counted one by one."""

import threading

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from exchange.accounts.known_browsers import KNOWN, MOST_PEOPLE, read, remember
from exchange.accounts.throttling import Attempt
from exchange.models import FailedSignIn
from tests.clients import PasswordClient
from tests.factories import UserFactory

PASSWORD = "un bon mot de passe"


def door(name="login"):
    with override("fr"):
        return reverse(name)


def somebody(email="auteur@zone.example"):
    person = UserFactory(email=email)
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, password=PASSWORD, address="192.0.2.7", email="auteur@zone.example"):
    return client.post(door(), {"login": email, "password": password}, REMOTE_ADDR=address)


@pytest.fixture
def person():
    return somebody()


@pytest.fixture
def own(person):
    """Return a browser in which the person has signed in, and out again."""
    browser = PasswordClient()
    assert sign_in(browser).status_code == 302
    browser.post(door("logout"))
    return browser


@pytest.fixture
def stranger():
    return PasswordClient()


def guess_everywhere(stranger):
    for number in range(20):
        sign_in(stranger, "faux", f"203.0.113.{number}")


@pytest.mark.django_db
class TestKnownBrowser:
    def test_lets_its_person_in_while_a_stranger_guesses(self, own, stranger):
        guess_everywhere(stranger)

        assert sign_in(stranger, address="198.51.100.1").status_code == 200
        assert sign_in(own).status_code == 302

    def test_lets_its_person_in_while_a_colleague_guesses_behind_the_same_address(self, own, stranger):
        for number in range(30):
            sign_in(stranger, "faux", email=f"personne-{number}@zone.example")

        assert sign_in(own).status_code == 302

    def test_has_a_bound_of_its_own(self, own):
        for _time in range(5):
            sign_in(own, "faux")

        assert sign_in(own).context["form"].non_field_errors().as_data()[0].code == "throttled"

    def test_does_not_add_to_what_is_counted_of_others(self, own, stranger):
        for _time in range(5):
            sign_in(own, "faux")

        assert sign_in(stranger, address="198.51.100.1").status_code == 302

    def test_knows_its_own_people_only(self, own, stranger):
        somebody("autre@zone.example")
        for number in range(20):
            sign_in(stranger, "faux", f"203.0.113.{number}", email="autre@zone.example")

        assert sign_in(own, email="autre@zone.example").status_code == 200

    def test_is_not_known_by_what_somebody_makes_up(self, own, stranger):
        guess_everywhere(stranger)
        value = own.cookies[KNOWN].value
        for made_up in (value[:-2] + "xx", "", "a:b:c", value.split(":")[0]):
            own.cookies[KNOWN] = made_up

            assert sign_in(own).status_code == 200

    def test_names_nobody(self, own):
        request = RequestFactory().get("/")
        request.COOKIES[KNOWN] = own.cookies[KNOWN].value
        device, people = read(request)

        assert len(people) == 1
        assert "zone" not in device + people[0]
        assert own.cookies[KNOWN]["httponly"]

    def test_remembers_some_people_of_a_shared_computer(self, rf):
        browser = PasswordClient()
        request = rf.get("/")
        for number in range(MOST_PEOPLE + 5):
            response = browser.get("/robots.txt")
            remember(request, response, UserFactory(email=f"p{number}@zone.example"))
            request.COOKIES[KNOWN] = response.cookies[KNOWN].value

        assert len(read(request)[1]) == MOST_PEOPLE

    def test_is_the_one_that_followed_the_link_of_an_email(self, person, stranger):
        guess_everywhere(stranger)
        browser = PasswordClient()
        browser.post(door("account_reset_password"), {"email": person.email})
        link = next(line for line in mail.outbox[-1].body.splitlines() if "/reset/key/" in line)
        page = browser.get(link[link.index("/", 8) :], follow=True)
        another = "quatre mots tout neufs"
        browser.post(page.request["PATH_INFO"], {"password1": another, "password2": another})

        assert sign_in(browser, another).status_code == 302


class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _database(self, django_db_setup, django_db_blocker):
        """Let threads see what is committed; it is taken away by hand."""
        with django_db_blocker.unblock():
            FailedSignIn.objects.all().delete()
            yield
            FailedSignIn.objects.all().delete()
            connection.close()

    @pytest.mark.parametrize("account", ["ensemble@zone.example", None])
    def test_no_guess_is_counted_past_the_bound(self, account, settings):
        """As many as come at once at one account, and at many accounts from one address."""
        bound = settings.SIGN_IN_FAILURES_PER_PERSON if account else settings.SIGN_IN_FAILURES_PER_ADDRESS
        together, passed = threading.Barrier(8), []

        def guess(number):
            request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.9")
            together.wait()
            for time in range(8):
                try:
                    Attempt(request, account or f"{number}-{time}@zone.example").begin()
                    passed.append(1)
                except ValidationError:
                    pass
            connection.close()

        threads = [threading.Thread(target=guess, args=[number]) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(passed) == bound
