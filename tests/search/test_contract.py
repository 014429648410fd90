"""What every engine must find, in the same way."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from exchange.audiences import State
from practices.models.choices import Direction
from tests.factories import (
    ArticlePageFactory,
    EvidenceLevelFactory,
    OrganisationPageFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
)

pytestmark = pytest.mark.django_db


class TestWords:
    def test_all_of_them_must_stand_in_the_thing(self, write, found):
        write("Médiation de voisinage")
        write("Médiation scolaire")

        assert found("médiation voisinage") == ["Médiation de voisinage"]

    @pytest.mark.parametrize(
        "words", ["médiation", "mediation", "MÉDIATIONS", "la médiation", "l'médiation", "l’mediation"]
    )
    def test_meet_without_accents_articles_or_number(self, write, found, words):
        write("Une médiation")

        assert found(words) == ["Une médiation"]

    def test_are_found_in_every_chapter(self, write, found):
        write("Titre", response_fr="<p>Une <b>permanence</b> téléphonique</p>", lessons_fr="Prendre le temps")
        write("Autre")

        assert found("permanence temps") == ["Titre"]

    @pytest.mark.usefixtures("fresh_index")
    def test_in_the_title_come_first(self, write, found):
        write("Autre chose", lessons_fr="Le parking revient souvent.")
        write("Le parking")
        write("Une chose", "Un parking parmi d'autres")

        assert found("parking") == ["Le parking", "Une chose", "Autre chose"]

    def test_of_markup_are_not_text(self, write, found):
        write("Titre", response_fr='<p><a href="https://exemple.example/secret">lien</a> fort</p>')

        assert found("lien") == ["Titre"]
        assert found("href") == found("secret") == []

    def test_may_be_alternatives(self, write, found):
        for heading in ("Médiation", "Patrouille", "Parrainage"):
            write(heading)

        for words in ("médiation OU patrouille", "médiation OR patrouille", "médiation OF patrouille"):
            assert sorted(found(words)) == ["Médiation", "Patrouille"]
        assert sorted(found("médiation OU patrouille OU parrainage")) == [
            "Médiation",
            "Parrainage",
            "Patrouille",
        ]

    @pytest.mark.parametrize("words", ["OU médiation", "médiation OU", "OU médiation OU OU"])
    def test_alternatives_without_sides_say_nothing(self, write, found, words):
        write("Médiation")

        assert found(words) == ["Médiation"]

    def test_of_the_reader_s_language_only_connect(self, write, found):
        write("Conflits entre voisins")

        assert found("les conflits de voisins") == ["Conflits entre voisins"]


class TestPhrases:
    def test_keep_the_order_of_words(self, write, found):
        write("Conflits de voisinage")
        write("Voisinage et conflits")

        assert found('"conflits de voisinage"') == ["Conflits de voisinage"]
        assert found("« conflits de voisinage »") == ["Conflits de voisinage"]

    def test_work_without_accents(self, write, found):
        write("Dégâts répétés au quartier")

        assert found('"degats repetes"') == ["Dégâts répétés au quartier"]

    def test_go_through_hyphens(self, write, found):
        write("Lien police-population")
        write("La population et la police")

        assert found("police-population") == found('"police population"') == ["Lien police-population"]

    @pytest.mark.parametrize(
        "words", ['"police d\'école"', '"police d’école"', "« Police d’ecole »", '"la police d\'écoles"']
    )
    def test_go_through_elided_articles(self, write, search, words):
        write("La police d’école")
        write("L'école de la police locale")
        write("Police école")

        (hit,) = search(words).hits

        assert hit.heading == "La police d’école"

    def test_begin_where_their_first_word_does(self, write, found):
        write("Une école du quartier")

        assert found('"l\'école du quartier"') == ["Une école du quartier"]
        assert found('"école quartier"') == []


class TestExclusions:
    def test_rule_out_what_says_the_word(self, write, found):
        write("Médiation de quartier")
        write("Médiation à l'école")

        assert found("médiation -école") == ["Médiation de quartier"]
        assert found('médiation -"de quartier"') == ["Médiation à l'école"]

    def test_look_through_accents(self, write, found):
        write("Médiation", "avec des équipes policières")

        assert found("médiation -policières") == found("médiation -policieres") == []

    def test_hold_for_the_thing_and_not_for_one_translation(self, write, found):
        write("Projet commun", "avec les écoles", heading_en="Common projet", summary_en="with others")

        assert found("projet -écoles") == []

    def test_alone_leave_all_the_rest(self, write, found):
        write("Médiation")
        write("Patrouille")

        assert found("-médiation", kinds=("practice",)) == ["Patrouille"]


class TestWrittenForms:
    @pytest.mark.parametrize("words", ["ÉMRII", "emrii", "Émrii"])
    def test_acronyms_meet_with_and_without_accents(self, write, found, words):
        write("Équipe mobile", short_name="ÉMRII")

        assert found(words) == ["Équipe mobile"]

    @pytest.mark.parametrize("words", ["gardecapourtoi", "#gardeçapourtoi", "garde ça pour toi"])
    def test_hashtags_are_found_by_their_words(self, write, found, words):
        write("#GARDEÇAPOURTOI : prévenir le sextage")
        write("Garder le contact")

        assert found(words) == ["#GARDEÇAPOURTOI : prévenir le sextage"]

    @pytest.mark.parametrize("words", ["6e primaire", "sixième primaire", "6ième primaire", "6 e primaire"])
    @pytest.mark.parametrize("heading", ["Classe de 6e primaire", "La sixième primaire", "La 6 e primaire"])
    def test_ordinals_meet(self, write, found, words, heading):
        write(heading)
        write("Septième primaire")

        assert found(words) == [heading]

    @pytest.mark.parametrize("words", ["5344", "BruNo", "zone 5", "bruno parking"])
    def test_bodies_are_found_by_their_codes(self, write, found, words):
        write("Le parking")

        assert found(words, kinds=("practice",)) == ["Le parking"]

    @pytest.mark.parametrize("words", ["BE-5344-0001", "be 5344 0001", '"BE-5344-0001"'])
    def test_references_are_found(self, write, found, words):
        write("Le parking", reference="BE-5344-0001")
        write("Autre", reference="BE-5344-0010")

        assert found(words) == ["Le parking"]

    @pytest.mark.parametrize("words", ["neighbour disputes", "neighbor dispute"])
    def test_both_englishes_meet(self, write, search, words):
        write("Voisins", heading_en="Neighbour disputes")

        assert search(words, language="en").total == 1

    @pytest.mark.parametrize(
        ("word", "query"),
        [
            ("overlegassistenten", "assistent overleg"),
            ("burenconflict", "conflict buren"),
            ("slachtofferbejegening", "slachtoffer"),
            ("wijkagent", "agent wijk"),
            ("schoolteams", "school"),
        ],
    )
    def test_dutch_compounds_are_found_by_their_parts(self, write, search, word, query):
        write("Titre", heading_nl=f"Onze {word}")

        assert search(query, language="nl").total == 1
        assert search(word, language="nl").total == 1


class TestLanguages:
    @pytest.mark.usefixtures("fresh_index")
    def test_of_the_reader_come_first(self, write, search):
        write("Projet un", heading_nl="Project", heading_en="Coordination")
        write("Coordination", heading_nl="Iets")
        for number in range(3):
            write(f"Fiche {number}", heading_en=f"Sheet {number}")

        assert [hit.page.heading_fr for hit in search("coordination").hits] == ["Coordination", "Projet un"]
        assert next(iter(search("coordination", language="en").hits)).page.heading_fr == "Projet un"

    def test_find_a_thing_once(self, write, search):
        write("Police école", heading_nl="Police école", heading_en="Police école")

        assert search("école").total == 1

    def test_show_the_heading_that_exists(self, write, search):
        write("Le parking")

        hit = search("parking", language="nl").hits[0]

        assert (hit.heading, hit.language, hit.highlight_language) == ("Le parking", "fr", "fr")

    def test_of_quebec_find_what_is_written_for_it(self, write, search):
        write("Une fin de semaine", heading_fr_ca="Un congé")

        assert search("congé", language="fr-ca").hits[0].heading == "Un congé"
        assert search("congé", language="fr").hits[0].heading == "Une fin de semaine"

    def test_are_a_facet(self, write, search):
        write("Un", heading_nl="Een")
        write("Deux")

        values = {value.value: value.count for value in search(kinds=("practice",)).facets["language"]}

        assert values == {"fr": 2, "nl": 1}


class TestFacets:
    @pytest.fixture(autouse=True)
    def _sheets(self, write, themes, montreal):
        write("Un", themes=[themes["homelessness"]], result_direction=Direction.POSITIVE)
        write("Deux", themes=[themes["homelessness"], themes["schools"]], organisation=montreal)
        write("Trois", themes=[themes["schools"]], start_date="2015-03")
        write("Quatre", themes=[themes["mediation"]], organisation=montreal)

    @staticmethod
    def counts(results, name):
        return {value.value: value.count for value in results.facets[name]}

    def test_count_what_is_found(self, search, zone, montreal):
        results = search(kinds=("practice",))

        assert results.total == 4
        assert self.counts(results, "theme") == {"homelessness": 2, "schools": 2, "mediation": 1}
        assert self.counts(results, "shore") == {"europe": 2, "america": 2}
        assert self.counts(results, "organisation") == {str(zone.pk): 2, str(montreal.pk): 2}
        assert self.counts(results, "direction") == {"positive": 1}
        assert self.counts(results, "year") == {"2015": 1}

    def test_values_of_one_facet_add_up(self, found):
        filters = {"theme": ["homelessness", "mediation"]}

        assert sorted(found(kinds=("practice",), filters=filters)) == ["Deux", "Quatre", "Un"]

    def test_facets_narrow_each_other(self, found):
        filters = {"theme": ["homelessness", "schools"], "shore": ["america"]}

        assert found(kinds=("practice",), filters=filters) == ["Deux"]

    def test_each_counts_what_the_others_leave(self, search):
        results = search(kinds=("practice",), filters={"theme": ["homelessness"], "shore": ["europe"]})

        assert results.total == 1
        # With the shore alone: Un and Trois. With the theme alone: Un and Deux.
        assert self.counts(results, "theme") == {"homelessness": 1, "schools": 1}
        assert self.counts(results, "shore") == {"europe": 1, "america": 1}
        assert self.counts(results, "direction") == {"positive": 1}

    def test_ticked_values_stay_at_zero(self, search):
        results = search("un", kinds=("practice",), filters={"theme": ["mediation", "nothing"]})
        values = {value.value: value for value in results.facets["theme"]}

        assert results.total == 0
        assert values["nothing"].selected
        assert values["nothing"].count == values["mediation"].count == 0

    def test_unknown_facets_are_left_out(self, search):
        assert search(kinds=("practice",), filters={"colour": ["red"], "theme": []}).total == 4


class TestOrder:
    def test_by_date(self, write, found):
        now = timezone.now()
        for days, heading in ((3, "Ancien"), (1, "Récent"), (2, "Moyen")):
            write(heading, first_published_at=now - dt.timedelta(days=days))

        expected = ["Récent", "Moyen", "Ancien"]
        assert found(sort="newest", kinds=("practice",)) == expected
        assert found(kinds=("practice",)) == expected  # nothing asked: what is new

    def test_by_title_ignores_accents_and_case(self, write, found):
        for heading in ("zone", "École", "atelier", "Été"):
            write(heading)

        assert found(sort="title", kinds=("practice",)) == ["atelier", "École", "Été", "zone"]

    def test_by_evidence(self, write, found):
        for level in (1, 4, 2):
            write(f"Niveau {level}", evidence_level=EvidenceLevelFactory(level=level))
        write("Sans niveau")

        expected = ["Niveau 4", "Niveau 2", "Niveau 1", "Sans niveau"]
        assert found(sort="evidence", kinds=("practice",)) == expected

    def test_unknown_orders_are_left_out(self, write, found):
        write("Parking")

        assert found("parking", sort="colour") == ["Parking"]


class TestPages:
    def test_hold_every_thing_once(self, write, search):
        for number in range(7):
            write(f"Fiche {number}")

        pages = [search("fiche", size=3, page=page) for page in (1, 2, 3)]

        assert [len(page.hits) for page in pages] == [3, 3, 1]
        assert len({hit.pk for page in pages for hit in page.hits}) == 7
        assert pages[0].pages == 3
        assert (pages[0].has_previous, pages[0].has_next, pages[2].has_next) == (False, True, False)

    @pytest.mark.parametrize("page", [2, 99_999, 10**12, -5, 0])
    def test_beyond_the_end_are_empty(self, write, search, page):
        write("Fiche")

        results = search("fiche", page=page)

        assert results.total == 1
        assert len(results.hits) == (1 if page < 2 else 0)

    @pytest.mark.parametrize("size", [-1, 0, 10**9])
    def test_have_a_sane_size(self, write, search, size):
        write("Fiche")

        assert search("fiche", size=size).total == 1


class TestKinds:
    def test_of_every_app_are_found(self, search, zone):
        PracticeFactory(heading_fr="Fiche du colloque", organisation=zone)
        seminar = SeminarFactory(heading_fr="Le colloque")
        TalkFactory(heading_fr="Conférence du colloque", parent=seminar, organisation=zone)
        ArticlePageFactory(heading_fr="Article du colloque")
        OrganisationPageFactory(heading_fr="Organisation du colloque")

        kinds = {hit.kind for hit in search("colloque").hits}

        assert kinds == {"practice", "talk", "seminar", "article", "organisation"}

    def test_can_be_chosen(self, search, zone):
        PracticeFactory(heading_fr="Fiche du colloque", organisation=zone)
        ArticlePageFactory(heading_fr="Article du colloque")

        assert search("colloque", kinds=("article",)).total == 1
        assert search("colloque", kinds=("nothing",)).total == 2


class TestStates:
    @pytest.mark.parametrize("state", [State.DRAFT, State.FAR_REVIEW, State.FROZEN, State.WITHDRAWN])
    def test_what_is_not_published_is_not_found(self, write, search, state):
        write("Le parking", state=state)

        assert search("parking").total == 0

    def test_archives_are_found_when_asked_for(self, write, search):
        write("Le parking", state=State.ARCHIVED)

        assert search("parking").total == 0
        assert search("parking", include_archived=True).total == 1


def test_ten_hits_cost_as_many_statements_as_one(write, search, themes):
    def statements(**query):
        with CaptureQueriesContext(connection) as context:
            results = search("fiche", **query)
        return len(results.hits), len(context)

    for number in range(3):
        write(f"Fiche {number}", themes=[themes["schools"]])
    statements()  # the names of terms and bodies are read once
    few = statements()
    for number in range(3, 12):
        write(f"Fiche {number}", themes=[themes["schools"], themes["mediation"]])

    many = statements(filters={"theme": ["schools", "mediation"]})

    assert few[0] == 3
    assert many[0] == 12
    assert few[1] == many[1] <= 8
