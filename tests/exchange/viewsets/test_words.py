import pytest
from django.urls import reverse

from exchange.models import Concept, Pillar, Theme
from tests.exchange.viewsets.world import form_of, somebody
from tests.factories import ConceptFactory, PracticeFactory, ThemeFactory

pytestmark = pytest.mark.django_db


class TestWords:
    def test_a_word_in_use_is_retired_and_not_deleted(self, client, world):
        theme = ThemeFactory()
        PracticeFactory(main_theme=theme)
        client.force_login(somebody(world, "editor"))

        assert client.post(reverse("theme:delete", args=[theme.pk])).status_code == 409
        assert Theme.objects.filter(pk=theme.pk).exists()

        address = reverse("theme:edit", args=[theme.pk])
        client.post(address, form_of(client, address) | {"retired": "on", "code": "autre"})
        theme.refresh_from_db()
        assert theme.retired
        assert theme.code != "autre"

    def test_words_are_reordered_by_editors_only(self, client, world):
        first, second = ThemeFactory(position=10), ThemeFactory(position=20)
        address = reverse("theme:reorder", args=[second.pk]) + "?position=0"
        client.force_login(somebody(world, "content_lead"))
        client.post(address)
        second.refresh_from_db()
        assert second.position == 20

        client.force_login(somebody(world, "editor"))
        client.post(address)

        order = list(Theme.objects.filter(pk__in=[first.pk, second.pk]))
        assert order == [second, first]

    def test_the_concordance_is_searched_by_word_and_filtered_by_relation(self, client, world):
        ConceptFactory(code="g-commune", relation="F", terms={"fr-be": ["commune"]})
        client.force_login(somebody(world, "editor"))

        by_word = client.get(reverse("concept:index"), {"q": "itinérance"}).text
        by_relation = client.get(reverse("concept:index"), {"relation": "F"}).text

        assert "sans-abri" in by_word
        assert "commune" not in by_word
        assert "commune" in by_relation
        assert "sans-abri" not in by_relation

    def test_a_notion_is_saved_with_its_words(self, client, world):
        concept = world["concept"]
        client.force_login(somebody(world, "editor"))
        address = reverse("concept:edit", args=[concept.pk])

        answer = client.post(
            address, form_of(client, address) | {"terms-0-text": "sans abri", "definition_nl": "Dakloos."}
        )

        assert answer.status_code == 302, answer.context["form"].errors
        concept = Concept.objects.get(pk=concept.pk)
        assert concept.definition_nl == "Dakloos."
        assert concept.terms.filter(text="sans abri").exists()
        assert concept.terms.count() == 2

    def test_a_narrower_notion_names_its_broader_one(self, client, world):
        narrower = ConceptFactory(code="g-nuit", relation="N", terms={"fr-be": ["sans-abri de nuit"]})
        client.force_login(somebody(world, "editor"))
        address = reverse("concept:edit", args=[narrower.pk])
        assert "sans-abri" in client.get(address).text

        answer = client.post(address, form_of(client, address) | {"broader": world["concept"].pk})

        assert answer.status_code == 302, answer.context["form"].errors
        assert list(world["concept"].narrower.all()) == [narrower]

    @pytest.mark.parametrize("relation", ["E", "N"])
    def test_a_notion_is_no_kind_of_itself_nor_of_its_equal(self, client, world, relation):
        concept, other = world["concept"], ConceptFactory(relation="E")
        client.force_login(somebody(world, "editor"))
        address = reverse("concept:edit", args=[concept.pk])
        broader = concept if relation == "N" else other

        answer = client.post(
            address, form_of(client, address) | {"relation": relation, "broader": broader.pk}
        )

        assert "broader" in answer.context["form"].errors

    def test_a_pillar_says_in_each_language_where_it_comes_from(self, client, world):
        pillar = Pillar.objects.create(code="p", name="Partenariat", belgian_source="Circulaire CP 1")
        client.force_login(somebody(world, "editor"))
        address = reverse("pillar:edit", args=[pillar.pk])

        answer = client.post(address, form_of(client, address) | {"belgian_source_nl": "Omzendbrief CP 1"})

        assert answer.status_code == 302, answer.context["form"].errors
        pillar.refresh_from_db()
        assert (pillar.belgian_source_fr, pillar.belgian_source_nl) == ("Circulaire CP 1", "Omzendbrief CP 1")
