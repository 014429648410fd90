"""Several people, or one impatient finger, do the same thing to an invitation at the same moment."""

import threading

import pytest
from django.db import connection

from exchange.invitations import accept_invitation, invite
from exchange.models import Invitation, OrganisationType, User
from exchange.refusal import Refused
from tests.factories import OrganisationFactory

EMAIL = "agent@ensemble.example"


@pytest.fixture
def organisation(django_db_setup, django_db_blocker, monkeypatch):
    """Keep an organisation that threads see: what is committed is taken away by hand."""
    # Lines of the log could not be.
    monkeypatch.setattr("exchange.invitations.log", lambda **line: None)
    monkeypatch.setattr("exchange.actions.log", lambda **line: None)
    with django_db_blocker.unblock():
        organisation = OrganisationFactory(email_domains=["ensemble.example"], type__code="together")
        yield organisation
        User.objects.filter(organisation=organisation).delete()
        organisation.delete()
        OrganisationType.objects.filter(code="together").delete()
        connection.close()


def together(act) -> list[Refused | None]:
    """Let four threads do the same, and return what each met."""
    start, met = threading.Barrier(4), []

    def try_it():
        try:
            start.wait()
            act()
            met.append(None)
        except Refused as refusal:
            met.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


@pytest.mark.django_db
def test_whoever_comes_second_finds_it_used():
    organisation = OrganisationFactory(email_domains=["ensemble.example"])
    invitation = invite(EMAIL, organisation=organisation, roles=["author"], by=None)
    accept_invitation(invitation, name="A", language="fr", password="quatre mots")

    with pytest.raises(Refused):
        accept_invitation(invitation, name="B", language="fr", password="quatre mots")


def test_one_link_opens_one_account(organisation):
    invitation = invite(EMAIL, organisation=organisation, roles=["author"], by=None)

    met = together(lambda: accept_invitation(invitation, name="A", language="fr", password="quatre mots"))

    assert len(met) == 4
    assert met.count(None) == 1
    assert User.objects.filter(email=EMAIL).count() == 1


def test_one_address_gets_one_open_invitation(organisation):
    met = together(lambda: invite(EMAIL, organisation=organisation, roles=["author"], by=None))

    assert len(met) == 4
    assert None in met
    assert Invitation.objects.filter(email=EMAIL).open_or_expired().count() == 1
