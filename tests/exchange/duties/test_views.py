import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.audiences import State
from exchange.models import DutyNotice, RoleName
from tests.factories import MembershipFactory, OrganisationFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def member():
    body = OrganisationFactory(name_fr="Zone Unique")
    MembershipFactory(organisation=body, accession_on=dt.date(2016, 10, 13))
    return body


class TestOurs:
    def test_tells_a_body_what_is_left_to_do(self, client, member):
        PracticeFactory(organisation=member, heading_fr="À vérifier", state=State.REVIEW_DUE)
        client.force_login(UserFactory(organisation=member, roles=[RoleName.CONTENT_LEAD]))
        page = client.get(reverse("duties")).content.decode()
        assert "À vérifier" in page

    def test_names_no_sheet_of_another_body(self, client, member):
        PracticeFactory(heading_fr="Ailleurs", state=State.REVIEW_DUE)
        client.force_login(UserFactory(organisation=member, roles=[RoleName.AUTHOR]))
        assert "Ailleurs" not in client.get(reverse("duties")).content.decode()

    def test_is_for_those_who_work_for_a_body(self, client, member):
        assert client.get(reverse("duties")).status_code == 302
        client.force_login(UserFactory(organisation=member, roles=[RoleName.READER]))
        assert client.get(reverse("duties")).status_code == 403
        client.force_login(UserFactory(organisation=None, roles=[RoleName.EDITOR]))
        assert client.get(reverse("duties")).status_code == 403

    def test_says_so_when_the_body_is_no_member(self, client):
        candidate = OrganisationFactory()
        MembershipFactory(organisation=candidate, state="candidate")
        client.force_login(UserFactory(organisation=candidate, roles=[RoleName.ORGANISATION_ADMINISTRATOR]))
        response = client.get(reverse("duties"))
        assert response.status_code == 200
        assert response.context["standing"] is None


class TestDesk:
    @pytest.fixture
    def secretariat(self, client):
        client.force_login(UserFactory(organisation=None, roles=[RoleName.EDITOR]))
        return client

    def step_of(self, body, year=None):
        return reverse("duties_step", args=[body.pk, year or timezone.localdate().year])

    def test_flags_who_misses_something(self, secretariat, member):
        response = secretariat.get(reverse("duties_desk"))
        assert response.context["flagged"] == 1
        assert "Zone Unique" in response.content.decode()

    def test_records_a_step(self, secretariat, member):
        data = {"duty": "share", "step": "notice", "note": "Rien depuis deux ans."}
        response = secretariat.post(self.step_of(member), data)
        assert response.status_code == 302
        assert DutyNotice.objects.get().organisation == member

    def test_keeps_what_was_typed_when_it_is_refused(self, secretariat, member):
        data = {"duty": "share", "step": "conversation", "note": "Téléphone avec la cheffe."}
        response = secretariat.post(self.step_of(member), data)
        assert "Téléphone avec la cheffe." in response.content.decode()
        assert not DutyNotice.objects.exists()

    @pytest.mark.parametrize("year", ["1999", "2999", "abc", "²026", "9" * 50])
    def test_shows_this_year_for_one_that_it_does_not_know(self, secretariat, year):
        response = secretariat.get(reverse("duties_desk"), {"year": year})
        assert response.context["year"] == timezone.localdate().year

    def test_takes_no_step_in_a_year_to_come(self, secretariat, member):
        assert secretariat.get(self.step_of(member, 2999), follow=True).status_code == 404

    def test_is_closed_to_bodies(self, client, member):
        client.force_login(UserFactory(organisation=member, roles=[RoleName.CONTENT_LEAD]))
        assert client.get(reverse("duties_desk")).status_code == 302
        client.post(self.step_of(member), {"duty": "share", "step": "notice", "note": "x"})
        assert not DutyNotice.objects.exists()
