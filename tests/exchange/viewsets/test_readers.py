import pytest
from django.urls import reverse

from exchange.models import Feedback
from tests.exchange.viewsets.world import somebody
from tests.factories import ArticlePageFactory

pytestmark = pytest.mark.django_db


class TestFeedback:
    def test_an_editor_notes_that_it_is_taken_care_of(self, client, world):
        client.force_login(somebody(world, "editor"))

        client.post(reverse("feedback:handle", args=[world["feedback"].pk]))

        assert Feedback.objects.get().handled_at
        waiting = client.get(reverse("feedback:index"), {"handled": "no"}).text
        done = client.get(reverse("feedback:index"), {"handled": "yes"}).text
        assert "Un avis de lecteur." in done
        assert "Un avis de lecteur." not in waiting
        assert "null" not in waiting

        client.post(reverse("feedback:reopen", args=[world["feedback"].pk]))
        assert Feedback.objects.get().handled_at is None

    def test_a_link_handles_nothing(self, client, world):
        client.force_login(somebody(world, "editor"))

        assert client.get(reverse("feedback:handle", args=[world["feedback"].pk])).status_code == 405

    def test_hostile_text_is_text(self, client, world):
        Feedback.objects.create(page=ArticlePageFactory(), message="<script>alert(1)</script>")
        client.force_login(somebody(world, "editor"))

        assert "<script>alert(1)" not in client.get(reverse("feedback:index")).text
