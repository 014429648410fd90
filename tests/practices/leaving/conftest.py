import pytest
import time_machine

from tests.practices.leaving.world import NOTICE, leaver


@pytest.fixture
def clock():
    with time_machine.travel(NOTICE, tick=False) as clock:
        yield clock


@pytest.fixture
def world(clock):
    return leaver()


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Do at the end of a block what is done on commit."""
    return lambda: django_capture_on_commit_callbacks(execute=True)
