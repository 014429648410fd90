from datetime import timedelta

import pytest
from django.utils import timezone

from exchange import caching
from exchange.audiences import Audience
from search import delivery, generations
from search.delivery import Courier, Later, OtherCode
from search.elasticsearch import contents, indices
from search.elasticsearch.client import Away, Refused, Unreachable
from search.elasticsearch.indices import Outcome, State
from search.models import Entry, Generation, GenerationState, Outbox
from search.models.changes import ATTEMPTS
from tests.search.indexing import as_if_by_earlier_transactions, expected, held

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def generation(cluster):
    return generations.start()


@pytest.fixture
def sheet(write, generation):
    return write("Le parking")


def change(sheet, heading):
    as_if_by_earlier_transactions()
    sheet.heading_fr = heading
    sheet.save()


def title(generation, sheet):
    return contents.read(generation.name, f"practice-{sheet.pk}")["fr"]["title"]


class TestDrain:
    def test_brings_the_index_to_the_ledger(self, generation, write):
        sheets = [write(f"Fiche {number}") for number in range(3)]
        change(sheets[0], "Autre fiche")
        sheets[1].delete()

        delivery.drain()

        assert held(generation.name) == expected()
        assert title(generation, sheets[0]) == "Autre fiche"
        assert not Outbox.objects.exists()

    def test_delivers_a_thing_once_however_often_it_changed(self, generation, sheet, monkeypatch):
        for number in range(3):
            change(sheet, f"Parking {number}")
        sent = []
        put = indices.put
        monkeypatch.setattr(
            indices, "put", lambda names, some, **how: sent.extend(some) or put(names, some, **how)
        )

        delivery.drain()

        assert [one.id for one in sent].count(f"practice-{sheet.pk}") == 1
        assert title(generation, sheet) == "Parking 2"

    def test_writes_to_every_active_generation(self, sheet, generation):
        second = generations.start()

        delivery.drain()

        assert held(generation.name) == held(second.name) == expected()

    def test_leaves_generations_alone_that_are_over(self, sheet, generation):
        Generation.objects.update(state=GenerationState.RETIRING, retired_at=timezone.now() - 2 * DAY)

        delivery.drain()

        assert held(generation.name) == {}
        assert not Outbox.objects.exists()

    def test_lets_few_changes_be_found_at_once(self, generation, sheet):
        delivery.drain()

        assert contents.finds(generation.name, "fr", "parking", f"practice-{sheet.pk}")

    def test_lets_many_changes_be_found_at_its_end(self, generation, sheet, monkeypatch):
        monkeypatch.setattr(delivery, "SMALL", 0)
        Generation.objects.update(state=GenerationState.LIVE)
        sent = []
        put = indices.put
        monkeypatch.setattr(
            indices, "put", lambda names, some, **how: sent.append(how["refresh"]) or put(names, some, **how)
        )
        before = caching.present_stamp()

        delivery.drain()

        assert sent == [False]
        assert indices.count(generation.name) == Entry.objects.count()
        assert caching.present_stamp() != before

    def test_lets_a_restriction_among_many_be_found_at_once(self, generation, sheet, monkeypatch):
        monkeypatch.setattr(delivery, "SMALL", 0)
        Outbox.objects.update(narrows=True)

        delivery.drain()

        assert indices.count(generation.name) == Entry.objects.count()

    def test_begins_with_what_narrows(self, generation, write):
        first, second = write("Le parking"), write("La place")
        delivery.drain()
        change(first, "Le grand parking")
        second.audience = Audience.MEMBERS
        second.save()

        assert delivery.claim(number=1) == {("practice", second.pk)}

    def test_leaves_later_rows_alone(self, generation, sheet):
        Outbox.objects.update(next_at=timezone.now() + DAY)

        assert delivery.drain() == 0
        assert Outbox.objects.exists()

    def test_ends_when_told_to(self, generation, sheet):
        assert delivery.drain(lambda: True) == 0


