"""What deliveries and rebuilds ask of the cluster, on a real one."""

import json

import pytest

from search.elasticsearch import client, indices, mapping
from search.elasticsearch.indices import Delivery, State
from tests.search.indexing import lose_all_copies


@pytest.fixture(autouse=True)
def _apart(elasticsearch):
    """Work beside the index that other tests search in."""
    elasticsearch.ELASTICSEARCH_PREFIX += "-apart"


@pytest.fixture
def index():
    name = indices.new_name()
    indices.create(name)
    yield name
    indices.delete(name)


def document(**values) -> str:
    return json.dumps({"kind": "practice", "object_id": 1, "rev": 1, "tokens": ["public"], **values})


class TestGeneration:
    def test_says_what_it_was_made_from(self, index):
        meta = indices.meta(index)

        assert (meta["generation"], meta["fingerprint"]) == (index, mapping.fingerprint())
        assert indices.names() == [index]
        assert indices.meta(f"{index}x") is None

    def test_of_another_making_has_another_mark(self, monkeypatch):
        before = mapping.fingerprint()
        monkeypatch.setattr(mapping, "DOCUMENT_VERSION", 2)

        assert mapping.fingerprint() != before

    def test_is_removed_once(self, index):
        indices.delete(index)
        indices.delete(index)

        assert indices.names() == []

    def test_serves_with_other_settings_than_it_is_filled_with(self, index):
        indices.set_settings(index, **mapping.SERVING)
        indices.put([index], [Delivery("practice-1", 1, document())])
        indices.refresh(index)

        assert indices.count(index) == 1


class TestMerge:
    def test_leaves_one_piece(self, index):
        for number in range(3):
            indices.put([index], [Delivery(f"practice-{number}", 1, document())], refresh=True)
        assert len(segments(index)) == 3

        indices.merge(index)

        assert len(segments(index)) == 1
        assert indices.count(index) == 3

    def test_is_no_trouble_where_nobody_answers(self, settings):
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"

        indices.merge("any")


def segments(index) -> dict:
    shards = client.bulk().indices.segments(index=index)["indices"][index]["shards"]
    return shards["0"][0]["segments"]


class TestSwap:
    def test_leads_to_one_index(self, index):
        other = f"{index}-2"
        indices.create(other)
        try:
            assert indices.alias_target() is None
            for name in (index, other, index):
                indices.swap(indices.alias(), add=name)
                assert indices.alias_target() == name
        finally:
            indices.delete(other)

    def test_to_what_is_not_there_changes_nothing(self, index):
        indices.swap(indices.alias(), add=index)

        with pytest.raises(client.Missing):
            indices.swap(indices.alias(), add=f"{index}x")

        assert indices.alias_target() == index


class TestPut:
    @staticmethod
    def states(outcomes):
        return [outcome.state for outcome in outcomes]

    def test_says_what_became_of_each(self, index):
        outcomes = indices.put(
            [index],
            [
                Delivery("practice-1", 3, document()),
                Delivery("practice-2", 1, document(colour="red")),
                Delivery("practice-3", 1),
            ],
            refresh=True,
        )

        assert self.states(outcomes) == [State.DONE, State.REFUSED, State.DONE]
        assert "colour" in outcomes[1].reason
        assert indices.count(index) == 1

    def test_nothing_older_overwrites(self, index):
        for version, reference in ((3, "new"), (2, "old"), (3, "mended")):
            outcomes = indices.put([index], [Delivery("practice-1", version, document(reference=reference))])
            assert self.states(outcomes) == [State.DONE]

        with client.speaking():
            held = client.bulk().get(index=index, id="practice-1")
        assert (held["_version"], held["_source"]["reference"]) == (3, "mended")

    def test_nothing_deleted_comes_back(self, index):
        indices.put([index], [Delivery("practice-1", 5)])
        indices.put([index], [Delivery("practice-1", 4, document())], refresh=True)

        assert indices.count(index) == 0

    def test_writes_to_several_and_makes_up_none(self, index):
        outcomes = indices.put([index, f"{index}x"], [Delivery("practice-1", 1, document())])

        assert [(outcome.index, outcome.state) for outcome in outcomes] == [
            (index, State.DONE),
            (f"{index}x", State.MISSING),
        ]
        assert indices.names() == [index]

    @pytest.mark.django_db
    def test_gives_a_reason_without_the_document(self, index, monkeypatch):
        monkeypatch.setattr(indices, "COPY_SECONDS", 1)
        lose_all_copies(index)

        (outcome,) = indices.put([index], [Delivery("practice-1", 1, document(fr={"title": "Huis clos"}))])

        assert outcome.state == State.AWAY
        assert "is not active" in outcome.reason
        assert "Huis clos" not in outcome.reason

    def test_of_nothing_asks_nobody(self, settings):
        settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"

        assert indices.put(["any"], []) == []


class TestAway:
    @pytest.mark.parametrize("address", ["", "http://127.0.0.1:1"])
    def test_is_said_where_nobody_answers(self, settings, address):
        settings.ELASTICSEARCH_URL = address

        with pytest.raises(client.Away):
            indices.names()
