"""Search in the editor: who sees it, what it shows, and what may be done there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from exchange.audiences import Audience
from exchange.models import Concept, ConceptTerm
from search import concordance, generations
from search.elasticsearch import client as cluster
from search.elasticsearch import indices
from search.models import Generation, Outbox, Unanswered
from search.models.changes import ATTEMPTS
from search.moment import fingerprint
from tests.factories import ConceptFactory, PracticeFactory, ProtocolFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = ("search_index", "search_unanswered")
CHANGES = ("search_rebuild", "search_rollback")
REFUSED = {302, 404}


@pytest.fixture
def index(settings, monkeypatch):
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    monkeypatch.setattr(indices, "look", lambda: None)
    return Generation.objects.create(
        name="test-entries-g1",
        state="live",
        fingerprint=fingerprint(),
        promoted_at=timezone.now(),
        checked_at=timezone.now(),
        differences=2,
    )


@pytest.fixture
def editor(client):
    client.force_login(UserFactory(roles=["editor"]))
    return client


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(roles=["administrator"]))
    return client


def text_of(response) -> str:
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


class TestRights:
    @pytest.mark.parametrize(
        ("role", "sees", "changes"),
        [
            ("editor", True, False),
            ("administrator", True, True),
            ("committee", False, False),
            ("organisation_administrator", False, False),
            ("author", False, False),
        ],
    )
    def test_of_each_role(self, client, index, role, sees, changes):
        client.force_login(UserFactory(roles=[role]))

        for name in PAGES:
            assert (client.get(reverse(name)).status_code == 200) == sees, name
        for name in CHANGES:
            assert (client.get(reverse(name)).status_code == 200) == changes, name
            if not changes:
                assert client.post(reverse(name)).status_code in REFUSED
        if not sees:
            assert client.post(reverse("search_retry_all")).url != reverse("search_index")
            assert client.post(reverse("concordance_preview")).status_code in REFUSED

    def test_of_a_stranger(self, client, index):
        for name in (*PAGES, *CHANGES):
            assert client.get(reverse(name)).status_code == 302

    def test_the_menu_shows_it_to_the_secretariat(self, client):
        for role, shown in (("editor", True), ("author", False)):
            client.force_login(UserFactory(roles=[role]))
            assert (reverse("search_index") in client.get("/admin/").content.decode()) == shown


class TestIndex:
    def test_says_who_answers(self, editor, index):
        text = text_of(editor.get(reverse("search_index")))

        assert index.name in text
        assert 'class="help-block help-info"' in text

    def test_says_so_without_elasticsearch(self, editor, settings):
        settings.ELASTICSEARCH_URL = ""

        text = text_of(editor.get(reverse("search_index")))

        assert "Elasticsearch" in text
        assert reverse("search_rebuild") not in text

    def test_says_why_another_engine_answers(self, editor, index):
        Outbox.objects.create(
            kind="practice", object_id=1, rev=1, enqueued_at=timezone.now() - timedelta(hours=2)
        )

        assert "help-warning" in text_of(editor.get(reverse("search_index")))

    def test_names_what_was_refused_to_those_who_may_read_it(self, editor, index):
        shown = PracticeFactory(heading_fr="Passerelle")
        hidden = PracticeFactory(
            heading_fr="Fiche d'un seul corps", audience=Audience.PARTIES, protocol=ProtocolFactory()
        )
        Outbox.objects.all().delete()
        for thing in (shown, hidden):
            Outbox.objects.create(
                kind="practice",
                object_id=thing.pk,
                rev=1,
                attempts=ATTEMPTS,
                last_error="immense term in field <body>",
            )

        text = text_of(editor.get(reverse("search_index")))

        assert "Passerelle" in text
        assert "seul corps" not in text
        assert f" {hidden.pk}<" in text
        assert "immense term in field &lt;body&gt;" in text

    def test_tries_one_again_or_all(self, editor, index):
        rows = [
            Outbox.objects.create(kind="practice", object_id=number, rev=1, attempts=ATTEMPTS)
            for number in (1, 2, 3)
        ]

        editor.post(reverse("search_retry", args=[rows[0].pk]))
        assert Outbox.objects.poisoned().count() == 2
        assert not Outbox.objects.get(pk=rows[0].pk).is_poison

        editor.post(reverse("search_retry_all"))
        assert not Outbox.objects.poisoned().exists()

    def test_what_only_waits_is_left_alone(self, editor, index):
        later = timezone.now() + timedelta(minutes=3)
        row = Outbox.objects.create(kind="practice", object_id=1, rev=1, attempts=2, next_at=later)

        editor.post(reverse("search_retry", args=[row.pk]))

        assert Outbox.objects.get().next_at == later

    def test_changes_the_index_after_a_question(self, administrator, index, monkeypatch):
        done = []
        monkeypatch.setattr(generations, "start", lambda: done.append("start"))
        monkeypatch.setattr(generations, "rollback", lambda: done.append("rollback"))

        for name in CHANGES:
            assert "<form" in text_of(administrator.get(reverse(name)))
        assert not done
        for name in CHANGES:
            assert administrator.post(reverse(name)).url == reverse("search_index")
        assert done == ["start", "rollback"]

    @pytest.mark.parametrize(
        "error", [generations.Busy(), generations.NothingToReturnTo(), cluster.Away("refused")]
    )
    def test_says_what_cannot_be_done(self, administrator, index, monkeypatch, error):
        def fail():
            raise error

        monkeypatch.setattr(generations, "start", fail)

        text = text_of(administrator.post(reverse("search_rebuild"), follow=True))

        assert "messages" in text
        assert "error" in text

    def test_is_told_in_the_language_of_the_editor(self, client, index):
        user = UserFactory(roles=["editor"])
        client.force_login(user)
        titles = set()
        for language in ("fr", "nl", "en"):
            UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
            text = text_of(client.get(reverse("search_index")))
            assert f'lang="{language}"' in text
            titles.add(text)
        assert len(titles) == 3


class TestUnanswered:
    def test_shows_words_by_count_with_ways_onward(self, editor):
        for _ in range(4):
            Unanswered.objects.note(digest="a", language="nl", words="waterfiets")
        for _ in range(3):
            Unanswered.objects.note(digest="b", language="fr", words="pédalo")
        Unanswered.objects.note(digest="c", language="fr", words="asked once")

        text = text_of(editor.get(reverse("search_unanswered")))

        assert text.index("waterfiets") < text.index("pédalo")
        assert "asked once" not in text
        assert "/nl/zoeken/?q=waterfiets" in text
        assert reverse("concept:add") in text


class TestPreview:
    @pytest.fixture
    def concept(self):
        PracticeFactory(heading_fr="Une équipe en itinérance", summary_fr="Elle va vers les gens.")
        PracticeFactory(heading_fr="Un abri de nuit", summary_fr="Pour les sans-abri.")
        return ConceptFactory(code="g59", terms={"fr-be": ["sans-abri"]})

    def form(self, concept, *words, **changes):
        held = list(concept.terms.all()) if concept else []
        data = {
            "code": concept.code if concept else "g900",
            "relation": "E",
            "weight": "1.0",
            "terms-TOTAL_FORMS": len(held) + len(words),
            "terms-INITIAL_FORMS": len(held),
            "terms-MIN_NUM_FORMS": 0,
            "terms-MAX_NUM_FORMS": 1000,
        }
        for number, term in enumerate(held):
            row = {
                "id": term.pk,
                "variety": term.variety,
                "text": term.text,
                "position": term.position,
                "expands": "on",
                "reached": "on",
                "ORDER": number + 1,
            }
            data |= {f"terms-{number}-{name}": value for name, value in row.items()}
        for number, (variety, text) in enumerate(words, start=len(held)):
            row = {"variety": variety, "text": text, "position": number, "expands": "on", "reached": "on"}
            data |= {f"terms-{number}-{name}": value for name, value in row.items()}
            data[f"terms-{number}-ORDER"] = number + 1
        return {**data, **changes}

    def test_shows_what_a_word_would_bring(self, editor, concept):
        address = reverse("concordance_preview_change", args=[concept.pk])

        text = text_of(editor.post(address, self.form(concept, ("fr-ca", "itinérance"))))

        assert "« sans-abri »" in text
        assert "Une équipe en itinérance" in text
        assert "« wijkagent »" not in text

    def test_keeps_nothing_of_it(self, editor, concept):
        before = concordance.current().by_code
        revisions = list(Outbox.objects.values_list("kind", "object_id", "rev"))

        editor.post(
            reverse("concordance_preview_change", args=[concept.pk]),
            self.form(concept, ("fr-ca", "itinérance"), relation="A"),
        )

        kept = Concept.objects.get(pk=concept.pk)
        assert [term.text for term in kept.terms.all()] == ["sans-abri"]
        assert kept.relation == "E"
        assert dict(concordance.current().by_code) == dict(before)
        assert list(Outbox.objects.values_list("kind", "object_id", "rev")) == revisions

    def test_shows_what_would_be_lost(self, editor, concept):
        ConceptTerm.objects.create(concept=concept, variety="fr-ca", text="itinérance", position=1)
        concept = Concept.objects.get(pk=concept.pk)
        form = self.form(concept, **{"terms-1-DELETE": "on"})

        text = text_of(editor.post(reverse("concordance_preview_change", args=[concept.pk]), form))

        assert "Une équipe en itinérance" in text

    def test_serves_a_new_notion(self, editor, concept):
        form = self.form(None, ("fr-be", "équipe"), ("nl", "ploeg"))

        text = text_of(editor.post(reverse("concordance_preview"), form))

        assert "« ploeg »" in text
        assert not Concept.objects.filter(code="g900").exists()

    def test_says_when_nothing_would_change(self, editor, concept):
        text = text_of(
            editor.post(reverse("concordance_preview_change", args=[concept.pk]), self.form(concept))
        )

        assert "<section" not in text

    def test_shows_nothing_that_is_not_public(self, editor, concept):
        PracticeFactory(members=True, heading_fr="Itinérance entre membres")

        text = text_of(
            editor.post(
                reverse("concordance_preview_change", args=[concept.pk]),
                self.form(concept, ("fr-ca", "itinérance")),
            )
        )

        assert "entre membres" not in text

    def test_says_so_where_the_form_is_not_whole(self, editor, concept):
        form = self.form(concept, code="")

        assert "help-critical" in text_of(
            editor.post(reverse("concordance_preview_change", args=[concept.pk]), form)
        )

    def test_stands_in_the_form_of_a_notion(self, editor, concept):
        for address, preview in (
            (
                reverse("concept:edit", args=[concept.pk]),
                reverse("concordance_preview_change", args=[concept.pk]),
            ),
            (reverse("concept:add"), reverse("concordance_preview")),
        ):
            assert f'formaction="{preview}"' in text_of(editor.get(address))
