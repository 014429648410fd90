import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from search import embedded
from tests.factories import PracticeFactory, practice_index
from tests.faults import rows
from tests.faults.world import World, copy_of_the_migrated_database, inside


@pytest.fixture(scope="session")
def nodes():
    """Start three nodes that nobody else uses."""
    folder = Path(tempfile.mkdtemp(prefix="rives-cluster-", dir="/var/tmp"))
    folder.chmod(0o755)
    nodes = []
    try:
        nodes = embedded.three_nodes(folder)
        yield nodes
    except embedded.NoElasticsearchError as error:
        pytest.fail(str(error), pytrace=False)
    finally:
        for node in nodes:
            node.remove()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def whole_world(nodes, tmp_path_factory, django_db_setup, django_db_blocker):
    name = f"cluster_{os.getpid()}"
    with copy_of_the_migrated_database(name):
        world = World(nodes, None, name, name.replace("_", "-"), tmp_path_factory.mktemp("world"))
        with django_db_blocker.unblock(), inside(world):
            practice_index()
            PracticeFactory.create_batch(20)
            rows.write(5000)
        yield world
        world.end_workers()


@pytest.fixture
def world(whole_world, django_db_blocker):
    """Return the world at rest: three nodes, a worker, an index with its replica."""
    for node in whole_world.servers:
        node.start()
    with django_db_blocker.unblock(), inside(whole_world):
        if not whole_world.workers:
            whole_world.start_worker()
        whole_world.rest()
        with whole_world.client() as client:
            client.cluster.health(wait_for_status="green", timeout="120s")
        yield whole_world
        sys.stderr.write(whole_world.words())


def pytest_terminal_summary(terminalreporter):
    """Show what was measured."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, value in report.user_properties if report.when == "call" else ():
            terminalreporter.write_line(f"{report.head_line}: {name}: {value}")
