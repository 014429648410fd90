import pytest
from django.urls import reverse

from exchange.audiences import State
from exchange.disputes import actions
from exchange.models import Dispute, RoleName
from practices.models import Practice
from tests.factories import MembershipFactory, OrganisationFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db


def body():
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation)
    return organisation


def speaker(organisation):
    return UserFactory(organisation=organisation, roles=[RoleName.ORGANISATION_ADMINISTRATOR])


@pytest.fixture
def raiser():
    return speaker(body())


@pytest.fixture
def other():
    return body()


@pytest.fixture
def dispute(raiser, other):
    return actions.raise_dispute(subject="Copie", account="Sans citer.", other=other, by=raiser)


class TestRaise:
    def send(self, client, **changes):
        data = {"subject": "Copie", "account": "Sans citer.", "other": "", "address": "", **changes}
        return client.post(reverse("dispute_raise"), data)

    def test_opens_one_about_a_sheet(self, client, raiser, other):
        sheet = PracticeFactory(organisation=other)
        client.force_login(raiser)
        response = self.send(client, other=other.pk, address=f"http://testserver{sheet.get_url()}")
        dispute = Dispute.objects.get()
        assert response.url == reverse("dispute", args=[dispute.pk])
        assert dispute.page_id == sheet.pk

    def test_does_not_tell_whether_a_hidden_sheet_exists(self, client, raiser, other):
        hidden = PracticeFactory(organisation=other, draft=True)
        client.force_login(raiser)
        for address in (hidden.get_url(), "/fr/practices/99999-x/", "nonsense", "http://[", "/admin/"):
            response = self.send(client, other=other.pk, address=address)
            assert list(response.context["form"].errors) == ["address"]
        assert not Dispute.objects.exists()

    def test_keeps_what_was_typed(self, client, raiser):
        client.force_login(raiser)
        response = self.send(client, other="", account="Un long récit.")
        assert "Un long récit." in response.content.decode()

    def test_is_for_those_who_speak_for_a_body(self, client, other):
        client.force_login(UserFactory(organisation=body(), roles=[RoleName.AUTHOR]))
        assert self.send(client, other=other.pk).status_code == 403
        assert not Dispute.objects.exists()


class TestPage:
    def test_is_not_found_by_strangers(self, client, dispute):
        address = reverse("dispute", args=[dispute.pk])
        assert client.get(address).status_code == 302
        for stranger in (
            speaker(body()),
            UserFactory(organisation=dispute.raised_by, roles=[RoleName.AUTHOR]),
            UserFactory(organisation=None, roles=[RoleName.COMMITTEE]),
            UserFactory(organisation=None, roles=[RoleName.EDITOR]),
        ):
            client.force_login(stranger)
            assert client.get(address).status_code == 404
            assert client.post(address, {"deed": "write", "text": "x"}).status_code == 404
        assert not dispute.entries.exists()

    def test_invites_to_answer_it_and_not_a_questionnaire(self, client, dispute, other):
        client.force_login(speaker(other))

        page = client.get(reverse("dispute", args=[dispute.pk])).content.decode()

        assert '<h2 id="answer">Répondre</h2>' in page

    def test_takes_an_answer(self, client, dispute, other):
        client.force_login(speaker(other))
        client.post(reverse("dispute", args=[dispute.pk]), {"deed": "write", "text": "Nous avons cité."})
        assert dispute.entries.get().text == "Nous avons cité."

    @pytest.mark.parametrize("deed", ["settled", "withdrawn", "pass_on", "left", "freeze", "", "nonsense"])
    def test_refuses_what_is_not_offered(self, client, dispute, other, deed):
        client.force_login(speaker(other))
        response = client.post(
            reverse("dispute", args=[dispute.pk]), {"deed": deed, "text": "Mes mots à garder."}
        )
        assert "Mes mots à garder." in response.content.decode()
        assert Dispute.objects.get().is_open
        assert not dispute.entries.exists()

    def test_freezes_the_version_that_was_read(self, client, raiser, other):
        sheet = PracticeFactory(organisation=other)
        sheet.save_revision().publish()
        dispute = actions.raise_dispute(
            subject="Copie", account="Sans citer.", other=other, page=sheet, by=raiser
        )
        client.force_login(raiser)
        address = reverse("dispute", args=[dispute.pk])
        seen = client.get(address).context["seen"]
        Practice.objects.get(pk=sheet.pk).save_revision().publish()
        post = {"deed": "freeze", "text": "Nos photos y sont.", "seen": seen}

        for outdated in (post, {**post, "seen": ""}):
            refused = client.post(address, outdated)
            assert "Nos photos y sont." in refused.text
            assert refused.context["form"].non_field_errors()
            assert not Practice.objects.filter(state=State.FROZEN).exists()

        assert f'name="seen" value="{refused.context["seen"]}"' in refused.text
        client.post(address, {**post, "seen": refused.context["seen"]})
        assert Practice.objects.get().state == State.FROZEN

    def test_stands_in_no_memory(self, client, dispute, raiser):
        client.force_login(raiser)
        response = client.get(reverse("dispute", args=[dispute.pk]))
        assert "no-store" in response["Cache-Control"]


class TestList:
    def test_shows_one_s_own(self, client, dispute, raiser):
        client.force_login(raiser)
        assert "Copie" in client.get(reverse("disputes")).content.decode()
        client.force_login(speaker(body()))
        assert "Copie" not in client.get(reverse("disputes")).content.decode()

    def test_is_for_those_who_speak_or_govern(self, client):
        client.force_login(UserFactory(organisation=None, roles=[RoleName.EDITOR]))
        assert client.get(reverse("disputes")).status_code == 403
