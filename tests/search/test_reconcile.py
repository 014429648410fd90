import pytest

from search import delivery, generations, reconcile
from search.elasticsearch import contents, indices
from search.models import Entry, Generation, GenerationState, Ledger, Outbox
from tests.search.indexing import as_if_by_earlier_transactions, expected, held

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheets(cluster, write):
    return [write(f"Fiche {number}") for number in range(5)]


@pytest.fixture
def generation(sheets):
    generation = generations.start()
    delivery.drain()
    indices.refresh(generation.name)
    return generation


def document(sheet, version, content='{"kind": "practice", "object_id": 1, "rev": 1}'):
    return indices.Delivery(f"practice-{sheet.pk}", version, content)


def differences(generation):
    indices.refresh(generation.name)
    return {
        difference.id: difference.reason
        for batch in reconcile.compare(generation.name)
        for difference in batch
    }


def put_right(generation):
    indices.refresh(generation.name)
    count = reconcile.repair(generation)
    delivery.drain()
    assert held(generation.name) == expected()
    return count


class TestCompare:
    def test_finds_nothing_where_nothing_differs(self, generation):
        assert differences(generation) == {}

    def test_finds_nothing_that_is_on_its_way(self, generation, sheets):
        as_if_by_earlier_transactions()
        sheets[0].heading_fr = "Autre"
        sheets[0].save()
        sheets[1].delete()

        assert differences(generation) == {}

    def test_finds_nothing_that_arrives_between_two_looks(self, generation, sheets, monkeypatch):
        as_if_by_earlier_transactions()
        sheets[0].heading_fr = "Autre"
        sheets[0].save()
        look_again = reconcile.look_again

        def later(*arguments):
            delivery.drain()
            return look_again(*arguments)

        monkeypatch.setattr(reconcile, "look_again", later)

        assert differences(generation) == {}

    def test_finds_nothing_that_changes_while_it_looks(self, generation, sheets, monkeypatch):
        versions = contents.versions

        def meanwhile(*arguments):
            as_if_by_earlier_transactions()
            sheets[0].heading_fr = "Autre"
            sheets[0].save()
            delivery.drain()
            return versions(*arguments)

        monkeypatch.setattr(contents, "versions", meanwhile)
        indices.put([generation.name], [indices.Delivery("practice-999999", 1, "{}")])

        assert differences(generation) == {"practice-999999": "gone"}

    def test_reads_any_number_page_by_page(self, generation, monkeypatch):
        monkeypatch.setattr(contents, "PAGE", 2)
        monkeypatch.setattr(reconcile, "BATCH", 2)
        Ledger.objects.bulk_create(
            Ledger(kind=kind, object_id=number, rev=1, deleted=number % 2 == 0)
            for kind in ("another", "zebra", "Été")
            for number in range(7)
        )

        assert differences(generation) == {
            f"{kind}-{number}": "missing" for kind in ("another", "zebra", "Été") for number in (1, 3, 5)
        }


class TestRepair:
    def test_delivers_what_is_missing(self, generation, sheets):
        indices.put([generation.name], [document(sheets[0], 1, None)])
        assert differences(generation) == {f"practice-{sheets[0].pk}": "missing"}

        assert put_right(generation) == 1

    def test_delivers_what_is_older(self, generation, sheets):
        Ledger.objects.filter(object_id=sheets[0].pk).update(rev=7)
        Entry.objects.filter(object_id=sheets[0].pk).update(rev=7)
        assert differences(generation) == {f"practice-{sheets[0].pk}": "older"}

        assert put_right(generation) == 1

    def test_removes_what_was_deleted(self, generation, sheets):
        before = document(sheets[0], 1)
        as_if_by_earlier_transactions()
        sheets[0].delete()
        Outbox.objects.all().delete()
        assert differences(generation) == {before.id: "gone"}

        assert put_right(generation) == 1

    def test_overtakes_an_index_that_knows_the_future(self, generation, sheets):
        # The database came back from a copy of yesterday.
        indices.put([generation.name], [document(sheets[0], 40)])
        assert differences(generation) == {f"practice-{sheets[0].pk}": "newer"}

        assert put_right(generation) == 1
        assert Ledger.objects.get(kind="practice", object_id=sheets[0].pk).rev == 41
        assert Entry.objects.get(kind="practice", object_id=sheets[0].pk).rev == 41

    def test_removes_what_the_database_never_knew(self, generation):
        indices.put([generation.name], [indices.Delivery("practice-999999", 3, "{}")])

        assert put_right(generation) == 1
        assert Ledger.objects.get(object_id=999999).deleted

    def test_removes_what_is_no_thing(self, generation):
        indices.put([generation.name], [indices.Delivery("by hand", 3, "{}")])

        assert put_right(generation) == 1

    def test_keeps_its_count(self, generation, sheets):
        indices.put([generation.name], [document(sheets[0], 1, None), document(sheets[1], 1, None)])

        put_right(generation)

        generation.refresh_from_db()
        assert generation.differences == 2
        assert generation.checked_at
        assert put_right(generation) == 0
        assert Generation.objects.get().differences == 0

    def test_leaves_an_index_alone_that_is_being_filled(self, generation):
        complete = generation
        Generation.objects.update(state=GenerationState.READY)
        generations.start()

        assert reconcile.repair_all() == {complete.name: 0}
