"""The matrix of this run, printed at its end where it is asked for."""

import pytest

from tests.leaks.matrix import Matrix
from tests.leaks.printed import lines

MATRIX = pytest.StashKey[Matrix]()


def pytest_addoption(parser):
    parser.addoption("--matrix", action="store_true", help="print who was held against what, and how often")


def pytest_configure(config):
    config.stash[MATRIX] = Matrix()


@pytest.fixture(scope="session")
def matrix(request):
    return request.config.stash.setdefault(MATRIX, Matrix())


def pytest_terminal_summary(terminalreporter, config):
    if config.getoption("--matrix", default=False):
        for line in lines(config.stash[MATRIX]):
            terminalreporter.write_line(line)