class TestOlderStates:
    def test_change_nothing(self, generation, sheet):
        change(sheet, "Le grand parking")
        delivery.drain()
        newest = contents.read(generation.name, f"practice-{sheet.pk}")

        outcomes = indices.put([generation.name], [indices.Delivery(f"practice-{sheet.pk}", 1, "{}")])

        assert [outcome.state for outcome in outcomes] == [State.DONE]
        assert contents.read(generation.name, f"practice-{sheet.pk}") == newest

    def test_do_not_come_back_from_the_dead(self, generation, sheet):
        delivery.drain()
        before = contents.read(generation.name, f"practice-{sheet.pk}")
        as_if_by_earlier_transactions()
        sheet.delete()
        delivery.drain()

        indices.put([generation.name], [indices.Delivery(f"practice-{before['object_id']}", 1, "{}")])

        assert f"practice-{before['object_id']}" not in held(generation.name)

    def test_that_are_the_newest_show_that_the_database_came_back_from_a_copy(self, generation, sheet):
        indices.put([generation.name], [indices.Delivery(f"practice-{sheet.pk}", 40, "{}")])

        delivery.drain()

        assert Generation.objects.get().in_doubt

    def test_that_are_overtaken_on_the_way_show_nothing(self, generation, sheet):
        (batch,) = delivery.documents.of_things([("practice", sheet.pk)])
        change(sheet, "Autre parking")
        delivery.drain()

        delivery.send(batch, at_once=True)

        assert not Generation.objects.get().in_doubt


class TestAway:
    @pytest.fixture
    def unreachable(self, monkeypatch):
        def put(*arguments, **options):
            raise Unreachable("nobody there")

        monkeypatch.setattr(indices, "put", put)

    def test_leaves_rows_as_they_were(self, generation, sheet, unreachable):
        with pytest.raises(Away):
            delivery.drain()

        row = Outbox.objects.get(object_id=sheet.pk)
        assert row.attempts == 0
        assert not row.last_error
        assert row in Outbox.objects.due()

    def test_puts_the_index_in_doubt(self, generation, sheet, unreachable):
        courier = Courier()

        courier.work(lambda: False)

        assert Generation.objects.get().in_doubt

    def test_is_left_in_peace_for_longer_each_time(self, generation, sheet, unreachable):
        now = [0.0]
        courier = Courier(clock=lambda: now[0])
        pauses = []
        for _ in range(8):
            courier.work(lambda: False)
            pauses.append(courier.rests_until - now[0])
            now[0] = courier.rests_until

        assert pauses[0] < 2
        assert pauses[4] > pauses[0]
        assert max(pauses) <= delivery.LONGEST_PAUSE * 1.3

    def test_comes_back(self, generation, sheet, monkeypatch, caplog):
        put = indices.put

        def away(*arguments, **options):
            monkeypatch.setattr(indices, "put", put)
            raise Unreachable("nobody there")

        monkeypatch.setattr(indices, "put", away)
        now = [0.0]
        courier = Courier(clock=lambda: now[0])
        courier.work(lambda: False)
        now[0] = 60.0
        courier.work(lambda: False)

        assert held(generation.name) == expected()
        assert caplog.text.count("waits") == caplog.text.count("goes on") == 1

    def test_may_be_a_part_of_a_request(self, generation, write, monkeypatch):
        first, second = write("Le parking"), write("La place")
        put = indices.put

        def busy(names, some, **how):
            return [
                Outcome(one.index, one.id, one.version, State.AWAY, "too many requests")
                if one.id == f"practice-{second.pk}"
                else one
                for one in put(names, some, **how)
            ]

        monkeypatch.setattr(indices, "put", busy)
        with pytest.raises(Later):
            delivery.drain()

        assert not Outbox.objects.filter(kind="practice", object_id=first.pk).exists()
        assert Outbox.objects.due().get(kind="practice").object_id == second.pk

    def test_may_be_a_full_disk(self, generation, sheet):
        indices.set_settings(generation.name, **{"blocks.read_only_allow_delete": "true"})
        with pytest.raises(Later):
            delivery.drain()
        assert Outbox.objects.due().filter(object_id=sheet.pk, attempts=0).exists()

        indices.set_settings(generation.name, **{"blocks.read_only_allow_delete": None})
        delivery.drain()

        assert held(generation.name) == expected()


