import pytest
from django.db import connection
from django.utils.translation import override

from exchange.models import InformationPage
from exchange.prepared import PK, SOMEBODY, one_of_pks, prepared
from practices.models import Practice
from tests.factories import OrganisationFactory, PracticeFactory

pytestmark = pytest.mark.django_db


@prepared
def sheet():
    return Practice.objects.visible_to(SOMEBODY).select_related("organisation").filter(pk=PK)


@prepared
def sheets():
    return Practice.objects.visible_to(SOMEBODY).filter(pk__in=one_of_pks()).order_by("heading")


class TestPrepared:
    def test_finds_what_the_queryset_finds(self):
        practice = PracticeFactory(organisation=OrganisationFactory(name_fr="Zone d'essai"))

        (found,) = sheet(pk=practice.pk, tokens=["public"])

        assert found == practice
        assert {name: getattr(found, name) for name in ("heading", "slug", "tokens", "steps")} == {
            name: getattr(practice, name) for name in ("heading", "slug", "tokens", "steps")
        }

    def test_reads_what_belongs_to_it_at_once(self, django_assert_num_queries):
        practice = PracticeFactory(organisation=OrganisationFactory(name_fr="Zone d'essai"))

        with django_assert_num_queries(1):
            (found,) = sheet(pk=practice.pk, tokens=["public"])
            assert found.organisation.name == "Zone d'essai"

    def test_opens_nothing_to_other_tokens(self):
        practice = PracticeFactory(members=True)

        assert sheet(pk=practice.pk, tokens=["public"]) == []
        assert sheet(pk=practice.pk, tokens=["public", "members"]) == [practice]
        assert sheet(pk=practice.pk, tokens=[]) == []

    def test_asks_for_as_many_as_one_likes(self):
        practices = PracticeFactory.create_batch(3)
        pks = [practice.pk for practice in practices]

        assert set(sheets(pks=pks, tokens=["public"])) == set(practices)
        assert sheets(pks=pks[:1], tokens=["public"]) == practices[:1]
        assert sheets(pks=[], tokens=["public"]) == []

    def test_is_put_into_words_in_each_language(self):
        first = PracticeFactory(heading_fr="Abc", heading_nl="Xyz")
        last = PracticeFactory(heading_fr="Xyz", heading_nl="Abc")
        pks = [first.pk, last.pk]

        with override("fr"):
            assert sheets(pks=pks, tokens=["public"]) == [first, last]
        with override("nl"):
            assert sheets(pks=pks, tokens=["public"]) == [last, first]

    def test_is_put_into_words_once(self):
        asked = []

        @prepared
        def pages():
            asked.append("asked")
            return InformationPage.objects.visible_to(SOMEBODY)

        pages(tokens=["public"])
        pages(tokens=["members"])

        assert asked == ["asked"]

    def test_is_planned_once_per_connection(self):
        sheet(pk=1, tokens=["public"])
        sheet(pk=2, tokens=["members", "public"])

        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*) from pg_prepared_statements where statement like '%practices_practice%'"
            )
            assert cursor.fetchone()[0] >= 1

    def test_wants_every_value(self):
        with pytest.raises(KeyError):
            sheet(pk=1)
