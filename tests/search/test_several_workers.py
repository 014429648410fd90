"""What only shows when changes are really committed, and others look at them."""

import threading

import pytest
from django.db import connection, transaction

from search import delivery, generations
from search.elasticsearch import indices
from search.models import Generation, Ledger, Outbox

KIND = "several"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Let other connections see what a test writes, and remove it afterwards."""
    with django_db_blocker.unblock():
        yield
        Generation.objects.all().delete()
        for model in (Ledger, Outbox):
            model.objects.filter(kind=KIND).delete()
        connection.close()


@pytest.fixture
def generation(committed, cluster):
    return generations.start()


def changes(number):
    for model in (Ledger, Outbox):
        model.objects.bulk_create(model(kind=KIND, object_id=pk, rev=1) for pk in range(1, number + 1))


class TestSeveralWorkers:
    def test_take_different_things(self, generation):
        changes(1200)
        claimed, counts = [], []
        meeting = threading.Barrier(3)

        def work():
            meeting.wait()
            try:
                while things := delivery.claim(number=100):
                    claimed.extend(things)
                    counts.append(delivery.deliver(things))
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(claimed) == len(set(claimed)) == sum(counts) >= 1200
        assert not Outbox.objects.exists()

    def test_hold_no_lock_while_the_cluster_is_waited_for(self, generation, monkeypatch):
        changes(1)
        put, seen = indices.put, []

        def slow(*arguments, **options):
            assert not connection.in_atomic_block
            other = connection.copy()
            with transaction.atomic(), other.cursor() as cursor:
                cursor.execute(
                    "select object_id from search_outbox where kind = %s for update nowait", [KIND]
                )
                seen.extend(cursor.fetchall())
            other.close()
            return put(*arguments, **options)

        monkeypatch.setattr(indices, "put", slow)
        delivery.drain()

        assert seen == [(1,)]

    def test_inherit_what_a_dead_one_had_claimed(self, generation, monkeypatch):
        changes(1)
        monkeypatch.setattr(delivery, "LEASE_SECONDS", 0.5)
        assert (KIND, 1) in delivery.claim()  # and it dies
        assert not delivery.claim()

        while not delivery.drain():
            pass

        assert not Outbox.objects.filter(kind=KIND).exists()


class TestAlone:
    def test_lets_one_at_a_time(self, committed):
        other = connection.copy()
        try:
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(%s)", [generations.LOCK])
            with pytest.raises(generations.Busy), generations.alone():
                pass
        finally:
            other.close()

        with generations.alone(wait=5):
            pass
