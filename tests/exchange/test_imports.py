import json
import re
from pathlib import Path

import pytest
from django.conf import settings as project
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from exchange.models import (
    ArticlePage,
    Concept,
    ConceptTerm,
    Membership,
    Organisation,
    Protocol,
    Territory,
    Theme,
    User,
)
from practices.models import Practice
from tests.content import CONTENT, WRITES, counts, first, load

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


class TestSecondLoad:
    def test_writes_nothing(self, tmp_path):
        before = counts()

        with CaptureQueriesContext(connection) as queries:
            said = load(tmp_path, CONTENT)

        assert [query["sql"] for query in queries if WRITES.match(query["sql"])] == []
        assert counts() == before
        assert "Unchanged" in said

    def test_changes_what_the_file_changes(self, tmp_path):
        changed = first("organisations", name_fr="Zone Deux")
        changed["taxonomies"]["themes"][0]["fr"] = "L'école"
        changed["concordance"][0]["nl"] = ["wijkagent", "wijkinspecteur"]
        changed["people"][0]["roles"] = ["content_lead"]

        said = load(tmp_path, changed)

        body = Organisation.objects.get(external_id="B1")
        assert body.name_fr == body.page.heading_fr == "Zone Deux"
        assert Theme.objects.get(code="schools").name_fr == "L'école"
        assert ConceptTerm.objects.filter(text="wijkinspecteur").exists()
        assert [role.name for role in User.objects.get(email="auteur@une.example").roles.all()] == [
            "content_lead"
        ]
        assert "4 changes" in said

    def test_leaves_what_the_file_does_not_say(self, tmp_path):
        load(tmp_path, {"organisations": [{"id": "B1", "short_name": "U"}]})

        body = Organisation.objects.get(external_id="B1")
        assert (body.short_name, body.name_fr, body.codes) == ("U", "Zone Une", ["1111"])

    def test_leaves_alone_what_people_changed(self, tmp_path):
        person = User.objects.get(email="redaction@exchange.example")
        sheet = Practice.objects.get(external_id="F1")
        sheet.heading_fr = "Changé sur le site"
        sheet.save_revision(user=person, log_action=True).publish(user=person, skip_permission_checks=True)

        said = load(tmp_path, CONTENT)
        sheet.refresh_from_db()
        assert sheet.heading_fr == "Changé sur le site"
        assert "kept as people changed them: 1" in said

        load(tmp_path, CONTENT, overwrite=True)
        sheet.refresh_from_db()
        assert sheet.heading_fr == "Parrainer une classe"

    def test_leaves_a_withdrawn_sheet_withdrawn(self, tmp_path):
        Practice.objects.filter(external_id="F1").update(state="withdrawn")

        load(tmp_path, first("sheets", title_fr="Un autre titre"), overwrite=True)

        sheet = Practice.objects.get(external_id="F1")
        assert (sheet.state, sheet.heading_fr) == ("withdrawn", "Parrainer une classe")

    def test_shows_an_old_translation_as_outdated(self, tmp_path):
        load(tmp_path, first("sheets", summary_fr="Un autre résumé."))

        assert Practice.objects.get(external_id="F1").translation_status("nl") == "outdated"

    def test_calls_no_new_translation_outdated(self):
        assert Practice.objects.get(external_id="F1").translation_status("nl") == "draft"


class TestOrganisations:
    def test_get_a_page_with_their_presentation(self):
        page = Organisation.objects.get(external_id="B1").page

        assert page.live
        assert (page.heading_nl, page.summary_fr) == ("Zone Een", "Une zone.")

    def test_stand_in_their_time_zone(self):
        zones = dict(Organisation.objects.values_list("external_id", "time_zone"))

        assert zones == {"B1": "Europe/Brussels", "Q1": "America/Toronto", "N1": "America/Toronto"}

    def test_get_a_code_for_references(self):
        codes = dict(Organisation.objects.values_list("external_id", "reference_code"))

        assert codes["B1"] == "1111"
        assert codes["Q1"] == "SU"