class TestPoison:
    @pytest.fixture
    def poisoned(self, generation, write):
        """Publish some sheets; what is written about one of them no index takes."""
        sheets = [write(f"Fiche {number}") for number in range(5)]
        Entry.objects.filter(kind="practice", object_id=sheets[2].pk).update(evidence=-5)
        return sheets

    @pytest.fixture(autouse=True)
    def refusing(self, monkeypatch):
        read = delivery.documents.of_things

        def spoiled(things):
            for batch in read(things):
                yield [
                    delivery.documents.Document(one.kind, one.object_id, one.rev, '{"unheard": 1}')
                    if one.source and '"evidence" : -5' in one.source
                    else one
                    for one in batch
                ]

        monkeypatch.setattr(delivery.documents, "of_things", spoiled)

    def test_holds_up_nobody_else(self, generation, poisoned):
        delivery.drain()

        missing = expected().keys() - held(generation.name).keys()
        assert missing == {f"practice-{poisoned[2].pk}"}
        row = Outbox.objects.get()
        assert row.attempts == 1
        assert "unheard" in row.last_error
        assert row.next_at > timezone.now()

    def test_is_given_up_and_stays_visible(self, generation, poisoned, caplog):
        for _ in range(ATTEMPTS + 2):
            delivery.drain()
            Outbox.objects.update(next_at=timezone.now() - DAY)

        assert Outbox.objects.poisoned().get().attempts == ATTEMPTS
        assert not Outbox.objects.due().exists()
        assert "refused for good" in caplog.text

    def test_is_tried_again_by_hand(self, generation, poisoned):
        delivery.drain()
        Outbox.objects.update(attempts=ATTEMPTS)
        Entry.objects.filter(evidence=-5).update(evidence=None)

        assert delivery.retry(Outbox.objects.poisoned()) == 1
        delivery.drain()

        assert held(generation.name) == expected()

    def test_is_cured_by_the_next_change(self, generation, poisoned):
        delivery.drain()
        Outbox.objects.update(attempts=ATTEMPTS)
        Entry.objects.filter(evidence=-5).update(evidence=None)
        change(poisoned[2], "Une autre fiche")

        delivery.drain()

        assert held(generation.name) == expected()
        assert not Outbox.objects.exists()

    def test_is_found_in_a_request_that_is_refused_whole(self, generation, poisoned, monkeypatch):
        put = indices.put

        def strict(names, some, **how):
            if any("unheard" in (one.document or "") for one in some):
                raise Refused("illegal request")
            return put(names, some, **how)

        monkeypatch.setattr(indices, "put", strict)

        delivery.drain()

        assert Outbox.objects.get().object_id == poisoned[2].pk
        assert len(held(generation.name)) == len(expected()) - 1


class TestGenerations:
    def test_that_other_code_made_are_not_written_to(self, generation, sheet):
        Generation.objects.update(fingerprint="other")

        with pytest.raises(OtherCode):
            delivery.drain()

        assert held(generation.name) == {}
        assert Outbox.objects.due().filter(object_id=sheet.pk).exists()

    def test_of_older_code_hold_up_nobody(self, generation, sheet):
        Generation.objects.create(
            name="older", fingerprint="other", created_at=timezone.now() - DAY, state=GenerationState.LIVE
        )

        delivery.drain()

        assert held(generation.name) == expected()

    def test_that_the_cluster_lost_are_given_up_and_never_made_up(self, generation, sheet):
        indices.delete(generation.name)

        delivery.drain()

        assert Generation.objects.get().state == GenerationState.DROPPED
        assert generation.name not in contents.inventory()


class TestChangeDuringDelivery:
    def test_is_not_confirmed_with_what_was_sent(self, generation, sheet, monkeypatch):
        put = indices.put

        def meanwhile(*arguments, **options):
            monkeypatch.setattr(indices, "put", put)
            change(sheet, "Autre parking")
            return put(*arguments, **options)

        monkeypatch.setattr(indices, "put", meanwhile)
        delivery.deliver(delivery.claim())

        assert Outbox.objects.get(object_id=sheet.pk, kind="practice").rev == 2

        delivery.drain()
        assert title(generation, sheet) == "Autre parking"


class TestForget:
    """Where no address of Elasticsearch is set, nobody delivers."""

    def test_empties_the_outbox(self, write):
        write("Le parking")

        assert delivery.forget() > 0
        assert not Outbox.objects.exists()

    def test_waits_a_day_where_an_index_followed(self, sheet):
        delivery.forget()
        assert Outbox.objects.exists()
        assert Generation.objects.active().exists()

        Outbox.objects.update(enqueued_at=timezone.now() - DAY)
        delivery.forget()
        assert not Outbox.objects.exists()
        assert not Generation.objects.active().exists()
