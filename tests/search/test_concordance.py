import pytest

from exchange.models import Abbreviation, Concept, ConceptTerm
from search import concordance
from search.models import Entry
from tests.factories import PracticeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("notions")]


class TestEquivalents:
    @pytest.mark.parametrize(
        ("words", "language"),
        [
            ("sans-abri", "fr"),
            ("sans abri", "fr"),
            ("les sans-abris", "fr"),
            ("sans-abrisme", "fr-ca"),
            ("dakloze", "nl"),
            ("daklozen", "nl"),
            ("dakloos", "nl"),
            ("homelessness", "en"),
            ("dakloze", "fr"),  # somebody types the word of another language
        ],
    )
    def test_find_the_words_of_the_other_shore(self, write, found, words, language):
        write("Équipe en itinérance")
        write("Autre chose")

        assert found(words, language=language) == ["Équipe en itinérance"]

    @pytest.mark.usefixtures("fresh_index")
    def test_show_no_other_word_of_what_stands_everywhere(self, write, search):
        Concept.objects.update(weight=0.1)
        concordance.forget()
        write("Équipe en itinérance")
        write("Auprès des sans-abri")

        results = search("sans-abri")

        assert (results.total, list(results.also_found)) == (2, [])

    @pytest.mark.usefixtures("fresh_index")
    def test_say_which_word_brought_what(self, write, search):
        write("Équipe en itinérance")
        write("Auprès des sans-abri")

        results = search("sans-abri")

        assert [(term.term, term.variety, term.label) for term in results.also_found] == [
            ("itinérance", "fr-ca", "Québec")
        ]
        assert [hit.page.heading_fr for hit in results.hits] == [
            "Auprès des sans-abri",
            "Équipe en itinérance",
        ]
        assert [[term.term for term in hit.reasons] for hit in results.hits] == [[], ["itinérance"]]

    def test_say_nothing_of_words_that_brought_nothing(self, write, search):
        write("Auprès des sans-abri", "et de l'itinérance")

        assert search("sans-abri").also_found == ()

    def test_say_nothing_of_what_the_viewer_may_not_see(self, write, search):
        write("Équipe en itinérance", members=True)
        write("Auprès des sans-abri")

        results = search("sans-abri")

        assert results.total == 1
        assert results.also_found == ()

    def test_prefer_the_words_of_the_reader_s_language(self, write, search):
        write("Équipe en itinérance", heading_nl="Team dakloosheid")

        assert [term.term for term in search("sans-abri", language="fr").also_found] == ["itinérance"]
        assert [term.term for term in search("homelessness", language="nl").also_found] == ["dakloosheid"]

    def test_keep_the_other_words_of_the_query(self, write, found):
        write("Équipe en itinérance", "à Montréal")
        write("Travail en itinérance", "à Québec")

        assert found("sans-abri Montréal") == ["Équipe en itinérance"]

    def test_do_not_widen_a_quoted_phrase_nor_an_exclusion(self, write, found):
        write("Équipe en itinérance")

        assert found('"sans-abri"') == []
        assert found("équipe -sans-abri") == ["Équipe en itinérance"]

    def test_mark_the_words_that_were_found(self, write, search):
        write("Titre", "Une personne en situation d'itinérance, puis une situation sans issue")

        highlight = search("sans-abri").hits[0].highlight

        assert "<mark>personne en situation d&#x27;itinérance</mark>" in highlight
        assert "une situation" in highlight


class TestDirections:
    @pytest.mark.usefixtures("fresh_index")
    def test_a_word_may_lead_without_being_led_to(self, write, found):
        write("Contre le harcèlement scolaire")
        write("Des actes d'intimidation")

        assert found("intimidation") == ["Des actes d'intimidation", "Contre le harcèlement scolaire"]
        assert found("harcèlement scolaire") == ["Contre le harcèlement scolaire"]

    def test_an_abbreviation_finds_its_long_form_and_not_the_reverse(self, write, found):
        Abbreviation.objects.create(short="RAC", long="rapport annuel commun")
        write("Le rapport annuel commun")
        write("Le RAC")

        assert sorted(found("rac")) == ["Le RAC", "Le rapport annuel commun"]
        assert found("rapport annuel commun") == ["Le rapport annuel commun"]

    def test_a_silent_word_leads_nowhere(self, write, found):
        ConceptTerm.objects.filter(text="itinérance").update(expands=False)
        write("Auprès des sans-abri")

        assert found("itinérance") == []


class TestAnalogues:
    @pytest.mark.usefixtures("fresh_index")
    def test_are_found_last_and_never_shown_as_a_translation(self, write, search):
        write("Le conseiller municipal")
        write("Autre", lessons_fr="Convaincre un échevin")

        results = search("échevin")

        assert [hit.page.heading_fr for hit in results.hits] == ["Autre", "Le conseiller municipal"]
        assert results.also_found == ()
        assert results.hits[1].reasons == ()


class TestFalseFriends:
    def test_never_cross(self, write, found):
        write("Titre", heading_nl="Peterschap")

        assert found("parrainage") == []

    def test_are_explained_beside_the_results(self, search):
        friend = search("le parrainage des classes").false_friends[0]

        assert (friend.term, friend.definition) == ("parrainage", "Un policier suit une classe.")

    def test_do_not_disturb_other_words(self, search):
        assert search("sans-abri").false_friends == ()


class TestNarrower:
    def test_finds_its_own_words_in_other_languages(self, write, found):
        write("Titre", heading_en="Dialogue-based policing")

        assert found("police de concertation") == ["Titre"]


class TestLongestWord:
    def test_wins(self, write, found):
        Concept.objects.create(code="g99", relation="E")
        ConceptTerm.objects.create(
            concept_id=Concept.objects.get(code="g99").pk, variety="fr-be", text="personne"
        )
        ConceptTerm.objects.create(concept_id=Concept.objects.get(code="g99").pk, variety="nl", text="iemand")
        write("Titre", heading_nl="Iemand")
        write("Itinérance")

        assert found("personne en situation d'itinérance") == ["Itinérance"]


class TestMemory:
    def test_is_read_again_after_any_change(self):
        before = concordance.current()

        assert concordance.current() is before
        ConceptTerm.objects.filter(text="itinérance").update(text="errance")
        assert [term.text for term in concordance.current().tag("une errance", "fr")] == ["errance"]

    def test_entries_are_tagged_again_when_a_notion_gets_a_word(self, found):
        PracticeFactory(heading_fr="Personnes en errance")
        assert found("sans-abri") == []

        ConceptTerm.objects.create(concept=Concept.objects.get(code="g59"), variety="fr-be", text="errance")

        assert found("sans-abri") == ["Personnes en errance"]
        assert Entry.objects.filter(concepts__contains=["g59"]).count() == 1