class TestProtocols:
    def test_let_their_party_join_the_network(self):
        membership = Membership.objects.get(organisation__external_id="B1")

        assert (membership.basis, membership.protocol.external_id) == ("protocol", "PR1")
        assert membership.accession_on.isoformat() == "2016-10-13"

    def test_keep_signatures_decisions_and_clauses(self):
        protocol = Protocol.objects.get()

        signed, decided = protocol.parties.order_by("organisation__external_id")
        assert signed.signatures.get().capacities == ["chef", "président"]
        assert decided.decision_body == "conseil"
        assert protocol.clauses.get().text_fr == "Échanger."
        assert protocol.clauses.get().original_language == "fr"
        assert protocol.seminars.get().external_id == "S1"

    def test_say_in_each_language_as_what_somebody_signed(self, tmp_path):
        signature = {"party": "B1", "name": "M. Exemple", "capacities_nl": ["korpschef"]}
        decision = {"party": "N1", "body_fr": "conseil", "body_nl": "raad"}
        load(
            tmp_path,
            first("protocols", signatures=[{**signature, "capacities": ["chef"]}], decisions=[decision]),
        )

        signed, decided = Protocol.objects.get().parties.order_by("organisation__external_id")
        with override("nl"):
            assert signed.signatures.get().capacities == ["korpschef"]
            assert decided.decision_body == "raad"
        with override("en"):
            assert signed.signatures.get().capacities == ["chef"]


class TestConcordance:
    def test_keeps_which_words_lead_to_others(self):
        words = {word.text: (word.expands, word.reached) for word in ConceptTerm.objects.all()}

        assert words["agent"] == (False, True)
        assert words["beat officer"] == (True, False)
        assert words["wijkagent"] == (True, True)

    def test_tells_of_which_notion_a_narrower_one_is_a_kind(self, tmp_path):
        narrower = {"id": "c2", "relation": "N", "en": ["dialogue officer"], "broader": "c1", "weight": 0.1}

        load(tmp_path, {"concordance": [narrower]})

        concept = Concept.objects.get(code="c2")
        assert (concept.broader.code, concept.weight) == ("c1", 0.1)
        assert Concept.objects.get(code="c1").weight == 1

        load(tmp_path, {"concordance": [{**narrower, "broader": None}]})
        assert Concept.objects.get(code="c2").broader is None


class TestTerritories:
    def test_are_found_by_their_name_in_any_language(self, tmp_path):
        load(tmp_path, first("sheets", territories=["Sint-Joost-ten-Node", "Elsene"], source_language="nl"))

        places = Practice.objects.get(external_id="F1").territories.order_by("pk")
        assert [place.name_fr or place.name_nl for place in places] == ["Saint-Josse-ten-Noode", "Elsene"]
        assert places[1].name_fr in (None, "")

    def test_get_a_name_in_another_language(self, tmp_path):
        load(tmp_path, {"territories": [{"name_nl": "Sint-Joost-ten-Node", "name_en": "X", "country": "BE"}]})

        assert Territory.objects.get(name_en="X").name_fr == "Saint-Josse-ten-Noode"


class TestPeople:
    def test_get_the_password_of_the_demonstration(self):
        person = User.objects.get(email="auteur@une.example")

        assert person.check_password("demo-exchange")
        assert person.has_role("author")
        assert person.organisation.external_id == "B1"


class TestPages:
    def test_are_built_of_blocks(self):
        article = ArticlePage.objects.get()

        blocks = [(block["type"], block["value"]) for block in article.body_fr.get_prep_value()]
        assert blocks == [
            ("heading", "Deux objets"),
            ("paragraph", "<p>Le premier &amp; le second.</p>"),
            ("paragraph", "<ul><li>un</li><li>deux</li></ul>"),
            ("quote", {"text": "Ensemble.", "source": "Une annonce"}),
        ]

    def test_happened_when_their_protocol_was_signed(self):
        assert ArticlePage.objects.get().happened_on.isoformat() == "2016-10-13"

    def test_lead_to_what_they_tell_of(self, tmp_path):
        links = ArticlePage.objects.get().links

        assert [link.target.specific.external_id for link in links.all()] == ["F1", "T1", "S1"]

        load(tmp_path, first("pages", sheets=["F2"], talks=..., seminar=...))
        assert [link.target.specific.external_id for link in links.all()] == ["F2"]

        load(tmp_path, first("pages", sheets=..., talks=..., seminar=...))
        assert links.count() == 1


class TestDocumentation:
    def test_shows_an_example_that_loads(self, tmp_path):
        text = Path(project.BASE_DIR, "docs", "content.md").read_text()
        example = json.loads(re.search(r"```json\n(.*?)```", text, re.DOTALL)[1])

        load(tmp_path, example)

        public, draft = Practice.objects.filter(external_id__startswith="une-").order_by("external_id")
        assert (public.state, public.original_language, public.tokens) == ("published", "nl", ["public"])
        assert (draft.state, draft.live) == ("draft", False)
        assert draft.tokens == [f"desk:{draft.organisation_id}"]
