import pytest
from django.urls import reverse
from django.utils.translation import override

from exchange.models import RoleName
from tests.clients import WatchfulClient
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory


@pytest.fixture
def client():
    """Return somebody who has just said again who they are."""
    return WatchfulClient()


@pytest.fixture
def address():
    def of(name, **kwargs):
        with override("fr"):
            return reverse(name, kwargs=kwargs)

    return of


@pytest.fixture
def zone():
    zone = OrganisationFactory(name_fr="Zone du Nord")
    MembershipFactory(organisation=zone)
    return zone


@pytest.fixture
def service():
    service = OrganisationFactory(quebec=True, name_fr="Service du Fleuve")
    MembershipFactory(organisation=service)
    return service


@pytest.fixture
def committee():
    return UserFactory(roles=[RoleName.COMMITTEE], name="Comité", organisation=None)


@pytest.fixture
def author(zone):
    return UserFactory(
        roles=[RoleName.AUTHOR], organisation=zone, name="Ann Auteur", email="ann@zone.example"
    )


@pytest.fixture
def delegate(zone):
    return UserFactory(roles=[RoleName.PRIVACY_DELEGATE], organisation=zone, email="dpo@zone.example")
