"""Elasticsearch ends without a word, at the worst moments."""

import pytest

from search.models import Generation, GenerationState
from tests.factories import PracticeFactory
from tests.faults import proxy
from tests.faults.world import wait_for


class TestElasticsearchKilled:
    def test_during_a_delivery(self, world):
        changed, deleted = PracticeFactory(heading_fr="Kayak"), PracticeFactory(heading_fr="Luge")
        world.rest()

        with (
            world.readers(),
            world.proxy.fault(
                "_bulk", proxy.followed_by(proxy.half_arrives, world.server.kill), times=1
            ) as fault,
        ):
            changed.summary_fr = "Cormoran"
            changed.save()
            deleted.delete()
            PracticeFactory(heading_fr="Pirogue")
            assert fault.happened.wait(30)
            PracticeFactory(heading_fr="Radeau")
            status = world.command("status")
            assert status["problem"] and status["waiting"]
            world.server.start()
            world.rest()

        assert world.finds("cormoran") and world.finds("pirogue") and world.finds("radeau")
        assert not world.finds("luge")

    def test_during_a_rebuild(self, world):
        before = world.live()

        with (
            world.readers(),
            world.proxy.fault(
                "_bulk", proxy.followed_by(proxy.half_arrives, world.server.kill), times=1
            ) as fault,
        ):
            rebuild = world.manage("search_index", "rebuild")
            assert fault.happened.wait(60)
            assert rebuild.wait(timeout=60)
            PracticeFactory(heading_fr="Trottinette")
            world.server.start()
            wait_for(lambda: world.live() not in (None, before), "the new index answers")
            world.rest()

        assert world.finds("trottinette")
        assert not Generation.objects.filter(state=GenerationState.BUILDING).exists()

    @pytest.mark.parametrize("arrives", [True, False])
    def test_during_the_call_that_leads_readers_to_another_index(self, world, arrives):
        before = world.live()

        def act(passage):
            if arrives:
                passage.forward()
            world.server.kill()
            passage.leave_unanswered()

        with world.readers(), world.proxy.fault("_aliases", act, times=1) as fault:
            rebuild = world.manage("search_index", "rebuild")
            assert fault.happened.wait(60)
            assert rebuild.wait(timeout=60)
            PracticeFactory(heading_fr="Monocycle")
            world.server.start()
            wait_for(lambda: world.live() not in (None, before), "the new index answers")
            world.rest()

        assert world.finds("monocycle")

    def test_and_started_with_nothing(self, world):
        before = world.live()

        with world.readers():
            world.server.remove()
            PracticeFactory(heading_fr="Funambule")
            world.server.start()
            wait_for(lambda: world.live() not in (None, before), "a new index answers")
            world.rest()

        assert world.finds("funambule")
        before.refresh_from_db()
        assert before.state == GenerationState.DROPPED
