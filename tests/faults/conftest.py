import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from search import embedded
from search.embedded.server import free_port
from tests.factories import PracticeFactory, practice_index
from tests.faults.proxy import Proxy
from tests.faults.world import World, copy_of_the_migrated_database, inside

WORLD = pytest.StashKey[World]()


def pytest_collection_modifyitems(items):
    """Give all fault tests to one worker: they share one server, which they kill."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.faults)
            item.add_marker(pytest.mark.xdist_group("faults"))


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item, nextitem):
    """Stop what runs after the last test that breaks it: the other tests need the machine."""
    world = item.config.stash.get(WORLD, None)
    if world and not (nextitem and nextitem.get_closest_marker("faults")):
        world.end_workers()
        world.server.stop()


@pytest.fixture(scope="session")
def folder_for_servers():
    """Make a folder that the account of the server may enter."""
    folder = Path(tempfile.mkdtemp(prefix="rives-faults-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def server(folder_for_servers):
    """Return an Elasticsearch that nobody else uses; whoever needs it starts it."""
    server = embedded.Server(folder_for_servers / "server", port=free_port(), heap=256, quick=True)
    yield server
    server.remove()


@pytest.fixture(scope="session")
def whole_world(pytestconfig, server, tmp_path_factory, django_db_setup, django_db_blocker):
    """Make a database of its own with some sheets, for all fault tests."""
    try:
        server.start()
    except embedded.NoElasticsearchError as error:
        pytest.fail(str(error), pytrace=False)
    proxy = Proxy(server.url)
    name = f"faults_{os.getpid()}"
    with copy_of_the_migrated_database(name):
        world = World([server], proxy, name, name.replace("_", "-"), tmp_path_factory.mktemp("world"))
        with django_db_blocker.unblock(), inside(world):
            practice_index()
            PracticeFactory.create_batch(20)
        pytestconfig.stash[WORLD] = world
        yield world
        world.end_workers()
        proxy.close()


@pytest.fixture
def world(whole_world, django_db_blocker):
    """Return the world at rest: server and worker run, the index holds what the database holds."""
    whole_world.server.start()
    with django_db_blocker.unblock(), inside(whole_world):
        if not whole_world.workers:
            whole_world.start_worker()
        whole_world.rest()
        yield whole_world
        sys.stderr.write(whole_world.words())  # shown where the test failed
