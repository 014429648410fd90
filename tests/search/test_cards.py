import pytest
from django.utils.translation import override

from exchange.languages import LANGUAGES
from exchange.viewers import VISITOR
from search.cards import cards
from search.indexes import registry
from search.marks import versions
from search.results import LabelledValue
from search.templatetags.filters import filter_values
from tests.factories import (
    ArticlePageFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
)

pytestmark = pytest.mark.django_db


def cards_of(*pages, marks=None):
    index = registry.of_model(type(pages[0]))
    return cards(index, [page.pk for page in pages], VISITOR, marks or versions())


class TestCards:
    @pytest.mark.parametrize(
        "make",
        [PracticeFactory, TalkFactory, ArticlePageFactory, SeminarFactory, OrganisationPageFactory],
    )
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_reads_as_the_page_itself_does(self, make, language):
        page = make(heading_fr="Passerelle", heading_nl="Loopbrug")
        shown = ["pk", "heading", "title", "slug", "available_languages", "content_language"]
        index = registry.of_model(type(page))
        page = index.shown().get(pk=page.pk)
        shown += [*index.card.texts, *index.card.fields, *index.card.relations]
        shown += [name for name in vars(index.card) if name.startswith(("is_", "shown_"))]

        (card,) = cards_of(page)

        with override(language):
            assert [getattr(card, name) or "" for name in shown] == [
                getattr(page, name) or "" for name in shown
            ]
            assert card.get_absolute_url() == page.get_absolute_url()
            for name in vars(index.card):
                if name.startswith("get_") and name.endswith("_display"):
                    assert getattr(card, name)() == getattr(page, name)()

    def test_asks_once_for_all_of_a_kind(self, django_assert_num_queries):
        sheets = PracticeFactory.create_batch(3)
        marks = versions()
        cards_of(*sheets, marks=marks)

        with django_assert_num_queries(1):
            told = [str(card.organisation) for card in cards_of(*sheets, marks=marks)]

        assert sorted(told) == sorted(str(sheet.organisation) for sheet in sheets)

    def test_shows_the_new_name_of_a_body(self):
        sheet = PracticeFactory(organisation=OrganisationFactory(name_fr="Police de Haut"))
        cards_of(sheet)
        type(sheet.organisation).objects.update(name_fr="Police de Bas")

        (card,) = cards_of(sheet)

        assert card.organisation.name_fr == "Police de Bas"

    def test_reads_a_body_that_has_just_come(self):
        before = versions()
        cards_of(PracticeFactory(), marks=before)
        sheet = PracticeFactory()

        (card,) = cards_of(sheet, marks=before)

        assert card.organisation == sheet.organisation

    def test_leaves_out_what_the_viewer_may_not_see(self):
        assert cards_of(PracticeFactory(members=True)) == []

    def test_knows_nothing_else(self):
        (card,) = cards_of(PracticeFactory())

        with pytest.raises(AttributeError, match="problem"):
            card.problem  # noqa: B018 -- reading is what fails


class TestFilterValues:
    def test_writes_what_is_ticked_and_what_is_empty(self):
        ticked = LabelledValue(value="belgium", count=0, selected=True, label="Belgium")

        html = filter_values("shore", [ticked, LabelledValue(value="canada", count=3, label="Canada")])

        assert (
            html == '<li><label class="is-empty"><input type="checkbox" name="shore" value="belgium"'
            ' id="shore-belgium" checked><span>Belgium</span><span class="count">0</span></label></li>'
            '<li><label><input type="checkbox" name="shore" value="canada" id="shore-canada">'
            '<span>Canada</span><span class="count">3</span></label></li>'
        )

    def test_escapes_what_somebody_wrote_into_an_address(self):
        html = filter_values("theme", [LabelledValue(value='"><script>', count=0, selected=True)])

        assert "<script>" not in html
        assert html.count("&quot;&gt;&lt;script&gt;") == 3
