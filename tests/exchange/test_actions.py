import pytest
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from exchange.actions import (
    join_network,
    open_organisation_page,
    place_person,
    record,
)
from exchange.models import HomePage, Membership, Organisation, Role, User
from exchange.refusal import Refused
from exchange.viewers import viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone(organisation_type):
    return body("Zone", "1111", organisation_type, country="BE")


@pytest.fixture
def network(organisation_type):
    return body("Réseau", "NET", organisation_type, country="CA")


@pytest.fixture
def organisation_type():
    from exchange.models import OrganisationType

    return OrganisationType.objects.create(code="zone", name="Zone")


def body(name, code, type, **fields):
    return Organisation.objects.create(name=name, reference_code=code, type=type, **fields)


def person(email, *roles, organisation=None):
    user = User.objects.create_user(email, organisation=organisation)
    Role.objects.bulk_create(Role(user=user, name=role) for role in roles)
    return user


def last_entry():
    return ModelLogEntry.objects.order_by("pk").last()


class TestRecord:
    def test_logs_who_made_and_who_changed(self, zone):
        editor = person("editor@exchange.example", "editor")
        zone.short_name = "Z"

        record(zone, by=editor)

        assert (last_entry().action, last_entry().user) == ("wagtail.edit", editor)

    def test_is_refused_to_an_author(self, zone):
        with pytest.raises(Refused):
            record(zone, by=person("author@zone.example", "author", organisation=zone))


class TestOpenOrganisationPage:
    def test_publishes_in_the_language_of_the_body(self, organisation_type):
        gent = Organisation.objects.create(
            name_nl="Politiezone Gent", reference_code="5415", type=organisation_type, country="BE"
        )

        page = open_organisation_page(gent, under=HomePage.objects.get())

        assert (page.original_language, page.title) == ("nl", "Politiezone Gent")
        assert (page.live, page.tokens) == (True, ["public"])


class TestJoinNetwork:
    def test_gives_a_place_whose_people_are_members(self, zone, network):
        reader = person("reader@zone.example", "reader", organisation=zone)

        membership = join_network(zone, network=network, category="member")

        assert membership.state == "active"
        assert viewer_of(reader).is_member
        assert last_entry().data["state"] == "active"

    def test_says_nothing_when_nothing_changes(self, zone, network):
        join_network(zone, network=network, category="member")
        entries = ModelLogEntry.objects.count()

        join_network(zone, network=network, category="member")

        assert ModelLogEntry.objects.count() == entries
        assert Membership.objects.count() == 1

    def test_is_refused_to_an_administrator_of_the_body(self, zone, network):
        administrator = person("admin@zone.example", "organisation_administrator", organisation=zone)

        with pytest.raises(Refused):
            join_network(zone, network=network, category="member", by=administrator)
        assert not Membership.objects.exists()

    def test_by_protocol_needs_the_protocol(self, zone, network):
        with pytest.raises(IntegrityError), transaction.atomic():
            join_network(zone, network=network, category="member", basis="protocol")


class TestPlacePerson:
    def test_gives_exactly_these_roles(self, zone):
        place_person("A@Zone.example", name="A", organisation=zone, roles=["author", "reviewer"])
        user = place_person("a@zone.example", name="A", organisation=zone, roles=["author"])

        assert user.email == "a@zone.example"
        assert [role.name for role in user.roles.all()] == ["author"]
        assert not user.has_usable_password()
        assert last_entry().data == {"roles": ["author"], "before": ["author", "reviewer"]}

    def test_lets_a_body_place_its_own_people(self, zone):
        administrator = person("admin@zone.example", "organisation_administrator", organisation=zone)

        user = place_person("a@zone.example", name="A", organisation=zone, roles=["author"], by=administrator)

        assert user.organisation == zone

    @pytest.mark.parametrize(
        ("roles", "elsewhere"), [(["editor"], False), (["administrator"], False), (["author"], True)]
    )
    def test_lets_no_body_go_beyond_itself(self, zone, network, roles, elsewhere):
        administrator = person("admin@zone.example", "organisation_administrator", organisation=zone)

        with pytest.raises(Refused):
            place_person(
                "a@zone.example",
                name="A",
                organisation=network if elsewhere else zone,
                roles=roles,
                by=administrator,
            )
        assert not User.objects.filter(email="a@zone.example").exists()

    @pytest.mark.parametrize("held", [("author", "network"), ("editor", "zone")])
    def test_lets_no_body_take_a_person_of_another_one_or_of_the_platform(self, zone, network, held):
        role, place = held
        place_person(
            "a@zone.example", name="A", organisation={"zone": zone, "network": network}[place], roles=[role]
        )
        administrator = person("admin@zone.example", "organisation_administrator", organisation=zone)

        with pytest.raises(Refused):
            place_person("a@zone.example", name="A", organisation=zone, roles=["reader"], by=administrator)

        assert [name.name for name in User.objects.get(email="a@zone.example").roles.all()] == [role]

    def test_needs_a_body_for_a_role_of_a_body(self):
        with pytest.raises(Refused):
            place_person("a@zone.example", name="A", organisation=None, roles=["author"])
