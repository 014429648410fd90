import pytest

from exchange.models import TranslatedPage
from exchange.viewers import VISITOR, Viewer
from exchange.wording import SOME, SOMEBODY, Worded
from tests.factories import ArticlePageFactory, PracticeFactory

pytestmark = pytest.mark.django_db

MEMBER = Viewer(user_id=1, tokens=("members", "public"))


@pytest.fixture
def pages():
    return [PracticeFactory(members=True), PracticeFactory(), ArticlePageFactory()]


@pytest.fixture
def worded():
    found = TranslatedPage.objects.visible_to(SOMEBODY).filter(pk__in=SOME).order_by("pk")
    return Worded(found.values("pk", "title"))


def keys(*things) -> list[int]:
    return [thing["pk"] if isinstance(thing, dict) else thing.pk for thing in things]


class TestWorded:
    def test_answers_as_the_question_itself(self, pages, worded):
        for viewer in (VISITOR, MEMBER):
            asked = TranslatedPage.objects.visible_to(viewer).filter(pk__in=keys(*pages)).order_by("pk")

            assert worded.put_for(viewer, keys(*pages)) == list(asked.values("pk", "title"))

    def test_is_put_for_others_in_turn(self, pages, worded):
        closed, *open_to_all = pages

        assert keys(*worded.put_for(MEMBER, keys(*pages))) == keys(*pages)
        assert keys(*worded.put_for(VISITOR, keys(*pages))) == keys(*open_to_all)
        assert worded.put_for(VISITOR, keys(closed)) == []

    def test_shows_nothing_to_whoever_holds_nothing(self, pages, worded):
        assert worded.put_for(Viewer(tokens=()), keys(*pages)) == []
        assert worded.put() == []

    def test_of_no_keys_finds_nothing(self, pages, worded):
        assert worded.put_for(MEMBER, []) == []
