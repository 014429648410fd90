"""« We use it too », said on the page of a sheet, and unsaid."""

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.translation import override

from practices import actions
from practices.models import Adoption
from tests.factories import AntennaFactory, PracticeFactory
from tests.practices.cast import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(client):
    def as_person(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_person


def sheet_of(world, **fields):
    return PracticeFactory(organisation=world.owner, owner=world.author, reference="BE-5344-0001", **fields)


def address_of(sheet):
    with override("fr"):
        return reverse("practices:adoption", args=[sheet.pk])


def page_of(client, sheet):
    with override("fr"):
        return client.get(sheet.get_url()).content.decode()


def test_a_body_says_changes_and_unsays_that_it_uses_a_practice(client, visit):
    world = cast()
    sheet = sheet_of(world)
    address = address_of(sheet)
    antenna = AntennaFactory(organisation=world.neighbour, name="Cellule écoles", email="ecoles@v.example")
    assert address not in page_of(client, sheet)

    member = visit(world.stranger)
    assert address in page_of(member, sheet)
    said = {"status": "in_use", "year": "2024", "note": "Deux classes au lieu de dix.", "antenna": antenna.pk}
    assert member.post(address, said).status_code == 302
    page = page_of(member, sheet)
    for words in (str(world.neighbour), "2024", "Deux classes au lieu de dix.", "ecoles@v.example"):
        assert words in page
    assert {letter.to[0] for letter in mail.outbox} == {world.author.email, world.lead.email}
    assert "Deux classes" in member.get(address).content.decode()
    assert member.post(address, {**said, "status": "given_up"}).status_code == 302
    assert Adoption.objects.get().status == "given_up"

    desk = visit(world.author).get(reverse("sheet_desk", args=[sheet.pk])).content.decode()
    assert "Deux classes au lieu de dix." in desk

    assert visit(world.stranger).post(address, {"withdraw": "1"}).status_code == 302
    assert "Deux classes" not in page_of(member, sheet)


def test_nothing_is_lost_of_what_is_not_accepted(visit):
    world = cast()
    sheet = sheet_of(world)
    AntennaFactory(organisation=world.neighbour)
    foreign = AntennaFactory(organisation=world.far)
    member = visit(world.stranger)
    said = {"status": "in_use", "note": "Demander à Mme Dupont"}

    assert member.post(address_of(sheet), {**said, "note": "\x00"}).status_code == 400
    for broken in (
        {},
        {"year": "1899", "note": "x"},
        {"antenna": foreign.pk},
        {"status": "zz"},
    ):
        response = member.post(address_of(sheet), {**said, **broken})
        assert response.status_code == 422, broken
        assert 'class="error"' in response.content.decode()
    assert "Demander à Mme Dupont" in member.post(address_of(sheet), said).content.decode()

    assert not Adoption.objects.exists()


def test_it_is_for_writers_of_other_bodies_who_may_read_the_sheet(client, visit):
    world = cast()
    sheet = sheet_of(world)
    draft = PracticeFactory(organisation=world.owner, draft=True)
    assert client.get(address_of(sheet)).status_code == 302

    for name, status in (("author", 403), ("reader", 403), ("editor", 403), ("stranger", 200)):
        assert visit(getattr(world, name)).get(address_of(sheet)).status_code == status, name
    assert visit(world.stranger).get(address_of(draft)).status_code == 404


def test_it_is_unsaid_by_writers_of_the_body_even_when_it_is_suspended():
    world = cast()
    adoption = actions.declare_adoption(sheet_of(world), by=world.stranger, status="in_use")
    world.neighbour.memberships.update(state="suspended")

    for name in ("author", "reader", "editor"):
        with pytest.raises(actions.Refused):
            actions.withdraw_adoption(adoption, by=getattr(world, name))
    actions.withdraw_adoption(adoption, by=world.stranger)

    assert not Adoption.objects.exists()
