"""The database is restored from an older copy, beside an Elasticsearch that goes on."""

from contextlib import closing

import pytest
from django.db import connections

from practices.models import Practice
from tests import databases
from tests.factories import PracticeFactory
from tests.faults.world import forget, wait_for


@pytest.fixture
def dump(world):
    """Return a function that restores the database as it stands now."""
    copy = f"{world.database}_dump"
    wait_for(lambda: world.live() and not world.live().in_doubt, "an index that answers")

    def take():
        world.end_workers()
        connections.close_all()
        with closing(databases.administration()) as administration:
            databases.create(administration, copy, template=world.database)

    def restore():
        connections.close_all()
        with closing(databases.administration()) as administration:
            databases.drop(administration, world.database)
            databases.create(administration, world.database, template=copy)
        forget()

    yield take, restore
    with closing(databases.administration()) as administration:
        databases.drop(administration, copy)


class TestDatabaseRestored:
    def test_is_what_search_answers_from(self, world, dump):
        take, restore = dump
        kept, deleted = PracticeFactory(heading_fr="Gypaète"), PracticeFactory(heading_fr="Grandtétras")
        world.rest()
        take()
        world.start_worker()
        Practice.objects.get(pk=kept.pk)
        kept.heading_fr = "Zzfutur"
        kept.save()
        deleted.delete()
        PracticeFactory(heading_fr="Zzinconnue")
        world.rest()
        assert world.finds("zzfutur") and world.finds("zzinconnue") and not world.finds("grandtétras")
        world.end_workers()
        said = world.words().count("Was it restored?")

        restore()
        assert not world.live().in_doubt
        assert ("practice", kept.pk) in world.indexed()
        world.start_worker()

        wait_for(lambda: world.words().count("Was it restored?") > said, "the worker notices")
        world.rest()
        assert world.finds("gypaète") and world.finds("grandtétras")
        assert not world.finds("zzfutur") and not world.finds("zzinconnue")
        assert world.engine_of_readers() == "elasticsearch"

    def test_while_the_worker_runs(self, world, dump):
        take, restore = dump
        sheet = PracticeFactory(heading_fr="Bartavelle")
        world.rest()
        take()
        world.start_worker()
        sheet.heading_fr = "Zzdemain"
        sheet.save()
        world.rest()
        said = world.words().count("Was it restored?")

        restore()

        wait_for(lambda: world.words().count("Was it restored?") > said, "the worker notices")
        world.rest()
        assert world.finds("bartavelle") and not world.finds("zzdemain")

    def test_a_start_after_which_nothing_differs_doubts_nothing(self, world):
        said = world.words().count("Was it restored?")
        world.end_workers()
        world.start_worker()
        PracticeFactory(heading_fr="Lagopède")
        world.rest()

        assert world.words().count("Was it restored?") == said
