from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.utils.translation import override

from exchange.audiences import State
from exchange.models import ArticleLink, Clause
from exchange.templatetags.bodies import accession_words, see_also
from exchange.templatetags.display import pips, shore_word, tel
from exchange.viewers import VISITOR, viewer_of
from tests.factories import (
    ArticlePageFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
    UserFactory,
)


def rendered(source, **context) -> str:
    return Template(source).render(Context(context))


class TestDisplay:
    @pytest.mark.parametrize(
        ("written", "dialled"),
        [("+32 2 249 22 19", "+3222492219"), ("514 280-2222", "5142802222"), ("", ""), (None, "")],
    )
    def test_tel_keeps_what_is_dialled(self, written, dialled):
        assert tel(written) == dialled

    @pytest.mark.parametrize(
        ("country", "region", "word"),
        [
            ("BE", "BE-BRU", "Belgium"),
            ("CA", "CA-QC", "Québec"),
            ("CA", "CA-ON", "Canada"),
            ("FR", "", "Europe"),
        ],
    )
    def test_shore_is_a_word(self, country, region, word):
        with override("en"):
            assert shore_word(OrganisationFactory.build(country=country, region=region, type=None)) == word

    def test_pips_are_five(self):
        assert pips(3) == [True, True, True, False, False]
        assert pips(None) == [False] * 5


@pytest.mark.django_db
class TestLanguages:
    def test_lang_names_only_another_language(self):
        page = ArticlePageFactory(heading_fr="Accord", heading_nl="Akkoord", summary_fr="Un résumé.")

        with override("nl"):
            assert rendered("{% load languages %}{% lang page %}", page=page) == ""
            assert rendered('{% load languages %}{% lang page "summary" %}', page=page) == ' lang="fr"'
        with override("fr-ca"):
            assert rendered('{% load languages %}{% lang page "summary" %}', page=page) == ""

    def test_a_clause_says_from_what_it_was_translated(self):
        clause = Clause(title_fr="Objet", text_fr="Échanger.", text_nl="Uitwisselen.")
        source = '{% load languages %}{% translated_from clause "text" %}'

        with override("nl"):
            assert rendered(source, clause=clause) == "Frans"
        with override("en"):
            assert rendered(source, clause=clause) == ""
        assert rendered(source, clause=Clause()) == ""


@pytest.mark.django_db
class TestSeeAlso:
    def told(self, page, viewer=VISITOR):
        request = SimpleNamespace(viewer=viewer)
        return [other.pk for other in see_also({"request": request}, page)]

    def test_begins_with_what_the_text_tells_of(self):
        body = OrganisationFactory()
        newer = PracticeFactory(organisation=body)
        talk, sheet = TalkFactory(), PracticeFactory(organisation=body)
        seminar = SeminarFactory()
        page = ArticlePageFactory(organisation=body)
        ArticleLink.objects.bulk_create(
            ArticleLink(page=page, target_id=other.pk, sort_order=number)
            for number, other in enumerate((sheet, talk, seminar))
        )

        found = self.told(page)

        assert found[:3] == [sheet.pk, talk.pk, seminar.pk]
        assert newer.pk in found[3:]
        assert len(found) == len(set(found))

    @pytest.mark.parametrize("traits", [{"members": True}, {"draft": True}, {"state": State.WITHDRAWN}])
    def test_names_nothing_that_is_closed(self, traits):
        page = ArticlePageFactory()
        page.links.create(target_id=PracticeFactory(**traits).pk)

        assert self.told(page) == []

    def test_names_to_a_member_what_is_for_members(self):
        member = UserFactory(organisation=MembershipFactory().organisation)
        sheet, page = PracticeFactory(members=True), ArticlePageFactory()
        page.links.create(target_id=sheet.pk)

        assert self.told(page, viewer_of(member)) == [sheet.pk]


@pytest.mark.django_db
class TestAccession:
    def test_an_unknown_date_gives_no_rank(self):
        membership = MembershipFactory()
        membership.accession_rank = 1

        assert accession_words(membership) == ""

    @pytest.mark.parametrize(
        ("quebec", "network", "rank", "words"),
        [
            (False, False, 1, "first Belgian police service to join"),
            (True, False, 1, "first Québec police service to join"),
            (False, True, 1, "first Belgian organisation to join"),
            (True, False, 4, "no. 4 among Québec organisations"),
        ],
    )
    def test_words_follow_rank_shore_and_type(self, quebec, network, rank, words):
        body = OrganisationFactory(quebec=quebec, network=network)
        membership = MembershipFactory(organisation=body, accession_on="2016-10-13")
        membership.accession_rank = rank

        with override("en"):
            assert accession_words(membership) == words
