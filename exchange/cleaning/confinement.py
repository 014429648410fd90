"""Take from this process what a file has no use for: memory, time, the network, other programs."""

import contextlib
import ctypes
import os
import resource
import signal
import sys

from .bounds import LARGEST_OUTPUT, MEMORY, OPEN_FILES, PROCESSOR_SECONDS

DIES_WITH_PARENT, NO_NEW_PRIVILEGES = 1, 38  # of prctl
NEW_USER, NEW_NETWORK = 0x10000000, 0x40000000  # of unshare


def confine() -> None:
    """Bound this process, before anything that reads files is loaded."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, PROCESSOR_SECONDS),
        (resource.RLIMIT_FSIZE, LARGEST_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        # Some systems know no bound of the address space; the time is bounded everywhere, by the parent too.
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    if sys.platform == "linux":
        system = ctypes.CDLL(None, use_errno=True)
        system.prctl(DIES_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
        system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        # In a network of its own it reaches nothing; where the system forbids that, what follows still holds. Root needs no
        # users of its own for it, and would lose the right to read files of others there.
        system.unshare(NEW_NETWORK if os.geteuid() == 0 else NEW_USER | NEW_NETWORK)


def confine_more() -> None:
    """Bound what only loading the readers needed: files, other processes, and what the parent left in the environment."""
    for kind, most in ((resource.RLIMIT_NOFILE, OPEN_FILES), (resource.RLIMIT_NPROC, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (most, most))
    os.environ.clear()
    os.chdir("/")
