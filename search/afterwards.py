"""What is written once the reader has the answer, so that nobody waits for it."""

import logging
import threading
from collections.abc import Callable

from django.core.signals import request_finished
from django.db import DatabaseError

logger = logging.getLogger(__name__)

waiting = threading.local()


def connect() -> None:
    request_finished.connect(act, dispatch_uid="search.afterwards")


def afterwards(write: Callable[[], None]) -> None:
    """Keep something for the end of this thread's request; what was asked twice is done once."""
    waiting.writes = {**getattr(waiting, "writes", {}), write: None}


def act(**_signal) -> None:
    """Do what is waiting; what cannot be written is lost, and no reader hears of it."""
    writes, waiting.writes = getattr(waiting, "writes", {}), {}
    for write in writes:
        try:
            write()
        except DatabaseError as error:
            logger.warning("Not written after a search: %s", str(error).strip().split("\n")[0])
