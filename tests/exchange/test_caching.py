import pytest
from django.core.cache import cache
from django.db import connection

from exchange import caching
from exchange.models import OrganisationPage
from tests.factories import OrganisationPageFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_memory():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def page():
    return OrganisationPageFactory(heading_fr="Zone d'essai")


@pytest.fixture
def database(monkeypatch):
    """Stand in for the database outside a transaction; `database.append(…)` is a commit."""
    commits = []
    monkeypatch.setattr(caching, "is_in_transaction", lambda: False)
    monkeypatch.setattr(caching, "present_stamp", lambda: str(commits))
    return commits


class TestKeptPage:
    def test_costs_one_query_beside_the_stamp(self, client, page, database, django_assert_num_queries):
        first = client.get(page.get_url())

        with django_assert_num_queries(1):
            second = client.get(page.get_url())

        assert second.content == first.content
        assert "Cookie" in second.headers["Vary"]
        assert second.headers["Content-Type"] == first.headers["Content-Type"]

    def test_shows_a_change_at_the_next_request(self, client, page, database):
        client.get(page.get_url())
        PracticeFactory(organisation=page.organisation, heading_fr="Toute nouvelle fiche")
        database.append("a sheet")

        assert "Toute nouvelle fiche" in client.get(page.get_url()).content.decode()

    def test_asks_the_tokens_even_if_nothing_seems_to_have_changed(self, client, page, database):
        client.get(page.get_url())
        OrganisationPage.objects.filter(pk=page.pk).update(tokens=["editorial"])

        assert client.get(page.get_url()).status_code == 404

    def test_is_not_given_to_a_member_nor_made_from_what_a_member_sees(self, client, page, database):
        PracticeFactory(organisation=page.organisation, heading_fr="Pour les membres", members=True)
        visitor = client.get(page.get_url()).content.decode()
        client.force_login(UserFactory(organisation=page.organisation))
        member = client.get(page.get_url()).content.decode()
        client.logout()
        again = client.get(page.get_url()).content.decode()

        assert "Pour les membres" not in visitor
        assert "Pour les membres" in member
        assert "Pour les membres" not in again

    def test_is_another_in_another_language(self, client, page, database):
        assert b'<html lang="fr">' in client.get("/fr/").content
        assert b'<html lang="nl">' in client.get("/nl/").content

    def test_is_not_kept_with_a_message_for_one_reader(self, client, page, database):
        client.get(page.get_url())
        client.cookies["messages"] = "anything"
        PracticeFactory(organisation=page.organisation, heading_fr="Vue sans mémoire")

        assert "Vue sans mémoire" in client.get(page.get_url()).content.decode()

    def test_nothing_is_kept_inside_a_transaction(self, client, page):
        client.get(page.get_url())
        PracticeFactory(organisation=page.organisation, heading_fr="Toute nouvelle fiche")

        assert "Toute nouvelle fiche" in client.get(page.get_url()).content.decode()


class TestStamp:
    def test_changes_when_another_connection_commits(self):
        before = caching.present_stamp()
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("update exchange_theme set position = position where false")
        other.close()

        assert caching.present_stamp() != before

    def test_says_nothing_of_a_sign_in_or_a_session(self):
        before = caching.present_stamp()
        UserFactory()

        assert caching.present_stamp() == before

    def test_changes_once_for_all_that_a_transaction_writes(self):
        before = caching.present_stamp()
        PracticeFactory()
        once = caching.present_stamp()
        PracticeFactory()

        assert once != before
        assert caching.present_stamp() == once

    def test_costs_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            caching.present_stamp()

    def test_watches_every_table_that_a_page_may_show(self):
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_trigger where tgname = 'note_change'")
            watched = cursor.fetchone()[0]

        assert caching.unwatched_tables() == []
        assert watched > 40
