"""A successor takes over: pages go to it at once, and the old name stays beside them."""

import datetime as dt

import pytest

from exchange.actions import announce
from exchange.models import OrganisationPage
from exchange.signals import organisation_succeeded
from practices.models import CoOwner, FormerOwner
from tests.factories import OrganisationFactory, PracticeFactory, TalkFactory, UserFactory
from tests.practices.leaving.world import sheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def heir():
    return OrganisationFactory(name_fr="Zone de la Fusion", reference_code="5999")


def succeed(world, heir, committing):
    world.owner.successor, world.owner.succeeded_on = heir, dt.date(2027, 2, 15)
    world.owner.save()
    with committing():
        announce(organisation_succeeded, organisation=world.owner, successor=heir, by=world.committee)


def test_pages_go_over_with_their_references_and_the_old_name(world, heir, client, committing):
    talk = TalkFactory(organisation=world.owner)
    lead = UserFactory(organisation=heir, roles=["content_lead"])

    succeed(world, heir, committing)
    succeed(world, heir, committing)

    face = OrganisationPage.objects.get(organisation=heir)
    for old in vars(world.sheets).values():
        found = sheet(old)
        assert (found.organisation, found.reference) == (heir, old.reference)
        assert found.get_parent().pk == face.pk
        assert FormerOwner.objects.get(page=old.pk).organisation == world.owner
    client.force_login(lead)
    assert client.get(sheet(world.sheets.draft).url).status_code == 200
    client.logout()
    page = client.get(sheet(world.sheets.public).url).content.decode()
    assert page.count("Zone du Nord (jusqu’au 15 février 2027)") == 2 or page.count("15 février 2027") == 2
    assert "Zone du Nord" in client.get(talk.url).content.decode()


def test_the_former_body_reads_them_no_more(world, heir, client, committing):
    succeed(world, heir, committing)
    client.force_login(world.author)

    assert client.get(sheet(world.sheets.draft).url).status_code == 404


def test_co_ownership_passes_once(world, heir, committing):
    theirs = PracticeFactory(organisation=world.far)
    CoOwner.objects.create(
        practice=theirs,
        organisation=world.owner,
        accepted_for=world.owner,
        accepted_at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC),
    )
    theirs.save()
    theirs.save_revision()

    succeed(world, heir, committing)

    assert [row.organisation for row in sheet(theirs).co_owners.all()] == [heir]
    draft = sheet(theirs).get_latest_revision_as_object()
    assert [row.organisation_id for row in draft.co_owners.all()] == [heir.pk]
