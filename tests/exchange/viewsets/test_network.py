import pytest
from django.urls import reverse
from django.utils.translation import override

from exchange.models import Antenna, Membership, Organisation, Protocol, Signature, Territory, User
from exchange.viewsets.memberships import MembershipViewSet
from tests.exchange.viewsets.world import OFFICES, form_of, somebody
from tests.factories import AntennaFactory, UserFactory

pytestmark = pytest.mark.django_db


class TestOrganisation:
    def test_an_administrator_of_the_body_changes_its_antennas_and_nothing_else(self, client, world):
        body = world["body"]
        antenna = AntennaFactory(organisation=body, name_fr="Antenne Nord")
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[body.pk])
        data = form_of(client, address)
        assert "antennas-0-email" in data

        answer = client.post(
            address,
            data
            | {
                "antennas-0-email": "accueil@zone.example",
                "name_fr": "Un autre nom",
                "reference_code": "0000",
                "codes": "zone 5",
            },
        )

        assert answer.status_code == 302
        body.refresh_from_db()
        antenna.refresh_from_db()
        assert antenna.email == "accueil@zone.example"
        assert body.name_fr != "Un autre nom"
        assert body.codes == []
        assert body.reference_code != "0000"

    def test_an_administrator_changes_names_codes_and_aliases(self, client, world):
        client.force_login(somebody(world, "administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])

        answer = client.post(
            address,
            form_of(client, address)
            | {"name_nl": "Politiezone", "codes": "5344\n\n zone 5 ", "aliases": "Schaerbeek, Evere"},
        )

        assert answer.status_code == 302, answer.context["form"].errors
        body = Organisation.objects.get(pk=world["body"].pk)
        assert (body.name_nl, body.codes, body.aliases) == (
            "Politiezone",
            ["5344", "zone 5"],
            ["Schaerbeek, Evere"],
        )

    def test_a_name_is_needed_in_one_language(self, client, world):
        client.force_login(somebody(world, "administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])

        answer = client.post(address, form_of(client, address) | {"name_fr": ""})

        assert "name_fr" in answer.context["form"].errors

    def test_only_a_decision_names_a_successor(self, client, world):
        for role in ("administrator", "organisation_administrator"):
            client.force_login(somebody(world, role))
            address = reverse("organisation:edit", args=[world["body"].pk])
            forged = {"successor": world["other"].pk, "succeeded_on": "2026-01-01"}

            answer = client.post(address, form_of(client, address) | forged)

            assert answer.status_code == 302
            body = Organisation.objects.get(pk=world["body"].pk)
            assert (body.successor, body.succeeded_on) == (None, None)

    def test_a_row_of_another_body_can_not_be_taken(self, client, world):
        own = AntennaFactory(organisation=world["body"], name_fr="La nôtre")
        foreign = AntennaFactory(organisation=world["other"], name_fr="La leur")
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])
        data = form_of(client, address)

        client.post(address, data | {"antennas-0-id": foreign.pk, "antennas-0-name_fr": "Prise"})

        foreign.refresh_from_db()
        assert (foreign.name_fr, foreign.organisation_id) == ("La leur", world["other"].pk)
        assert Antenna.objects.filter(pk=own.pk).exists()


class TestMembership:
    def test_the_menu_leads_to_the_list(self, client, world):
        assert MembershipViewSet().menu_url == reverse("membership:index")

    def test_its_state_does_not_change_by_a_form(self, client, world):
        client.force_login(somebody(world, "committee"))
        address = reverse("membership:edit", args=[world["membership"].pk])

        answer = client.post(
            address,
            form_of(client, address)
            | {"state": "excluded", "organisation": world["other"].pk, "note": "Vu."},
        )

        assert answer.status_code == 302
        membership = Membership.objects.get(pk=world["membership"].pk)
        assert (membership.state, membership.organisation, membership.note) == (
            "active",
            world["body"],
            "Vu.",
        )


class TestProtocol:
    def test_signatures_keep_capacities_with_commas(self, client, world):
        Protocol.objects.update(state="project")
        protocol = world["protocol"]
        client.force_login(somebody(world, "committee"))
        address = reverse("protocol:edit", args=[protocol.pk])
        data = form_of(client, address)
        prefix = "parties-0-signatures"
        data |= {
            f"{prefix}-TOTAL_FORMS": 1,
            f"{prefix}-0-name": "Une signataire",
            f"{prefix}-0-capacities_fr": "Présidente du Collège de police, Schaerbeek\r\nBourgmestre",
            f"{prefix}-0-capacities_en": "",
            f"{prefix}-0-ORDER": 1,
            "state": "denounced",
        }

        answer = client.post(address, data)

        assert answer.status_code == 302, answer.context["form"].errors
        signature = Signature.objects.get()
        capacities = ["Présidente du Collège de police, Schaerbeek", "Bourgmestre"]
        assert signature.capacities_fr == capacities
        with override("en"):
            assert signature.capacities == capacities
        assert Protocol.objects.get().state == "project"

    def test_it_does_not_end_before_it_is_signed(self, client, world):
        Protocol.objects.update(state="project")
        client.force_login(somebody(world, "committee"))
        address = reverse("protocol:edit", args=[world["protocol"].pk])

        answer = client.post(address, form_of(client, address) | {"ends_on": "2001-01-01"})

        assert answer.status_code == 200
        assert answer.context["form"].errors


class TestTerritory:
    def test_has_a_name_in_each_language(self, client, world):
        client.force_login(somebody(world, "editor"))
        address = reverse("territory:edit", args=[world["territory"].pk])

        answer = client.post(address, form_of(client, address) | {"name_nl": "Schaarbeek"})

        assert answer.status_code == 302, answer.context["form"].errors
        assert Territory.objects.named("Schaarbeek", "BE").get() == world["territory"]

    def test_a_name_stands_once_in_its_country(self, client, world):
        client.force_login(somebody(world, "editor"))

        with override("en"):
            answer = client.post(reverse("territory:add"), {"name_fr": "Schaerbeek", "country": "BE"})

        assert answer.status_code == 200
        assert answer.context["form"].non_field_errors()


class TestPeople:
    def edit(self, client, person, **changes):
        address = reverse("people:edit", args=[person.pk])
        data = {"name": person.name, "language": "", "is_active": "on", "role_names": ["reader"]}
        data |= {name: value for name, value in changes.items() if value is not None}
        for name in [name for name, value in changes.items() if value is None]:
            del data[name]
        return client.post(address, data)

    def test_an_administrator_of_the_body_gives_roles_of_the_body(self, client, world):
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, world["people"], role_names=["author", "reviewer"], language="nl")

        person = User.objects.get(pk=world["people"].pk)
        assert set(person.roles.values_list("name", flat=True)) == {"author", "reviewer"}
        assert person.language == "nl"

    @pytest.mark.parametrize("role", OFFICES)
    def test_and_no_role_of_the_platform(self, client, world, role):
        client.force_login(somebody(world, "organisation_administrator"))

        answer = self.edit(client, world["people"], role_names=["reader", role])

        assert answer.status_code == 200
        assert not world["people"].roles.filter(name=role).exists()

    def test_nor_another_body_or_address(self, client, world):
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(
            client, world["people"], organisation=world["other"].pk, email="x@y.example", is_superuser="on"
        )

        person = User.objects.get(pk=world["people"].pk)
        assert (person.organisation, person.is_superuser) == (world["body"], False)
        assert person.email == world["people"].email

    def test_keeps_away_from_people_who_also_work_for_the_platform(self, client, world):
        editor = UserFactory(organisation=world["body"], roles=["editor", "reader"])
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, editor, role_names=["reader"], is_active=None)

        editor.refresh_from_db()
        assert editor.is_active
        assert editor.roles.count() == 2

    def test_a_closed_account_is_out_at_once(self, client, world):
        from tests.clients import Client

        victim = Client()
        victim.force_login(world["people"])
        assert not victim.get("/fr/").wsgi_request.viewer.is_visitor
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, world["people"], is_active=None)

        assert victim.get("/fr/").wsgi_request.viewer.is_visitor

    def test_nobody_locks_themselves_out(self, client, world):
        me = somebody(world, "administrator")
        client.force_login(me)

        assert self.edit(client, me, role_names=["administrator"], is_active=None).status_code == 200
        assert self.edit(client, me, role_names=["editor"]).status_code == 200
        me.refresh_from_db()
        assert me.is_active
        assert me.roles.filter(name="administrator").exists()

    def test_the_change_of_a_right_is_in_the_history(self, client, world):
        client.force_login(somebody(world, "administrator"))

        self.edit(client, world["people"], role_names=["author"])

        from wagtail.models import ModelLogEntry

        entry = ModelLogEntry.objects.get()
        assert (entry.data["roles_before"], entry.data["roles"]) == (["reader"], ["author"])

    def test_nobody_opens_an_account_here(self, client, world):
        client.force_login(somebody(world, "administrator"))
        count = User.objects.count()

        client.post(reverse("people:add"), {"name": "X", "email": "x@y.example"})

        assert User.objects.count() == count
