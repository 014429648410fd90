"""One of three nodes is lost: everybody is answered, nothing that was saved is lost."""

import time

import pytest

from tests.factories import PracticeFactory
from tests.faults.world import wait_for

# Three servers start before the first test, and two take over from the third.
pytestmark = pytest.mark.timeout(1200)


def holder(world, index: str):
    """Return the node that holds the first copy of an index."""
    with world.client() as client:
        shards = client.cat.shards(index=index, format="json", h="node,prirep,state")
    name = next(shard["node"] for shard in shards if shard["prirep"] == "p")
    return next(server for server in world.servers if server.name == name)


def test_lost_during_searches(world, record_property):
    node = holder(world, world.live().name)

    with world.readers() as answers:
        time.sleep(5)
        before = answers.total()
        sheet = PracticeFactory(heading_fr="Narval")
        node.kill()
        killed_at = time.monotonic()
        sheet.summary_fr = "Béluga"
        sheet.save()
        PracticeFactory(heading_fr="Rorqual").delete()
        wait_for(lambda: world.engine_of_readers() == "elasticsearch", "Elasticsearch answers again")
        record_property("seconds until Elasticsearch answered", round(time.monotonic() - killed_at, 1))
        world.rest()
        record_property("seconds until index = database", round(time.monotonic() - killed_at, 1))
        assert world.finds("béluga")
        node.start()
        world.rest()

    record_property("searches before, all", (before, dict(answers)))


@pytest.mark.parametrize("which", ["the new index", "the index that answers"])
def test_lost_during_a_rebuild(world, record_property, which):
    before = world.live()
    with world.readers() as answers:
        rebuild = world.manage("search_index", "rebuild")
        new = wait_for(lambda: world.building(), "a new index is filled")
        sheet = PracticeFactory(heading_fr="Dauphin")
        node = holder(world, new.name if which == "the new index" else before.name)
        node.kill()
        killed_at = time.monotonic()
        sheet.summary_fr = "Marsouin"
        sheet.save()
        rebuild.wait(timeout=300)
        record_property("seconds until the rebuild ended", round(time.monotonic() - killed_at, 1))
        record_property("rebuild ended with", rebuild.returncode)
        wait_for(lambda: world.live() not in (None, before), "a new index answers", seconds=300)
        world.rest()
        record_property("seconds until index = database", round(time.monotonic() - killed_at, 1))
        assert world.finds("marsouin")
        node.start()
        world.rest()

    record_property("searches", dict(answers))
