"""A draft saves what can be saved, keeps the rest as it was typed, and says when nothing can be saved at all."""

import pytest
from django.urls import reverse
from django.utils import translation
from wagtail.blocks import BlockField

from exchange.models import UnsavedInput
from practices.models import Practice
from tests.exchange.viewsets.world import collect
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    SeminarFactory,
    practice_index,
)
from tests.factories import UserFactory as People

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}


@pytest.fixture
def body():
    body = OrganisationFactory()
    MembershipFactory(organisation=body)
    return body


@pytest.fixture
def author(body):
    return People(organisation=body, roles=["author"], language="fr")


@pytest.fixture
def draft(body, author, client):
    client.force_login(author)
    practice = PracticeFactory(
        organisation=body, draft=True, owner=author, heading_fr="Une médiation", start_date="2020"
    )
    practice.save_revision(user=author)
    return practice


def form_of(client, address):
    """Return what a browser would send back of the form at an address, its streams left empty."""
    form = client.get(address).context["form"]
    data = collect(form)
    streams = [name for name, field in form.fields.items() if isinstance(field, BlockField)]
    for name in streams:
        data.pop(name, None)
    return data | {f"{name}-count": "0" for name in streams}


def address_of(practice):
    return reverse("wagtailadmin_pages:edit", args=[practice.pk])


def newest(practice):
    return Practice.objects.get(pk=practice.pk).get_latest_revision_as_object()


class TestAnAnswerThatCanNotBeRead:
    def test_keeps_no_other_from_being_saved_and_is_shown_again(self, client, draft):
        address = address_of(draft)
        sent = form_of(client, address) | {"start_date": "printemps 2023", "pitch_fr": "Un parc plus calme."}

        answer = client.post(address, sent, headers=JSON)

        assert answer.json()["success"]
        assert newest(draft).pitch_fr == "Un parc plus calme."
        assert newest(draft).start_date == "2020"
        shown = client.get(address).context["form"]
        assert shown["start_date"].value() == "printemps 2023"
        assert shown["pitch_fr"].value() == "Un parc plus calme."
        assert "start_date" in shown.errors

    def test_is_named_in_the_answer_with_its_place_and_reason(self, client, draft):
        address = address_of(draft)
        sent = form_of(client, address) | {"start_date": "printemps 2023"}
        rows = {
            "indicators-TOTAL_FORMS": "1",
            "indicators-0-name": "Plaintes",
            "indicators-0-baseline_date": "l’an passé",
            "indicators-0-ORDER": "1",
        }

        named = client.post(address, sent | rows, headers=JSON).json()["unsaved_answers"]

        assert [answer["id"] for answer in named] == ["id_start_date", "id_indicators-0-baseline_date"]
        assert all("2023" in answer["error"] and answer["label"] for answer in named)
        again = client.post(
            address,
            form_of(client, address) | {"start_date": "", "indicators-0-baseline_date": ""},
            headers=JSON,
        )
        assert "unsaved_answers" not in again.json()

    def test_is_forgotten_once_it_can_be_read(self, client, draft):
        address = address_of(draft)
        sent = form_of(client, address)
        client.post(address, sent | {"start_date": "printemps 2023"}, headers=JSON)

        client.post(address, sent | {"start_date": "mars 2023"}, headers=JSON)

        assert newest(draft).start_date == "2023-03"
        assert not UnsavedInput.objects.exists()
        assert not client.get(address).context["form"].errors

    def test_in_a_row_keeps_the_row_and_makes_no_saved_row_twice(self, client, draft):
        address = address_of(draft)
        sent = form_of(client, address)
        rows = {
            "partners-TOTAL_FORMS": "1",
            "partners-0-name": "La maison de quartier",
            "partners-0-ORDER": "1",
            "indicators-TOTAL_FORMS": "1",
            "indicators-0-name": "Plaintes",
            "indicators-0-baseline_date": "l’an passé",
            "indicators-0-ORDER": "1",
        }

        client.post(address, sent | rows, headers=JSON)

        assert [row.name for row in newest(draft).partners.all()] == ["La maison de quartier"]
        again = form_of(client, address)
        assert again["indicators-0-baseline_date"] == "l’an passé"
        assert again["indicators-0-name"] == "Plaintes"
        answer = client.post(address, again | {"indicators-0-baseline_date": "2022"}, headers=JSON)
        assert answer.json()["success"]
        assert [row.name for row in newest(draft).partners.all()] == ["La maison de quartier"]
        assert [row.baseline_date for row in newest(draft).indicators.all()] == ["2022"]

    def test_leads_back_to_itself_when_the_whole_form_is_sent(self, client, draft):
        address = address_of(draft)

        answer = client.post(address, form_of(client, address) | {"end_date": "hier", "action-to-desk": "1"})

        assert answer.url == address
        assert "hier" in client.get(address).text

    def test_is_seen_by_nobody_else(self, client, draft, body):
        address = address_of(draft)
        client.post(address, form_of(client, address) | {"start_date": "printemps 2023"}, headers=JSON)

        client.force_login(People(organisation=body, roles=["content_lead"]))

        assert client.get(address).context["form"]["start_date"].value() == "2020"

    def test_about_an_older_version_is_not_shown(self, client, draft, author):
        address = address_of(draft)
        client.post(address, form_of(client, address) | {"start_date": "printemps 2023"}, headers=JSON)

        newest(draft).save_revision(user=author)

        assert client.get(address).context["form"]["start_date"].value() == "2020"


