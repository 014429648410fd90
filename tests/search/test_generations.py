from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from search import delivery, gate, generations
from search.elasticsearch import contents, indices, mapping
from search.elasticsearch.client import Away, Unreachable
from search.elasticsearch.indices import Outcome, State
from search.generations import NothingToReturnTo, Stopped
from search.models import Generation, GenerationState, Outbox
from tests.search.indexing import as_if_by_earlier_transactions, expected, held

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def sheets(cluster, write):
    sheets = [write(f"Fiche {number}") for number in range(6)]
    Outbox.objects.all().delete()
    return sheets


@pytest.fixture
def live(sheets):
    generation = generations.start()
    assert generations.build(generation)
    return generation


def small_batches(monkeypatch, number=2):
    after = generations.documents.after
    monkeypatch.setattr(generations.documents, "after", lambda entry: after(entry, number=number))


class TestBuild:
    def test_ends_with_an_index_that_answers(self, live):
        assert live.state == GenerationState.LIVE
        assert indices.alias_target() == live.name
        assert held(live.name) == expected()
        assert Generation.objects.readable(mapping.fingerprint()).get() == live
        assert live.percentage == 100
        assert indices.meta(live.name)["generation"] == live.name

    def test_tells_how_far_it_is(self, sheets, monkeypatch):
        small_batches(monkeypatch)
        told = []

        generations.build(generations.start(), progress=lambda generation: told.append(generation.done))

        total = Generation.objects.get().total
        assert told == sorted(told)
        assert told[-1] == total > 6
        assert len(told) >= 4

    def test_goes_on_where_it_was_cut_short(self, sheets, monkeypatch):
        small_batches(monkeypatch)
        generation = generations.start()
        with pytest.raises(Stopped):
            generations.build(generation, is_stopping=lambda: generation.done >= 2)
        sent = []
        put = indices.put
        monkeypatch.setattr(indices, "put", lambda names, some: sent.extend(some) or put(names, some))

        again = Generation.objects.get()
        assert again.state == GenerationState.BUILDING
        assert again.cursor > 0
        generations.fill(again)

        assert len(sent) == again.total - generation.done
        assert held(again.name) == expected()

    def test_keeps_what_changes_meanwhile(self, sheets, monkeypatch):
        small_batches(monkeypatch)
        generation = generations.start()

        def meanwhile(generation):
            as_if_by_earlier_transactions()
            if generation.done <= 2:
                sheets[0].heading_fr = "Autre titre"
                sheets[0].save()
                sheets[1].delete()
                delivery.drain()

        generations.build(generation, progress=meanwhile)

        assert held(generation.name) == expected()
        document = contents.read(generation.name, f"practice-{sheets[0].pk}")
        assert document["fr"]["title"] == "Autre titre"

    def test_brings_nothing_back_that_was_deleted_after_it_was_read(self, sheets, monkeypatch):
        generation = generations.start()
        pk = sheets[0].pk
        read = generations.documents.after
        batches = [read(0)]
        as_if_by_earlier_transactions()
        sheets[0].delete()
        delivery.drain()
        monkeypatch.setattr(generations.documents, "after", lambda entry: batches.pop() if batches else [])

        generations.fill(generation)

        assert f"practice-{pk}" not in held(generation.name)

    def test_may_wait_to_be_promoted(self, sheets):
        generation = generations.start()

        generations.build(generation, hold=True)

        assert generation.state == GenerationState.READY
        assert indices.alias_target() is None

    def test_costs_few_statements(self, sheets):
        with CaptureQueriesContext(connection) as context:
            generations.fill(generations.start())

        assert len(context) < 12

    def test_is_patient_with_a_cluster_that_is_busy(self, sheets, monkeypatch):
        put, busy = indices.put, [1, 1]
        monkeypatch.setattr(generations.time, "sleep", lambda seconds: None)

        def sometimes(names, some):
            outcomes = put(names, some)
            if busy:
                busy.pop()
                return [Outcome(one.index, one.id, one.version, State.AWAY, "busy") for one in outcomes]
            return outcomes

        monkeypatch.setattr(indices, "put", sometimes)
        generation = generations.start()
        generations.fill(generation)

        assert held(generation.name) == expected()

    def test_waits_for_a_cluster_that_is_away(self, sheets, monkeypatch):
        def away(names, some):
            raise Unreachable("nobody there")

        generation = generations.start()
        monkeypatch.setattr(indices, "put", away)

        with pytest.raises(Away):
            generations.build(generation)

        assert Generation.objects.get().state == GenerationState.BUILDING

    def test_leaves_a_poison_document_where_it_can_be_seen(self, sheets, monkeypatch):
        put = indices.put

        def strict(names, some, **how):
            return [
                Outcome(one.index, one.id, one.version, State.REFUSED, "never")
                if one.id == f"practice-{sheets[3].pk}"
                else one
                for one in put(names, some, **how)
            ]

        monkeypatch.setattr(indices, "put", strict)
        generation = generations.start()

        assert generations.build(generation)
        assert Outbox.objects.get().object_id == sheets[3].pk


