import pytest
from django.utils.translation import override

from practices.completeness import (
    EXPRESS,
    has_answer,
    label_of,
    missing_to_publish,
    missing_to_submit,
    open_questions,
)
from practices.models import Practice
from practices.traces import traces_in
from tests.factories import OrganisationFactory
from tests.practices.cast import cast, complete_sheet

pytestmark = pytest.mark.django_db


def empty(**fields):
    return Practice(organisation=OrganisationFactory(), **fields)


class TestOpenQuestions:
    def test_ask_everything_of_an_empty_sheet(self):
        sheet = empty()

        assert {question.field for question in missing_to_submit(sheet)} == set(EXPRESS)
        with override("en"):
            words = [str(question.text) for question in open_questions(sheet)]
        assert "How many people work on it?" in words

    def test_ask_nothing_needed_of_a_complete_sheet(self):
        sheet = complete_sheet(cast().author, language="nl")

        assert missing_to_submit(sheet) == missing_to_publish(sheet) == []
        assert {question.field for question in open_questions(sheet)} == {
            "budget_annual",
            "training_required",
            "equipment",
            "citizen_feedback",
            "adaptable_components",
            "files",
        }

    def test_name_each_field_as_the_editor_does(self):
        with override("en"):
            labels = [str(label_of(question.field)) for question in open_questions(empty())]
            heading = str(label_of("heading_nl"))

        assert all(labels)
        assert heading == "Heading [nl]"
        assert label_of("answers") == ""


class TestHasAnswer:
    @pytest.mark.parametrize(
        ("field", "waiver"),
        [
            ("partners", "no_partner"),
            ("staff_fte", "staff_unknown"),
            ("unintended_effects", "no_unintended_effects"),
            ("legal_bases", "no_legal_basis"),
        ],
    )
    def test_takes_a_waiver_for_an_answer(self, field, waiver):
        assert not has_answer(empty(), field)
        assert has_answer(empty(**{waiver: True}), field)

    def test_reads_the_original_language_only(self):
        assert not has_answer(empty(original_language="nl", lessons_fr="Écouter."), "lessons")
        assert has_answer(empty(original_language="nl", lessons_nl="Luisteren."), "lessons")

    def test_takes_no_markup_for_text_and_zero_for_an_answer(self):
        assert not has_answer(empty(situation_fr='<p data-block-key="a">&nbsp;</p>'), "situation")
        assert has_answer(empty(staff_fte=0), "staff_fte")


class TestTracesIn:
    @pytest.mark.parametrize(
        "words",
        [
            "85.07.30-033.61",
            "BR.43.L2.012345/2016",
            "1-ABC-123",
            "TREM 1234 5678",
            "046 454 286",
            "+32 470 12 34 56",
            "(514) 280-0000",
            "né le 3 mai",
            "geboren op 3 mei",
            "Mme Tremblay",
            "dhr. Janssens",
            "rue des Palais 12",
        ],
    )
    def test_shows_what_may_betray_a_person(self, words):
        sheet = empty(situation_fr=f"<p>Le cas de {words} a été suivi.</p>")

        (trace,) = traces_in(sheet)

        assert trace.field == "situation"
        assert trace.words in words

    def test_leaves_ordinary_text_alone(self):
        text = "En 2016, 4 ETP et 12 écoles ; art. 44/1 de la loi ; 1 000 000 habitants. M. le bourgmestre."

        assert traces_in(empty(situation_fr=f"<p>{text}</p>")) == []

    def test_looks_into_lists_and_into_every_language(self):
        sheet = empty(objectives_nl=[("sentence", "Hulp aan mevr. Peeters")])

        assert [trace.field for trace in traces_in(sheet)] == ["objectives"]
