import datetime as dt

import pytest
from django.urls import reverse
from wagtail.log_actions import log

from exchange.models import RoleName, TransferBasis
from exchange.refusal import Refused
from exchange.traces.transfers import set_basis
from tests.factories import OrganisationPageFactory, UserFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 1, 5)


class TestNames:
    def test_stay_on_their_shore_without_a_basis(self, author, service):
        reader = UserFactory(organisation=service)

        assert "Ann" not in author.shown_to(reader)
        assert "Zone du Nord" in author.shown_to(reader)

    def test_cross_once_a_basis_is_established(self, author, zone, service, delegate):
        set_basis(zone, established_on=DAY, instrument="safeguards", note="", by=delegate)
        author.organisation.refresh_from_db()

        assert author.shown_to(UserFactory(organisation=service)) == "Ann Auteur"

    def test_are_known_at_home_and_to_the_secretariat(self, author, zone, committee):
        assert author.shown_to(UserFactory(organisation=zone)) == "Ann Auteur"
        assert author.shown_to(committee) == "Ann Auteur"

    def test_a_basis_that_was_taken_back_holds_no_more(self, author, zone, service, delegate):
        set_basis(zone, established_on=DAY, instrument="safeguards", note="", by=delegate)
        set_basis(zone, established_on=None, instrument="", note="", by=delegate)
        author.organisation.refresh_from_db()

        assert "Ann" not in author.shown_to(UserFactory(organisation=service))


class TestEditor:
    def test_its_histories_name_functions_across_the_ocean(self, client, author, zone, service):
        page = OrganisationPageFactory(organisation=zone)
        log(instance=page, action="wagtail.edit", user=author)
        history = reverse("wagtailadmin_pages:history", args=[page.pk])

        client.force_login(UserFactory(roles=[RoleName.EDITOR], organisation=service))
        assert "Ann Auteur" not in client.get(history).text
        client.force_login(UserFactory(roles=[RoleName.EDITOR], organisation=None))
        assert "Ann Auteur" in client.get(history).text


class TestRegister:
    def test_names_bodies_and_no_person(self, client, author, zone, service, delegate, address):
        set_basis(zone, established_on=DAY, instrument="assessment", note="Entente 12", by=delegate)

        text = client.get(address("transfers")).text

        assert "Zone du Nord" in text
        assert "Service du Fleuve" in text
        assert "Entente 12" in text
        assert "Ann" not in text
        assert "zone.example" not in text

    def test_the_delegate_of_the_body_writes_in_it(self, client, zone, delegate, address):
        client.force_login(delegate)
        data = {"established_on": "2026-01-05", "instrument": "safeguards", "note": "Clauses"}

        assert client.post(address("transfer_basis", pk=zone.pk), data).status_code == 302
        assert TransferBasis.objects.get(organisation=zone).established_on == DAY

    @pytest.mark.parametrize(
        "data",
        [
            {"established_on": "2026-01-05", "instrument": ""},
            {"established_on": "2199-01-05", "instrument": "safeguards"},
            {"established_on": "hier", "instrument": "safeguards"},
            {"established_on": "", "instrument": "rien"},
        ],
    )
    def test_what_makes_no_sense_is_shown_again(self, client, zone, delegate, address, data):
        client.force_login(delegate)

        answer = client.post(address("transfer_basis", pk=zone.pk), {**data, "note": "Mon texte"})

        assert answer.status_code == 200
        assert "Mon texte" in answer.text
        assert not TransferBasis.objects.exists()

    @pytest.mark.parametrize(
        "role", ["author", "editor", "committee", "organisation_administrator", "privacy_delegate"]
    )
    def test_nobody_else_does(self, client, zone, service, address, role):
        person = UserFactory(roles=[role], organisation=service)
        client.force_login(person)

        assert client.get(address("transfer_basis", pk=zone.pk)).status_code == 403
        with pytest.raises(Refused):
            set_basis(zone, established_on=DAY, instrument="safeguards", note="", by=person)

    def test_a_visitor_is_sent_to_the_door(self, client, zone, address):
        assert client.get(address("transfer_basis", pk=zone.pk)).url.startswith(address("login"))

    def test_asks_as_often_for_many_bodies_as_for_few(
        self, client, zone, address, django_assert_max_num_queries
    ):
        client.get(address("transfers"))
        with django_assert_max_num_queries(60) as few:
            client.get(address("transfers"))
        for _time in range(5):
            UserFactory(
                organisation=type(zone).objects.create(
                    name_fr="Autre", type=zone.type, country="BE", reference_code=f"X{_time}"
                ),
                roles=[RoleName.AUTHOR],
            )

        with django_assert_max_num_queries(len(few)):
            client.get(address("transfers"))
