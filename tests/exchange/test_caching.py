import re

import pytest
from django.core.cache import cache
from django.db import connection

from exchange import caching
from exchange.models import OrganisationPage
from tests.clients import Client
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


ACCOUNT = re.compile(r'<div class="account">.*?</div>', re.DOTALL)
CSRF_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def without_account(response) -> str:
    return ACCOUNT.sub("", response.content.decode())


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

    def test_is_shared_by_those_who_hold_the_same_tokens(
        self, client, page, database, django_assert_max_num_queries
    ):
        one, other = UserFactory.create_batch(2, organisation=page.organisation)
        client.force_login(one)
        first = client.get(page.get_url())
        client.force_login(other)

        # Who is looking (4), whether the page is open to them (1).
        with django_assert_max_num_queries(6):
            second = client.get(page.get_url())

        assert str(one) in first.content.decode()
        assert str(one) not in second.content.decode()
        assert str(other) in second.content.decode()
        assert without_account(first) == without_account(second)

    def test_lets_everybody_sign_out_with_a_form_of_their_own(self, client, page, database):
        readers = UserFactory.create_batch(2, organisation=page.organisation)
        for reader in readers:
            client.force_login(reader)
            token = CSRF_TOKEN.search(client.get(page.get_url()).content.decode())[1]
            sent = Client(enforce_csrf_checks=True)
            sent.cookies = client.cookies

            assert sent.post("/fr/deconnexion/", {"csrfmiddlewaretoken": token}).status_code == 302

    def test_of_one_body_is_not_that_of_another(self, client, page, database):
        PracticeFactory(organisation=page.organisation, heading_fr="Pour les membres", members=True)
        client.force_login(UserFactory(organisation=page.organisation))
        assert "Pour les membres" in client.get(page.get_url()).content.decode()

        client.force_login(UserFactory(organisation=OrganisationFactory()))

        assert "Pour les membres" not in client.get(page.get_url()).content.decode()

    def test_is_not_that_of_a_member_who_was_suspended_since(self, client, page, database):
        membership = MembershipFactory()
        sheet = PracticeFactory(organisation=page.organisation, heading_fr="Pour les membres", members=True)
        client.force_login(UserFactory(organisation=membership.organisation))
        assert "Pour les membres" in client.get(page.get_url()).content.decode()
        assert client.get(sheet.get_url()).status_code == 200

        type(membership).objects.filter(pk=membership.pk).update(state="suspended")

        assert "Pour les membres" not in client.get(page.get_url()).content.decode()
        assert client.get(sheet.get_url()).status_code == 404

    def test_is_never_a_draft(self, client, database):
        sheet = PracticeFactory(draft=True, heading_fr="Avant")
        sheet.save_revision()
        client.force_login(UserFactory(organisation=sheet.organisation, roles=["author"]))
        assert "Avant" in client.get(sheet.get_url()).content.decode()

        sheet.lessons_fr = "Une leçon toute neuve"
        sheet.save_revision()

        assert "Une leçon toute neuve" in client.get(sheet.get_url()).content.decode()

    def test_leaves_no_room_on_a_page_of_error(self, client, page, database):
        OrganisationPage.objects.filter(pk=page.pk).update(tokens=[])
        client.force_login(reader := UserFactory())

        answer = client.get(page.get_url())

        assert answer.status_code == 404
        assert str(reader) in answer.content.decode()
        assert caching.ROOM not in answer.content

    def test_is_another_in_another_language(self, client, page, database):
        assert b'<html lang="fr">' in client.get("/fr/").content
        assert b'<html lang="nl">' in client.get("/nl/").content

    def test_is_not_kept_with_a_message_for_one_reader(self, client, page, database):
        client.get(page.get_url())
        client.cookies["messages"] = "anything"
        PracticeFactory(organisation=page.organisation, heading_fr="Vue sans mémoire")

        assert "Vue sans mémoire" in client.get(page.get_url()).content.decode()

    def test_says_again_what_it_varies_with(self, client, database):
        first, second = client.get("/fr/recherche/"), client.get("/fr/recherche/")

        assert first["Vary"] == second["Vary"]
        assert "HX-Request" in second["Vary"]

    def test_nothing_is_kept_inside_a_transaction(self, client, page):
        client.get(page.get_url())
        PracticeFactory(organisation=page.organisation, heading_fr="Toute nouvelle fiche")

        assert "Toute nouvelle fiche" in client.get(page.get_url()).content.decode()


class TestMemoriesOnTheWay:
    def test_keep_the_page_of_a_visitor_if_they_like(self, client, page):
        assert "Cache-Control" not in client.get(page.get_url())

    @pytest.mark.parametrize(
        "address", ["/fr/", "/fr/fiches/", "/fr/recherche/", "/fr/membres/", "/fr/rien/"]
    )
    def test_leave_alone_what_is_for_one_reader(self, client, address):
        client.force_login(UserFactory())

        assert "private" in client.get(address)["Cache-Control"].split(", ")

    @pytest.mark.parametrize(
        ("traits", "expected"),
        [
            ({}, "private"),
            ({"members": True}, "private"),
            ({"audience": "parties"}, "private, no-store"),
            ({"state": "frozen"}, "private, no-store"),
            ({"draft": True}, "private, no-store"),
        ],
    )
    def test_store_nothing_that_fewer_than_all_members_read(self, client, traits, expected):
        body = MembershipFactory().organisation
        if traits.get("audience") == "parties":
            traits = {**traits, "protocol": ProtocolFactory(parties=[body])}
        sheet = PracticeFactory(organisation=body, **traits)
        sheet.save_revision()
        client.force_login(UserFactory(organisation=body, roles=["author"]))

        answer = client.get(sheet.get_url())

        assert answer.status_code == 200
        assert set(answer["Cache-Control"].split(", ")) == set(expected.split(", "))


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

    def test_no_longer_minds_what_pages_do_not_show(self):
        with connection.cursor() as cursor:
            cursor.execute(
                "create trigger note_change after insert on exchange_feedback"
                " for each statement execute function exchange_note_change()"
            )

        caching.watch_tables()

        assert "exchange_feedback" not in caching.watched_tables()

    def test_costs_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            caching.present_stamp()

    def test_watches_every_table_that_a_page_may_show(self):
        assert caching.unwatched_tables() == []
        assert len(caching.watched_tables()) > 40
