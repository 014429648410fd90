"""Seminars and talks as the secretariat keeps them in the editor."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from exchange.audiences import State
from exchange.viewers import VISITOR, viewer_of
from seminars.models import Seminar, Talk
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
    seminar_index,
)

pytestmark = pytest.mark.django_db

LANGUAGES = ("fr", "fr_ca", "nl", "en")


@pytest.fixture
def editor(client):
    client.force_login(
        UserFactory(roles=["editor"]), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def new(model, parent):
    return reverse("wagtailadmin_pages:add", args=["seminars", model, parent.pk])


class TestSeminar:
    def test_is_added_and_published(self, editor):
        fields = {
            "original_language": "fr",
            "heading_fr": "Deuxième séminaire",
            "starts_on": "2017-10",
            "mode": "hybrid",
            "hosts": inline_formset([{"organisation": OrganisationFactory().pk}]),
            "attendance": inline_formset([]),
            "action-publish": "1",
        }

        response = editor.post(new("seminar", seminar_index()), nested_form_data(fields))

        assert response.status_code == 302
        seminar = Seminar.objects.visible_to(VISITOR).get(heading_fr="Deuxième séminaire")
        assert (seminar.live, seminar.mode, seminar.hosts.count()) == (True, "hybrid", 1)


class TestTalk:
    def fields(self, **changes):
        takeaways = {f"takeaways_{code}": streamfield([]) for code in LANGUAGES}
        return nested_form_data(
            {
                "original_language": "fr",
                "heading_fr": "Parler avec les jeunes",
                "summary_fr": "Ce que deux corps ont appris.",
                "organisation": OrganisationFactory().pk,
                "format": "talk",
                "audience": "public",
                "practice_links": inline_formset([]),
                **takeaways,
                **changes,
            }
        )

    def test_is_added_and_never_published_without_its_organisation(self, editor):
        fields = self.fields(**{"action-publish": "1"}) | {"languages": ["fr", "nl"]}
        editor.post(new("talk", SeminarFactory()), fields)

        talk = Talk.objects.get(heading_fr="Parler avec les jeunes")
        assert (talk.live, talk.state, talk.languages) == (False, State.DRAFT, ["fr", "nl"])

    def test_leads_from_the_editor_to_the_agreement_of_its_organisation(self, editor):
        response = editor.post(new("talk", SeminarFactory()), self.fields(**{"action-to-progress": "1"}))

        talk = Talk.objects.get(heading_fr="Parler avec les jeunes")
        with override("fr"):
            assert response.url.endswith(
                f"/{talk.pk}/{reverse('seminars:progress', args=[talk.pk]).split('/')[-2]}/"
            )
        assert editor.get(response.url).status_code == 200

    def test_that_documents_a_past_seminar_is_published_by_the_secretariat(self, editor):
        talk = TalkFactory(provenance="imported")
        talk.save_revision()
        page = editor.get(reverse("wagtailadmin_pages:edit", args=[talk.pk])).content.decode()
        assert "action-publish" in page

    def test_keeps_the_words_of_its_organisation_whoever_edits(self, editor):
        talk = TalkFactory()
        talk.save_revision()
        address = reverse("wagtailadmin_pages:edit", args=[talk.pk])
        assert 'name="action-publish"' not in editor.get(address).content.decode()

        editor.post(address, self.fields(organisation=talk.organisation_id, **{"action-publish": "1"}))
        assert Talk.objects.get(pk=talk.pk).heading_fr == talk.heading_fr

    def test_needs_a_body(self, editor):
        response = editor.post(new("talk", SeminarFactory()), self.fields(organisation=""))

        assert response.status_code == 200
        assert "organisation" in response.context["form"].errors

    def test_stays_with_the_secretariat_that_begins_it(self, editor):
        response = editor.post(new("talk", SeminarFactory()), self.fields(audience="members"))

        talk = Talk.objects.get(heading_fr="Parler avec les jeunes")
        assert (talk.live, talk.state) == (False, State.DRAFT)
        assert editor.get(response.url).status_code == 200
        assert not Talk.objects.visible_to(viewer_of(UserFactory(roles=["committee"]))).exists()

    def test_stays_with_its_body_when_the_body_wrote_it(self, editor):
        body = MembershipFactory().organisation
        author = UserFactory(organisation=body, roles=["author"])
        talk = TalkFactory(draft=True, organisation=body, owner=author)

        address = reverse("wagtailadmin_pages:edit", args=[talk.pk])
        assert editor.get(address, follow=True).status_code == 404
        assert Talk.objects.visible_to(viewer_of(author)).get() == talk

    def test_comes_back_after_it_was_unpublished(self, editor):
        talk = TalkFactory(members=True, first_published_at=timezone.now())

        editor.post(reverse("wagtailadmin_pages:unpublish", args=[talk.pk]))

        assert editor.get(reverse("wagtailadmin_pages:edit", args=[talk.pk])).status_code == 200

    def test_goes_out_of_sight_when_it_is_unpublished(self, editor):
        talk = TalkFactory()

        editor.post(reverse("wagtailadmin_pages:unpublish", args=[talk.pk]))

        talk = Talk.objects.get(pk=talk.pk)
        assert (talk.live, talk.state) == (False, State.DRAFT)
        assert not Talk.objects.visible_to(VISITOR).exists()
