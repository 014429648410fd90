"""The worker, or the database under it, ends without a word; or there is more than one."""

import signal
from contextlib import closing

import pytest
from django.db import connection
from django.db.models.functions import Now

from search import delivery
from search.models import Outbox
from tests import databases
from tests.factories import PracticeFactory
from tests.faults import proxy, rows
from tests.faults.world import wait_for


class TestWorker:
    def test_killed_while_it_delivers(self, world):
        deleted = PracticeFactory(heading_fr="Marmotte")
        world.rest()
        (worker,) = world.workers

        with world.proxy.fault("_bulk", proxy.followed_by(proxy.half_arrives, worker.kill), times=1) as fault:
            PracticeFactory(heading_fr="Bouquetin")
            deleted.delete()
            assert fault.happened.wait(30)
            world.end_workers(signal.SIGKILL)
        PracticeFactory(heading_fr="Chamois")
        assert Outbox.objects.waiting().count() >= 2
        # As if the lease of what it had claimed were over.
        Outbox.objects.update(next_at=Now())
        world.start_worker()
        world.rest()

        assert world.finds("bouquetin") and world.finds("chamois") and not world.finds("marmotte")

    def test_killed_while_it_rebuilds(self, world):
        (worker,) = world.workers
        world.server.remove()
        world.server.start()

        with world.proxy.fault("_bulk", proxy.followed_by(proxy.half_arrives, worker.kill), times=1) as fault:
            assert fault.happened.wait(60)
            world.end_workers(signal.SIGKILL)
        world.start_worker()
        world.rest()

    def test_is_not_alone(self, world):
        with world.another_worker():
            sheets = PracticeFactory.create_batch(5, heading_fr="Belette")
            for number in range(4):
                for sheet in sheets:
                    sheet.summary_fr = f"Hermine {number}"
                    sheet.save()
            sheets[0].delete()
            world.rest()

        assert world.finds("hermine")

    def test_delivers_late_what_another_has_deleted(self, world):
        sheet = PracticeFactory(heading_fr="Lamproie")
        with world.another_worker():
            world.rest()
            with world.proxy.fault("_bulk", proxy.slow(4), times=1) as fault:
                sheet.summary_fr = "Silure"
                sheet.save()
                assert fault.happened.wait(30)
                sheet.delete()
                world.rest()
                assert fault.over.wait(30)
            world.rest()

        assert not world.finds("lamproie") and not world.finds("silure")


class TestDatabase:
    def test_cuts_the_connections_of_the_worker(self, world):
        for number in range(5):
            PracticeFactory(heading_fr=f"Castor {number}")
            with closing(databases.administration()) as administration:
                administration.execute(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and pid <> %s",
                    [world.database, connection.connection.info.backend_pid],
                )
        world.rest()

        assert world.finds("castor")
        assert world.workers[0].poll() is None


@pytest.fixture
def five_hundred(world):
    """Write five hundred entries below the ORM, and forget them afterwards."""
    yield rows.write(500)
    rows.erase()
    world.rest()


class TestPoison:
    def test_among_five_hundred_holds_up_nobody(self, world, five_hundred):
        # The others are in the index already; from here on the server refuses one of them.
        world.rest()
        poison = five_hundred[250]
        with world.client() as client:
            client.ingest.put_pipeline(
                id=f"{world.prefix}-refuse",
                processors=[
                    {"convert": {"field": "kind", "type": "integer", "if": f"ctx.object_id == {poison}"}}
                ],
            )
            client.indices.put_settings(
                index=world.live().name, settings={"index.default_pipeline": f"{world.prefix}-refuse"}
            )
            rows.change()
            wait_for(lambda: Outbox.objects.filter(attempts__gt=0).exists(), "one is refused")
            wait_for(lambda: Outbox.objects.filter(attempts=0).count() == 0, "all others have arrived")

            def refused_again():
                Outbox.objects.update(next_at=Now())
                return Outbox.objects.poisoned().exists()

            wait_for(refused_again, "it is refused for good")
            status = world.command("status")
            assert [row["thing"] for row in status["poison"]] == [f"practice-{poison}"]
            world.rest(poison=1)
            assert world.engine_of_readers() == "elasticsearch"

            client.indices.put_settings(index=world.live().name, settings={"index.default_pipeline": None})
        delivery.retry(Outbox.objects.poisoned())
        world.rest()
