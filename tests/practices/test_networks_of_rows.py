"""What was there before networks had names: the migrations give it the network that a new thing would have."""

from importlib import import_module

import pytest
from django.db import connection

from exchange.models import Protocol
from practices.models import Practice
from search.models import Entry, Ledger, Outbox
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    TalkFactory,
)
from tests.practices.cast import fresh

pytestmark = pytest.mark.django_db


def migrate(app, name):
    """Run the statements of a migration upon the rows that are there."""
    operations = import_module(f"{app}.migrations.{name}").Migration.operations
    with connection.cursor() as cursor:
        for operation in operations:
            cursor.execute(operation.sql)


@pytest.fixture
def zone():
    """Return the founding zone: it applied to one network, and joined the other by its protocol."""
    zone = OrganisationFactory()
    MembershipFactory(organisation=zone, network=OrganisationFactory(network=True))
    network = OrganisationFactory(network=True)
    protocol = ProtocolFactory(parties=[zone, network], accession_network=network)
    MembershipFactory(organisation=zone, network=network, basis="protocol", protocol=protocol)
    zone.network, zone.protocol = network, protocol
    return zone


class TestProtocols:
    def test_belong_to_the_network_that_is_joined_by_them(self, zone):
        migrate("exchange", "0037_networks_of_protocols")

        assert Protocol.objects.get(pk=zone.protocol.pk).network == zone.network

    def test_belong_to_the_only_network_that_all_parties_are_in(self, zone):
        far, stranger = OrganisationFactory(quebec=True), OrganisationFactory(quebec=True)
        MembershipFactory(organisation=far, network=zone.network)
        shared, none = ProtocolFactory(parties=[zone, far]), ProtocolFactory(parties=[zone, stranger])

        migrate("exchange", "0037_networks_of_protocols")

        assert Protocol.objects.get(pk=shared.pk).network == zone.network
        assert Protocol.objects.get(pk=none.pk).network is None


class TestPractices:
    def old(self, zone, factory=PracticeFactory, **fields):
        """Return a page as it stood before: no network, in its row, its version and its tokens."""
        page = factory(organisation=zone, members=True, **fields)
        page.save_revision()
        type(page).objects.filter(pk=page.pk).update(network=None, tokens=["editorial", "members"])
        page.revisions.update(content={**page.latest_revision.content, "network": None})
        Entry.objects.filter(object_id=page.pk).update(tokens=["editorial", "members"])
        return page

    @pytest.mark.parametrize(
        ("app", "name", "factory"),
        [
            ("practices", "0013_networks_of_rows", PracticeFactory),
            ("seminars", "0007_networks_of_talks", TalkFactory),
        ],
    )
    def test_are_offered_where_their_organisation_joined_by_protocol(self, zone, app, name, factory):
        page = self.old(zone, factory)

        migrate(app, name)

        page = fresh(page)
        assert page.network == zone.network
        assert page.tokens == ["editorial", "members", f"network:{zone.network.pk}"]
        assert page.get_latest_revision_as_object().network == zone.network

    def test_go_to_every_index_again(self, zone):
        page = self.old(zone)
        before = Ledger.objects.get(kind="practice", object_id=page.pk).rev
        Outbox.objects.all().delete()
        migrate("practices", "0013_networks_of_rows")

        migrate("search", "0005_tokens_of_networks")

        entry = Entry.objects.get(kind="practice", object_id=page.pk)
        assert (entry.tokens, entry.rev) == (fresh(page).tokens, before + 1)
        assert list(Outbox.objects.values_list("object_id", "rev")) == [(page.pk, before + 1)]

    def test_of_an_organisation_of_no_network_have_none(self):
        page = PracticeFactory()

        migrate("practices", "0013_networks_of_rows")

        assert Practice.objects.get(pk=page.pk).network is None
