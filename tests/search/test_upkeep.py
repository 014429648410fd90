from datetime import timedelta

import pytest
from django.utils import timezone

from search import delivery, generations, upkeep
from search.elasticsearch import contents, indices, mapping
from search.elasticsearch.client import Refused, Unreachable
from search.models import Generation, GenerationState, Outbox
from search.upkeep import Upkeep
from tests.search.indexing import as_if_by_earlier_transactions, expected, held, lose_all_copies

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def keeper(cluster, write):
    write("Le parking")
    return Upkeep()


@pytest.fixture
def live(keeper):
    keeper.look()
    return Generation.objects.get()


def readable():
    return Generation.objects.readable(mapping.fingerprint()).first()


class TestLook:
    def test_makes_the_first_index(self, live):
        assert live == readable()
        assert indices.alias_target() == live.name
        assert held(live.name) == expected()

    def test_leaves_what_is_well(self, keeper, live):
        keeper.look()

        assert Generation.objects.get() == live

    def test_goes_on_with_what_was_cut_short(self, keeper):
        cut = generations.start()

        keeper.look()

        assert Generation.objects.get() == cut == readable()

    def test_replaces_an_index_that_is_gone(self, keeper, live):
        indices.delete(live.name)

        keeper.look()

        assert readable() != live
        assert held(readable().name) == expected()

    def test_replaces_an_index_that_came_back_as_another(self, live):
        indices.delete(live.name)
        indices.create(live.name)

        Upkeep().look()

        assert readable() != live
        assert live.name not in contents.inventory()

    def test_replaces_an_index_of_which_no_node_has_a_copy(self, keeper, live, monkeypatch):
        monkeypatch.setattr(indices, "COPY_SECONDS", 1)
        lose_all_copies(live.name)

        keeper.look()

        live.refresh_from_db()
        assert (live.state, live.note) == (GenerationState.FAILED, "No node of the cluster has a copy of it.")
        assert readable() != live
        assert held(readable().name) == expected()

    def test_leads_readers_back_where_they_belong(self, keeper, live):
        other = f"{indices.alias()}-g{timezone.now():%Y%m%d%H%M%S}-other"
        indices.create(other)
        indices.swap(indices.alias(), add=other)

        keeper.look()

        assert indices.alias_target() == live.name

    def test_compares_before_it_trusts_again(self, keeper, live):
        # What was deleted in the meantime came back with an older copy of the data.
        indices.put([live.name], [indices.Delivery("practice-999999", 3, "{}")], refresh=True)
        Generation.objects.update(in_doubt=True)
        assert readable() is None

        keeper.look()

        assert readable() == live
        assert held(live.name) == expected()

    def test_waits_after_a_failure(self, keeper, monkeypatch):
        monkeypatch.setattr(generations.gate, "trouble", lambda *arguments, **options: "It is broken.")
        keeper.look()
        keeper.look()
        assert Generation.objects.count() == 1

        Generation.objects.update(ended_at=timezone.now() - timedelta(seconds=61))
        keeper.look()
        keeper.look()
        assert Generation.objects.count() == 2

        Generation.objects.update(ended_at=timezone.now() - timedelta(seconds=61))
        assert not upkeep.may_try()


class TestOtherCode:
    @pytest.fixture
    def older(self, keeper, live):
        """Let the live index be made by another release."""
        Generation.objects.update(fingerprint="other", created_at=timezone.now() - DAY)
        return live

    def test_gets_an_index_of_its_own(self, keeper, older, write):
        keeper.look()

        mine = readable()
        older.refresh_from_db()
        assert older.state == GenerationState.RETIRING
        assert older.in_doubt
        assert indices.alias_target() == mine.name
        as_if_by_earlier_transactions()
        write("La place")
        delivery.drain()
        assert held(mine.name) == expected()

    def test_that_began_later_decides(self, keeper, older):
        Generation.objects.update(created_at=timezone.now() + timedelta(seconds=5))

        keeper.look()

        assert Generation.objects.get() == older

    def test_that_was_filling_is_stopped_by_what_replaced_it(self, keeper, live, monkeypatch):
        left = Generation.objects.create(
            name=f"{live.name}x", uuid="x", fingerprint="other", created_at=keeper.began_at - DAY
        )
        standing = contents.inventory()
        standing[left.name] = contents.Index(left.name, "x", frozenset(), is_readonly=False)
        monkeypatch.setattr(contents, "inventory", lambda: standing)

        keeper.look()

        left.refresh_from_db()
        assert left.state == GenerationState.FAILED
        assert readable() == live


class TestWork:
    def test_notes_that_the_cluster_is_away_once(self, keeper, live, monkeypatch, caplog):
        def away():
            raise Unreachable("nobody there")

        with monkeypatch.context() as patch:
            patch.setattr(contents, "inventory", away)
            keeper.work(lambda: False)
            keeper.work(lambda: False)
        assert readable() is None
        assert caplog.text.count("is away") == 1

        keeper.work(lambda: False)
        assert readable() == live
        assert "is back" in caplog.text

    def test_leaves_readers_their_index_where_a_new_one_is_lost(self, keeper, live, monkeypatch, caplog):
        monkeypatch.setattr(indices, "COPY_SECONDS", 1)
        monkeypatch.setattr(generations, "PATIENCE", 1)
        new = generations.start()
        lose_all_copies(new.name)

        # The cluster holds it for a moment longer than it does.
        with monkeypatch.context() as patch:
            patch.setattr(contents, "unheld", lambda names: set())
            keeper.work(lambda: False)
        assert readable() == live
        assert "is not filled now" in caplog.text

        keeper.work(lambda: False)
        new.refresh_from_db()
        assert new.state == GenerationState.FAILED
        assert readable() == live

    def test_says_what_the_cluster_refuses(self, keeper, monkeypatch, caplog):
        def refuse(name):
            raise Refused("no more shards")

        monkeypatch.setattr(indices, "create", refuse)
        keeper.work(lambda: False)

        assert "no more shards" in caplog.text

    def test_leaves_the_outbox_as_it_is_while_the_cluster_is_away(self, keeper, live, write, monkeypatch):
        as_if_by_earlier_transactions()
        write("La place")
        waiting = Outbox.objects.count()

        def away(*arguments, **options):
            raise Unreachable("nobody there")

        monkeypatch.setattr(indices, "put", away)
        delivery.Courier().work(lambda: False)

        assert Outbox.objects.due().count() == waiting > 0
