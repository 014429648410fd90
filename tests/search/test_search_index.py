import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from exchange.audiences import Audience
from search import delivery, generations
from search.elasticsearch import contents, indices
from search.elasticsearch.client import Unreachable
from search.models import Generation, GenerationState, Outbox
from search.models.changes import ATTEMPTS
from tests.factories import UserFactory
from tests.search.indexing import as_if_by_earlier_transactions, expected, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(cluster, write):
    return write("Le parking", external_id="P42")


def run(*arguments):
    output = io.StringIO()
    call_command("search_index", *arguments, stdout=output)
    return output.getvalue()


def run_json(*arguments):
    return json.loads(run(*arguments, "--json"))


class TestStatus:
    def test_without_elasticsearch(self, settings):
        settings.ELASTICSEARCH_URL = ""

        assert "PostgreSQL alone" in run("status")
        assert run_json("status")["configured"] is False

    def test_names_what_answers_and_what_waits(self, sheet):
        run("rebuild")
        live = Generation.objects.get()
        Outbox.objects.create(kind="practice", object_id=sheet.pk, rev=9, attempts=ATTEMPTS, last_error="bad")
        Outbox.objects.create(kind="practice", object_id=sheet.pk, rev=10, narrows=True)

        status = run_json("status")

        assert status["answering"] == live.name
        assert status["readable"]
        assert status["waiting"] == status["narrowing"] == 1
        assert status["poison"] == [{"thing": f"practice-{sheet.pk}", "rev": 9, "error": "bad"}]
        assert [row["state"] for row in status["generations"]] == ["live"]
        assert f"{live.name} answers." in run("status")

    def test_while_elasticsearch_is_away(self, sheet, monkeypatch):
        run("rebuild")
        delivery.doubt()

        def away():
            raise Unreachable("nobody there")

        monkeypatch.setattr(indices, "alias_target", away)

        assert "is away, PostgreSQL answers" in run("status")
        assert "live, in doubt" in run("status")
        assert run_json("status")["problem"] == "nobody there"


class TestRebuild:
    def test_ends_with_an_index_that_answers(self, sheet):
        told = run_json("rebuild")

        assert told["state"] == "live"
        assert indices.alias_target() == told["name"]
        assert held(told["name"]) == expected()

    def test_may_be_held_and_promoted_and_taken_back(self, sheet):
        first = run_json("rebuild")["name"]
        second = run_json("rebuild", "--hold")["name"]
        assert indices.alias_target() == first

        assert second in run("promote")
        assert indices.alias_target() == second
        assert first in run("rollback")
        assert indices.alias_target() == first

    def test_says_what_keeps_the_gate_shut(self, sheet, monkeypatch):
        monkeypatch.setattr(generations.gate, "trouble", lambda *arguments, **options: "It is broken.")

        with pytest.raises(CommandError, match="broken"):
            run("rebuild")

    def test_leaves_it_to_who_is_at_it(self, sheet, monkeypatch):
        monkeypatch.setattr("search.management.commands.search_index.WAIT", 0)
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(%s)", [generations.LOCK])
            with pytest.raises(CommandError, match="Another process"):
                run("rebuild")
            Generation.objects.create(name="filling", fingerprint="x", done=1, total=4)
            with pytest.raises(CommandError, match="25 %"):
                run("rebuild")
        finally:
            other.close()

    @pytest.mark.parametrize("command", ["promote", "rollback"])
    def test_goes_nowhere_without_another_index(self, sheet, command):
        run("rebuild")

        with pytest.raises(CommandError, match="No index"):
            run(command)

    def test_needs_elasticsearch(self, settings):
        settings.ELASTICSEARCH_URL = ""

        with pytest.raises(CommandError, match="ELASTICSEARCH_URL"):
            run("rebuild")

    def test_says_so_when_elasticsearch_is_away(self, sheet, settings):
        settings.ELASTICSEARCH_URL = "http://localhost:1"

        with pytest.raises(CommandError, match="is away"):
            run("rebuild")