class TestGate:
    def test_stays_shut_for_an_index_that_loses_what_it_is_given(self, sheets, monkeypatch):
        put = indices.put

        def forgetful(names, some, **how):
            kept = [one for one in some if one.id != f"practice-{sheets[3].pk}"]
            return [
                *put(names, kept, **how),
                *(Outcome(names[0], one.id, one.version, State.DONE) for one in some if one not in kept),
            ]

        monkeypatch.setattr(indices, "put", forgetful)
        generation = generations.start()

        assert not generations.build(generation)
        assert generation.state == GenerationState.FAILED
        assert "1 documents differ" in generation.note
        assert indices.alias_target() is None

    def test_stays_shut_where_many_are_refused(self, sheets, cluster, monkeypatch):
        monkeypatch.setattr(gate, "REFUSED_FEW", 1)
        monkeypatch.setattr(
            indices,
            "put",
            lambda names, some, **how: [
                Outcome(names[0], one.id, one.version, State.REFUSED, "never") for one in some
            ],
        )
        generation = generations.start()

        assert not generations.build(generation)
        assert "refused" in generation.note

    def test_stays_shut_where_nothing_is_found(self, sheets, monkeypatch):
        monkeypatch.setattr(contents, "finds", lambda *arguments: False)
        generation = generations.start()

        assert not generations.build(generation)
        assert "title" in generation.note

    def test_stays_shut_where_words_are_nothing(self, sheets, monkeypatch):
        monkeypatch.setattr(contents, "words", lambda *arguments: [])

        assert not generations.build(generations.start())

    def test_opens_for_an_exchange_without_content(self, cluster):
        assert generations.build(generations.start())


class TestPromotion:
    def test_keeps_the_one_before_and_tells_it_of_changes(self, live, sheets):
        second = generations.start()
        generations.build(second)

        live.refresh_from_db()
        assert live.state == GenerationState.RETIRING
        assert indices.alias_target() == second.name
        as_if_by_earlier_transactions()
        sheets[0].delete()
        delivery.drain()
        assert held(live.name) == held(second.name) == expected()

    def test_leads_readers_to_one_index_only(self, live):
        generations.build(generations.start())

        leading = [index for index in contents.inventory().values() if indices.alias() in index.aliases]
        assert len(leading) == 1

    def test_is_taken_back(self, live):
        second = generations.start()
        generations.build(second)

        assert generations.rollback() == live

        second.refresh_from_db()
        assert indices.alias_target() == live.name
        assert second.state == GenerationState.RETIRING
        assert generations.rollback() == second

    def test_is_not_taken_back_without_one_before(self, live):
        with pytest.raises(NothingToReturnTo):
            generations.rollback()

    def test_is_not_taken_back_to_what_is_not_sure(self, live):
        generations.build(generations.start())
        Generation.objects.filter(pk=live.pk).update(in_doubt=True)

        with pytest.raises(NothingToReturnTo):
            generations.rollback()

    def test_of_one_that_is_over_changes_nothing(self, live, sheets):
        second = generations.start()
        Generation.objects.filter(pk=second.pk).update(state=GenerationState.FAILED)

        with pytest.raises(Stopped):
            generations.build(second)

        assert Generation.objects.live().get() == live
        assert indices.alias_target() == live.name


class TestEnd:
    def test_comes_when_the_time_to_return_is_over(self, live):
        generations.build(generations.start())
        Generation.objects.filter(pk=live.pk).update(retired_at=timezone.now() - 2 * DAY)

        generations.drop_expired()
        removed = generations.sweep()

        live.refresh_from_db()
        assert live.state == GenerationState.DROPPED
        assert removed == [live.name]
        assert live.name not in contents.inventory()

    def test_comes_late_for_what_failed(self, live):
        Generation.objects.update(state=GenerationState.FAILED, ended_at=timezone.now())
        assert generations.sweep() == []

        Generation.objects.update(ended_at=timezone.now() - 2 * DAY)
        assert generations.sweep() == [live.name]

    def test_comes_to_indices_that_nobody_knows(self, live):
        orphan = f"{indices.alias()}-g20200101000000-abcdef12"
        young = f"{indices.alias()}-g{timezone.now():%Y%m%d%H%M%S}-abcdef12"
        strange = f"{indices.alias()}-gs"
        for name in (orphan, young, strange):
            indices.create(name)

        assert generations.sweep() == [orphan]
