"""Elasticsearch is there, and answers late, wrongly, partly or not at all."""

import time

import pytest

from search.breaker import State, breaker
from search.models import Outbox
from tests.factories import PracticeFactory
from tests.faults import proxy
from tests.faults.world import wait_for

AWAY = {
    "slow": proxy.slow(3),
    "busy": proxy.answers(429),
    "unavailable": proxy.answers(503),
    "cut short": proxy.cut_short,
    "silent": proxy.Passage.leave_unanswered,
}


@pytest.mark.parametrize("act", AWAY.values(), ids=AWAY)
class TestReaders:
    def test_are_answered_by_the_database_and_come_back(self, world, act, monkeypatch):
        assert world.engine_of_readers() == "elasticsearch"

        with world.proxy.fault("_search", act):
            began = time.monotonic()
            assert world.engine_of_readers() == "postgres"
            assert time.monotonic() - began < 10
            for _ in range(3):
                world.read_once()
            assert breaker.state == State.OPEN

        # As if the pause were over.
        monkeypatch.setattr(breaker, "_until", time.monotonic())
        assert world.engine_of_readers() == "elasticsearch"
        assert breaker.state == State.CLOSED


DELIVERIES = {
    **AWAY,
    "half a bulk": proxy.half_arrives,
    "an answer lost": proxy.arrives_unanswered,
}


@pytest.mark.parametrize("act", DELIVERIES.values(), ids=DELIVERIES)
class TestDelivery:
    def test_loses_nothing_and_brings_nothing_back(self, world, act):
        changed, deleted = PracticeFactory(heading_fr="Hamac"), PracticeFactory(heading_fr="Igloo")
        world.rest()

        with world.proxy.fault("_bulk", act, times=2) as fault:
            changed.summary_fr = "Yourte"
            changed.save()
            deleted.delete()
            PracticeFactory(heading_fr="Jonque")
            wait_for(lambda: fault.hits == 2, "two deliveries under the fault")
            world.read_once()
            world.rest()

        assert world.finds("yourte") and world.finds("jonque") and not world.finds("igloo")
        changed.delete()
        world.rest()
        assert not world.finds("hamac")


class TestDisk:
    def test_full_makes_changes_wait_and_nothing_else(self, world):
        with world.client() as client, world.readers():
            # Every look at the disk, which is not full, would open the index again.
            client.cluster.put_settings(transient={"cluster.info.update.interval": "10m"})
            client.indices.put_settings(
                index=world.live().name, settings={"index.blocks.read_only_allow_delete": True}
            )
            deleted = PracticeFactory(heading_fr="Oursin")
            deleted.delete()
            PracticeFactory(heading_fr="Palourde")
            wait_for(lambda: Outbox.objects.waiting().exists(), "a change waits")
            time.sleep(1)
            status = world.command("status")
            assert status["waiting"] and not status["poison"]
            assert world.engine_of_readers() == "elasticsearch"

            client.indices.put_settings(
                index=world.live().name, settings={"index.blocks.read_only_allow_delete": None}
            )
            world.rest()

        assert world.finds("palourde") and not world.finds("oursin")
