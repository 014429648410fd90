"""Roles in practice: who administers a body keeps its people and their roles, and meets nobody else's."""

import pytest
from django.apps import apps
from django.core import mail
from django.urls import reverse

from exchange.models import Invitation
from tests.clients import Client, WatchfulClient
from tests.factories import MembershipFactory, OrganisationFactory, PracticeFactory, UserFactory
from tests.leaks.test_registry import addresses

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]


@pytest.fixture
def body():
    body = OrganisationFactory(email_domains=["zone.example"])
    MembershipFactory(organisation=body)
    return body


@pytest.fixture
def keeper(body):
    return UserFactory(organisation=body, roles=["organisation_administrator"])


@pytest.fixture
def client(keeper):
    client = WatchfulClient()
    client.force_login(keeper)
    return client


class TestAdministratorOfABody:
    def test_needs_no_administration_of_django(self):
        assert not apps.is_installed("django.contrib.admin")
        assert not any(name.startswith("admin:") for name in addresses())

    def test_finds_the_people_of_the_body_in_the_menu(self, client, body):
        colleague = UserFactory(organisation=body, name="Une collègue")
        stranger = UserFactory(organisation=OrganisationFactory(), name="Un étranger")

        assert reverse("people:index") in client.get("/admin/").text
        for address in ("people:index", "people:index_results"):
            listed = client.get(reverse(address)).text
            assert colleague.name in listed
            assert stranger.name not in listed

    def test_gives_a_role_that_holds_at_the_next_request(self, client, body):
        colleague = UserFactory(organisation=body, roles=["reader"])
        draft = PracticeFactory(organisation=body, heading_fr="Brouillon", draft=True)
        at_work = Client()
        at_work.force_login(colleague)
        assert at_work.get(draft.get_url(), follow=True).status_code == 404

        data = {"name": colleague.name, "language": "", "is_active": "on", "role_names": ["author"]}
        assert client.post(reverse("people:edit", args=[colleague.pk]), data).status_code == 302

        assert at_work.get(draft.get_url(), follow=True).status_code == 200

    def test_closes_an_account_at_once(self, client, body):
        colleague = UserFactory(organisation=body, roles=["author"])
        at_work = Client()
        at_work.force_login(colleague)

        data = {"name": colleague.name, "language": "", "role_names": ["author"]}
        assert client.post(reverse("people:edit", args=[colleague.pk]), data).status_code == 302

        assert at_work.get("/fr/").wsgi_request.viewer.is_visitor

    def test_invites_into_the_own_body_alone(self, client, body, django_capture_on_commit_callbacks):
        other = OrganisationFactory(email_domains=["ailleurs.example"])
        data = {"email": "nouveau@zone.example", "roles": ["author"], "language": "fr"}

        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("invitation:add"), {**data, "organisation": body.pk})
            client.post(
                reverse("invitation:add"),
                {**data, "organisation": other.pk, "email": "nouveau@ailleurs.example"},
            )

        assert list(Invitation.objects.values_list("email", "organisation")) == [
            ("nouveau@zone.example", body.pk)
        ]
        assert [letter.to for letter in mail.outbox] == [["nouveau@zone.example"]]

    def test_meets_nobody_of_another_body(self, client):
        stranger = UserFactory(organisation=OrganisationFactory(), roles=["reader"], name="Un étranger")

        for view in ("edit", "inspect", "history"):
            answer = client.get(reverse(f"people:{view}", args=[stranger.pk]), follow=True)
            assert stranger.name not in answer.text
            assert stranger.email not in answer.text