class TestANewDraft:
    def test_is_saved_from_the_first_answer_under_a_title_in_its_own_language(self, client, body, author):
        client.force_login(author)
        page = OrganisationPageFactory(organisation=body)
        address = reverse("wagtailadmin_pages:add", args=["practices", "practice", page.pk])
        sent = form_of(client, address) | {"original_language": "nl"}

        with translation.override("en"):
            answer = client.post(address, sent, headers=JSON)

        assert answer.json()["success"]
        practice = Practice.objects.get(pk=answer.json()["pk"])
        assert practice.title.startswith("Zonder titel, ")
        assert not practice.heading_nl

    @pytest.mark.parametrize("kind", ["organisationpage", "talk"])
    def test_is_not_kept_without_an_organisation_and_says_so(self, client, body, kind):
        client.force_login(People(roles=["editor"]))
        parent = practice_index() if kind == "organisationpage" else SeminarFactory()
        app = "exchange" if kind == "organisationpage" else "seminars"
        address = reverse("wagtailadmin_pages:add", args=[app, kind, parent.pk])
        sent = form_of(client, address) | {"organisation": "", "heading_fr": "Une médiation"}

        answer = client.post(address, sent)

        assert "organisation" in answer.context["form"].errors
        assert answer.context["form"]["heading_fr"].value() == "Une médiation"
        assert not client.post(address, sent, headers=JSON).json()["success"]


class TestASessionThatEnded:
    def test_is_told_to_what_saves_in_the_background(self, client, draft):
        address = address_of(draft)
        sent = form_of(client, address)
        client.logout()

        answer = client.post(address, sent, headers=JSON)

        assert answer.status_code == 401
        assert answer.json()["error_code"] == "session_ended"

    def test_sends_whoever_reads_to_the_sign_in_page(self, client, draft):
        client.logout()

        assert client.get(address_of(draft)).status_code == 302

    def test_a_whole_save_is_confirmed_to_the_window_that_sent_it(self, client, draft):
        address = address_of(draft)
        key = "0b6d3c1e-8d2b-4d7b-9a55-0d5f6a1c2e3f"

        saved = client.post(address, form_of(client, address) | {"draft_key": key})
        client.logout()
        refused = client.post(address, {"draft_key": key})

        assert f"draft_saved_{key}" in saved.cookies
        assert not refused.cookies

    def test_what_somebody_else_had_typed_in_this_window_is_not_saved_in_the_name_of_another(
        self, client, draft
    ):
        address = address_of(draft)
        sent = form_of(client, address) | {"draft_person": str(draft.owner_id), "pitch_fr": "De l'autre."}
        colleague = People(organisation=draft.organisation, roles=["author"])
        client.force_login(colleague)

        in_background = client.post(address, sent, headers=JSON)
        pressed = client.post(address, sent)

        assert in_background.status_code == 401
        assert (pressed.status_code, pressed.url) == (302, address)
        assert f'data-person="{colleague.pk}"' in client.get(address).text
        assert not draft.revisions.filter(user=colleague).exists()
