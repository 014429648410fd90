import json

import pytest

from exchange.invisible import cleaned
from exchange.models import Concept, ConceptTerm, Feedback, InformationPage
from exchange.models.concordance import Relation
from tests.factories import InformationPageFactory, OrganisationFactory, PracticeFactory

UNSEEN = "\u00ad\u200b\ufeff\u200e\u202a\u2066\u2060\x07\x9f"


class TestCleaned:
    def test_leaves_out_what_nobody_sees(self):
        assert cleaned(f"média{UNSEEN}tion") == "médiation"

    @pytest.mark.parametrize(
        "text",
        [
            "👨\u200d👩\u200d👧 et ❤\ufe0f",
            "1\u00a0000\u202f%",
            "ligne\nligne\tcolonne\r\n",
            "ᑰᔾᔪᐊᖅ",
            "اب",
            '{"pas": du json \\u200b',
        ],
    )
    def test_keeps_the_rest(self, text):
        assert cleaned(text) == text

    def test_makes_bullets_and_line_ends_of_those_of_word(self):
        assert cleaned("\uf0b7 un\u2028\uf0a7 deux") == "• un\n• deux"

    def test_goes_into_lists_and_streams(self):
        assert cleaned({"a": [f"x{UNSEEN}"], "b": 1}) == {"a": ["x"], "b": 1}
        stream = json.dumps([{"type": "paragraph", "value": f"<p>mé{UNSEEN}dia</p>"}])
        assert json.loads(cleaned(stream)) == [{"type": "paragraph", "value": "<p>média</p>"}]


@pytest.mark.django_db
class TestSave:
    def test_cleans_every_language_and_list_of_a_thing(self):
        body = OrganisationFactory(name_fr=f"Zone{UNSEEN}", name_nl=f"Zo{UNSEEN}ne", aliases=[f"Z{UNSEEN}"])
        body.refresh_from_db()
        assert (body.name_fr, body.name_nl, body.aliases) == ("Zone", "Zone", ["Z"])

    def test_cleans_blocks_and_drafts(self):
        page = InformationPageFactory(heading_fr="Titre")
        page.body_fr = [("paragraph", f"<p>mé{UNSEEN}dia</p>")]
        page.heading_fr = f"Mé{UNSEEN}dia"
        draft = page.save_revision()
        draft.refresh_from_db()
        assert draft.content["heading_fr"] == "Média"
        assert "média" in draft.content["body_fr"].encode().decode("unicode_escape")
        assert not set(UNSEEN) & set(draft.content["body_fr"].encode().decode("unicode_escape"))
        page.save(clean=False)
        assert str(InformationPage.objects.get(pk=page.pk).body_fr[0].value) == "<p>média</p>"

    def test_cleans_what_a_visitor_writes(self):
        page = PracticeFactory()
        row = Feedback.objects.create(page=page, organisation=page.organisation, message=f"Bon{UNSEEN}jour")
        assert Feedback.objects.get(pk=row.pk).message == "Bonjour"

    def test_leaves_a_clean_thing_as_it_is(self):
        concept = Concept.objects.create(code="g1", relation=Relation.EQUIVALENT)
        term = ConceptTerm.objects.create(concept=concept, variety="nl", text="wijkagent")
        assert ConceptTerm.objects.get(pk=term.pk).text == "wijkagent"