class TestReconcile:
    def test_puts_right_what_differs(self, sheet):
        name = run_json("rebuild")["name"]
        indices.put([name], [indices.Delivery("practice-999999", 3, "{}")], refresh=True)

        assert run_json("reconcile") == {"differences": {name: 1}}
        assert held(name) == expected()
        assert "0 differences" in run("reconcile")

    def test_has_nothing_to_compare_at_first(self, sheet):
        assert "no index" in run("reconcile")


class TestDrain:
    def test_delivers_what_waits(self, sheet):
        name = generations.start().name

        assert run_json("drain")["left"] == 0
        assert held(name) == expected()

    def test_tries_again_what_was_refused(self, sheet):
        name = generations.start().name
        Outbox.objects.update(attempts=ATTEMPTS)
        assert run_json("drain")["delivered"] == 0

        assert run_json("drain", "--retry")["retried"] > 0
        assert held(name) == expected()

    def test_leaves_it_to_a_newer_release(self, sheet):
        Generation.objects.create(name="newer", fingerprint="x", created_at=timezone.now())

        with pytest.raises(CommandError, match="newer"):
            run("drain")


class TestExplain:
    @pytest.fixture
    def index(self, sheet):
        return run_json("rebuild")["name"]

    def test_says_that_it_is_found(self, sheet, index):
        told = run_json("explain", f"practice-{sheet.pk}")

        assert told["verdict"] == "Found by the words that stand in it."
        assert told["copies"] == [
            {"index": index, "state": "live", "rev": 1, "tokens": told["opened_by"], "problem": ""}
        ]
        assert told["held_of_these"] == ["public"]
        assert "Le parking" in run("explain", "p42")

    def test_says_who_may_not(self, sheet, index):
        as_if_by_earlier_transactions()
        sheet.audience = Audience.MEMBERS
        sheet.save()
        stranger = UserFactory(email="stranger@example.org")

        told = run_json("explain", "P42", "--as", stranger.email)

        assert "none of the tokens" in told["verdict"]
        assert told["held_of_these"] == []

    def test_says_what_is_on_its_way(self, sheet, index):
        as_if_by_earlier_transactions()
        sheet.heading_fr = "Le grand parking"
        sheet.save()

        assert "is on its way" in run("explain", "P42")

    def test_says_what_was_refused(self, sheet, index):
        as_if_by_earlier_transactions()
        sheet.heading_fr = "Le grand parking"
        sheet.save()
        Outbox.objects.update(attempts=3, last_error="strict")

        assert "strict" in run("explain", "P42")
        assert "was refused" in run("explain", "P42")

    def test_says_what_to_do_where_nothing_is_on_its_way(self, sheet, index):
        indices.put([index], [indices.Delivery(f"practice-{sheet.pk}", 1)])

        assert "search_index reconcile" in run("explain", "P42")

    def test_of_what_was_deleted(self, sheet, index):
        pk = sheet.pk
        as_if_by_earlier_transactions()
        sheet.delete()
        delivery.drain()

        told = run_json("explain", f"practice-{pk}")

        assert told["is_deleted"]
        assert "nobody finds it" in told["verdict"]

    def test_while_elasticsearch_is_away(self, sheet, index, monkeypatch):
        def away(*arguments):
            raise Unreachable("nobody there")

        monkeypatch.setattr(contents, "read", away)

        assert "nobody there" in run("explain", "P42")

    @pytest.mark.parametrize(
        "arguments", [["nothing-like-this"], ["P42", "--as", "nobody@example.org"]], ids=["thing", "person"]
    )
    def test_knows_what_it_does_not_know(self, sheet, arguments):
        with pytest.raises(CommandError):
            run("explain", *arguments)

    def test_needs_no_elasticsearch(self, write, settings):
        settings.ELASTICSEARCH_URL = ""
        write("Le parking", external_id="P42")
        assert Generation.objects.filter(state=GenerationState.LIVE).count() == 0

        assert "Found" in run("explain", "P42")
