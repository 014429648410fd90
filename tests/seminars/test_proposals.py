"""The pages on which talks are proposed and decided about."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from exchange.audiences import State
from exchange.models import Attachment
from seminars import actions
from seminars.models import Talk
from tests.factories import PracticeFactory, UserFactory
from tests.files import pdf_bytes
from tests.seminars.cast import ABSTRACT, accepted, cast, fresh, proposed, released, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return cast()


def at(name, *args):
    with override("en"):
        return reverse(f"seminars:{name}", args=args)


def written(**changes):
    return {
        "language": "fr",
        "heading": "Parler avec les jeunes du quartier",
        "summary": ABSTRACT[:400],
        "format": "workshop",
        "speaker_function": "Inspectrice de quartier",
        "practices": [],
        "video_url": "",
        "audience": "members",
        **changes,
    }


def pdf():
    return SimpleUploadedFile("diapositives.pdf", pdf_bytes(), content_type="application/pdf")


class TestWayIn:
    @pytest.mark.parametrize("name", ["propose", "rewrite", "progress", "ours"])
    def test_asks_visitors_to_sign_in(self, client, world, name):
        args = {"propose": [world.seminar.pk], "ours": []}.get(name, [proposed(world).pk])
        response = client.get(at(name, *args))
        assert response.status_code == 302
        assert "/sign-in/" in response.url
        assert "next=" in response.url

    def test_is_offered_where_a_seminar_calls_for_talks(self, client, world):
        address = at("propose", world.seminar.pk)
        with override("en"):
            page = world.seminar.get_url()
        assert address in client.get(page).content.decode()
        type(world.seminar).objects.update(talks_until=None)
        assert address not in client.get(page).content.decode()

    def test_says_why_to_those_who_may_not(self, client, world):
        client.force_login(world.reader)
        response = client.get(at("propose", world.seminar.pk), follow=True)
        assert "content leads of a member organisation propose talks" in response.content.decode()
        assert not Talk.objects.exists()

    def test_hides_a_talk_from_others(self, client, world):
        talk = released(world)
        client.force_login(world.stranger)
        assert client.get(at("progress", talk.pk)).status_code == 404
        assert client.get(at("rewrite", talk.pk)).status_code == 404
        assert talk.heading not in client.get(at("ours")).content.decode()


class TestProposal:
    def test_is_sent_in_one_go(self, client, world):
        client.force_login(world.author)
        response = client.post(at("propose", world.seminar.pk), written(send="1"))
        talk = Talk.objects.get()
        assert response.url == at("progress", talk.pk)
        assert (talk.state, talk.format, talk.languages) == (State.SUBMITTED, "workshop", ["fr"])
        assert (talk.owner, talk.organisation) == (world.author, world.owner)

    def test_is_made_once_however_often_it_is_sent(self, client, world):
        client.force_login(world.author)
        for _time in range(2):
            client.post(at("propose", world.seminar.pk), written(keep="1", csrfmiddlewaretoken="one form"))
        assert Talk.objects.count() == 1

    def test_is_kept_where_something_is_missing_and_says_what(self, client, world):
        client.force_login(world.author)
        answer = client.post(
            at("propose", world.seminar.pk), written(summary="Court.", slides=pdf(), send="1"), follow=True
        )
        text = answer.content.decode()
        talk = Talk.objects.get()
        assert talk.state == State.DRAFT
        assert talk.slides is not None
        assert "200 to 1500 characters; there are 6." in text
        assert "Court." in text
        assert talk.slides.filename in text

    def test_shows_again_what_cannot_be_kept(self, client, world):
        client.force_login(world.author)
        response = client.post(
            at("propose", world.seminar.pk), written(video_url="pas une adresse", slides=pdf(), keep="1")
        )
        text = response.content.decode()
        assert response.status_code == 422
        assert "pas une adresse" in text
        assert ABSTRACT[:200] in text
        assert "choose the file again" in text
        assert not Attachment.objects.exists()

    def test_cleans_the_slides_and_refuses_what_is_no_file_of_its_kind(self, client, world):
        client.force_login(world.author)
        false = SimpleUploadedFile("diapositives.pdf", b"MZ no document at all")
        response = client.post(at("propose", world.seminar.pk), written(slides=false, keep="1"))
        assert response.status_code == 422
        assert not Talk.objects.exists()

    def test_names_the_practices_of_its_organisation_and_no_others(self, client, world):
        own = PracticeFactory(organisation=world.owner, reference="BE-5344-001", heading_fr="Parrainer")
        other = PracticeFactory(organisation=world.other, reference="BE-5345-001")
        draft = PracticeFactory(organisation=world.owner, draft=True)
        client.force_login(world.author)
        page = client.get(at("propose", world.seminar.pk)).content.decode()
        assert "BE-5344-001 · Parrainer" in page
        assert other.reference not in page
        assert draft.heading not in page

        refused = client.post(at("propose", world.seminar.pk), written(practices=[other.reference], keep="1"))
        assert refused.status_code == 422
        client.post(at("propose", world.seminar.pk), written(practices=["be-5344-001", ""], keep="1"))
        assert [row.practice for row in Talk.objects.get().practice_links.all()] == [own]

    def test_keeps_the_text_of_who_comes_second(self, client, world):
        talk = proposed(world)
        version = talk.latest_revision_id
        actions.rewrite(talk, by=world.colleague, heading="Le titre de la collègue")
        client.force_login(world.author)
        response = client.post(
            at("rewrite", talk.pk), written(heading="Mon titre à moi", version=version, keep="1")
        )
        assert response.status_code == 422
        assert "Mon titre à moi" in response.content.decode()
        assert fresh(talk).heading == "Le titre de la collègue"


class TestProgress:
    def do(self, client, user, talk, verb, **words):
        client.force_login(user)
        page = client.get(at("progress", talk.pk))
        entry = next((entry for entry in page.context["deeds"] if entry["deed"].verb == verb), None)
        words = {f"{verb}-{name}": value for name, value in words.items()}
        return client.post(
            at("progress", talk.pk),
            {"deed": verb, "seen": entry["seen"] if entry else "", **words},
            follow=True,
        )

    def test_leads_from_release_to_the_programme(self, client, world):
        talk = submitted(world)
        self.do(client, world.lead, talk, "release")
        self.do(client, world.host, fresh(talk), "accept", comment="Avec plaisir.")
        client.logout()
        with override("en"):
            programme = client.get(world.seminar.get_url()).content.decode()
        assert talk.heading in programme

    def test_signs_each_of_its_forms(self, client, world):
        client.force_login(world.host)
        page = client.get(at("progress", released(world).pk)).content.decode()
        forms = [form for form in page.split("<form")[1:] if 'name="deed"' in form]
        assert len(forms) == 3
        assert all('name="csrfmiddlewaretoken"' in form for form in forms)

    def test_shows_the_reason_of_the_hosts_to_the_author(self, client, world):
        talk = released(world)
        assert self.do(client, world.host, talk, "decline").status_code == 422
        self.do(client, world.host, talk, "decline", comment="Le programme est complet.")
        client.force_login(world.author)
        page = client.get(at("progress", talk.pk)).content.decode()
        assert "Declined by the hosts" in page
        assert "Le programme est complet." in page
        assert "Declined by the hosts" in client.get(at("ours")).content.decode()

    def test_decides_about_no_version_that_was_not_seen(self, client, world):
        talk = submitted(world)
        client.force_login(world.lead)
        response = client.post(at("progress", talk.pk), {"deed": "release", "seen": "1.0"})
        assert response.status_code == 409
        assert fresh(talk).state == State.SUBMITTED

    def test_offers_nothing_that_is_not_possible(self, client, world):
        talk = released(world)
        response = self.do(client, world.author, talk, "accept")
        assert "This is not possible any more" in response.content.decode()
        assert fresh(talk).state == State.RELEASED

    def test_lists_what_waits_for_the_hosts(self, client, world):
        talk = released(world)
        client.force_login(world.host)
        assert talk.heading in client.get(at("ours")).content.decode()
        client.force_login(UserFactory(organisation=world.other, roles=["reader"]))
        assert client.get(at("ours")).status_code == 403


class TestLinks:
    def test_lead_from_the_practice_to_the_talk_where_it_is_open(self, client, world):
        practice = PracticeFactory(organisation=world.owner)
        talk = accepted(world, audience="members", practices=[practice])
        with override("en"):
            address, page = practice.get_url(), talk.get_url()
        assert talk.heading not in client.get(address).content.decode()
        client.force_login(world.stranger)
        text = client.get(address).content.decode()
        assert talk.heading in text
        assert "Presented at a seminar" in text
        assert world.seminar.heading in text
        assert practice.heading in client.get(page).content.decode()
