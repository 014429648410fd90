"""Keeps readers from waiting for an engine that is away: asked again after a pause, by one of them."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

FAILURES = 3
PAUSE = 15.0
# Processes that saw the same failure do not all come back at the same moment.
JITTER = 0.2


class State(StrEnum):
    CLOSED = "closed"  # the engine is asked
    OPEN = "open"  # it is left alone
    PROBING = "probing"  # one question is on its way, to see


@dataclass
class Breaker:
    """What one process knows of an engine, whichever of its threads asked."""

    clock: Callable[[], float] = time.monotonic
    failures: int = 0
    _until: float | None = None
    _probing: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def state(self) -> State:
        if self._until is None:
            return State.CLOSED
        return State.PROBING if self._probing and self.clock() < self._until else State.OPEN

    def lets_through(self) -> bool:
        """Say whether to ask the engine now; whoever is told so says afterwards how it went."""
        if self._until is None:
            return True
        with self._lock:
            if self._until is None:
                return True
            if self.clock() < self._until:
                return False
            # Should this one never come back, another goes after the same pause.
            self._probing = True
            self._pause()
            return True

    def answered(self) -> None:
        """Note that the engine answered."""
        if self.failures or self._until is not None:
            with self._lock:
                self.failures, self._until, self._probing = 0, None, False

    def failed(self, *, at_once: bool = False) -> None:
        """Note a failure; at_once: nobody is there, which a second question would not change."""
        with self._lock:
            self.failures += 1
            if at_once or self._probing or self.failures >= FAILURES:
                self._probing = False
                self._pause()

    def _pause(self) -> None:
        spread = 1 + random.uniform(-JITTER, JITTER)  # noqa: S311 -- no secret
        self._until = self.clock() + PAUSE * spread


breaker = Breaker()
