"""The one process of the background: runs tasks, gives back those of a dead worker, starts what recurs.

Each queue has a thread, so that an e-mail server that is slow delays nothing but e-mail. What can not wait
for a task goes on in threads beside them, woken by PostgreSQL when there is work.
"""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connection, connections
from django.utils.crypto import get_random_string

from exchange import schedule
from exchange.background.queues import PatientWorker, give_back, recover
from exchange.background.standing import TIMEKEEPER
from exchange.models import Heartbeat

logger = logging.getLogger(__name__)

BATCH = 50  # tasks between two looks at whether to stop
CHANNEL = "exchange_work"  # told by triggers of the database
LONGEST_WAIT = 0.5  # seconds before somebody who waits asks whether to stop
GRACE = 20.0  # seconds that the end of a task or loop is waited for
BEAT_EVERY = 10.0  # seconds between two signs of life of a part
LONGEST_GOODBYE = 5.0  # seconds for the database to note what is given back


@dataclass
class Lane:
    """One queue, and what its thread does at the moment."""

    queue: str
    batch: "TimedWorker | None" = None

    def stop(self) -> None:
        if self.batch:
            self.batch.running = False

    def is_stuck(self) -> bool:
        """Say whether the task at hand has run for longer than its lease."""
        began = self.batch.began if self.batch else None
        return began is not None and time.monotonic() - began > settings.TASK_LEASE.total_seconds()


class TimedWorker(PatientWorker):
    """Gives a sign of life before each task, and remembers since when it has been at it."""

    began: float | None = None
    beat: Callable[[], None] = staticmethod(lambda: None)

    def run_task(self, db_task_result) -> None:
        self.beat()
        self.began = time.monotonic()
        try:
            super().run_task(db_task_result)
        finally:
            self.began = None


class BackgroundWork:
    """All that goes on in the background, in a process of its own or in threads beside the site."""

    def __init__(self, *, interval: float = 1.0, grace: float = GRACE, ends_when_stuck: bool = False):
        self.interval = interval
        self.grace = grace
        # Only where something starts it again.
        self.ends_when_stuck = ends_when_stuck
        self.name = get_random_string(16)
        self.stopping = threading.Event()
        self.is_stuck = False
        self.lanes = [Lane(queue) for queue in settings.TASK_ATTEMPTS]
        self.threads: list[threading.Thread] = []
        self.beats: dict[str, float] = {}

    def stop(self) -> None:
        """Finish the tasks at hand and end."""
        self.stopping.set()
        for lane in self.lanes:
            lane.stop()

    def run(self) -> bool:
        """Work until told to stop, whatever happens to the database meanwhile; say whether all has ended."""
        self.start()
        self.stopping.wait()
        return self.end()

    def start(self) -> None:
        pause = partial(self.stopping.wait, self.interval)
        self._begin("worker", self.persist, "The worker", self.keep_time, pause)
        for lane in self.lanes:
            self._begin(lane.queue, self.persist, f"Queue {lane.queue}", partial(self.work_on, lane), pause)
        for loop in schedule.loops():
            self._begin(loop.step.__name__, self.keep, loop)

    def _begin(self, name: str, target: Callable, *arguments) -> None:
        thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def end(self) -> bool:
        """Wait a while for what is under way, give back what goes on, and say whether all has ended."""
        self.stop()
        join(self.threads, self.grace)
        if not any(thread.is_alive() for thread in self.threads):
            return True
        # A database that is silent must not keep the worker from ending: the lease of its tasks runs out.
        goodbye = threading.Thread(target=self._give_back, daemon=True)
        goodbye.start()
        goodbye.join(timeout=LONGEST_GOODBYE)
        return False

    def _give_back(self) -> None:
        try:
            give_back(self.name, as_failed=self.is_stuck)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("What was under way comes back after its lease: %s", first_line(error))
        finally:
            connections.close_all()

    def keep(self, loop: schedule.Loop) -> None:
        """Call a loop again and again; its own faults are told, and do not end it."""

        def step():
            if loop.woken:
                listen()
            loop.step(self.stopping.is_set)

        wait = partial(wait_for_work, self.stopping, loop.seconds)
        rest = partial(self.stopping.wait, loop.seconds)
        self.persist(loop.step.__name__, step, wait if loop.woken else rest, pause=loop.seconds)

    def persist(
        self, name: str, step: Callable[[], None], wait: Callable[[], object], *, pause: float | None = None
    ) -> None:
        """Do one step after the other until told to stop; wait while the database is away."""
        in_trouble = False
        while not self.stopping.is_set():
            try:
                step()
                if in_trouble:
                    logger.warning("%s goes on.", name)
                in_trouble = False
                wait()
            except (DatabaseError, InterfaceError) as error:
                if not in_trouble:
                    logger.warning("%s waits for the database: %s", name, first_line(error))
                in_trouble = True
                close_old_connections()
                self.stopping.wait(5 * self.interval)
            except Exception:
                logger.exception("%s failed, and goes on", name)
                self.stopping.wait(self.interval if pause is None else pause)
        connections.close_all()

    def step_once(self) -> None:
        """Do what is ready now: tasks, and what goes on beside them."""
        self.work_once()
        for loop in schedule.loops():
            loop.step(self.stopping.is_set)

    def work_once(self) -> None:
        """Give back what was lost, enqueue what is due, run what is ready."""
        self.keep_time()
        for lane in self.lanes:
            self.work_on(lane)

    def keep_time(self) -> None:
        """Give back what was lost, enqueue what is due, and end where a task holds up its queue for good."""
        recover()
        schedule.enqueue_due()
        self.beat(TIMEKEEPER)
        for lane in self.lanes:
            if self.ends_when_stuck and lane.is_stuck():
                logger.error(
                    "Queue %s is held up by one task: the worker ends, to be started again.", lane.queue
                )
                self.is_stuck = True
                self.stop()

    def work_on(self, lane: Lane) -> None:
        """Run what is ready in one queue."""
        lane.batch = TimedWorker(
            queue_names=[lane.queue],
            excluded_queue_names=[],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=BATCH,
            worker_id=self.name,
        )
        lane.batch.beat = partial(self.beat, lane.queue)
        self.beat(lane.queue)
        if not self.stopping.is_set():
            lane.batch.run()

    def beat(self, part: str) -> None:
        """Note that a part is alive, now and then; whoever hangs notes nothing."""
        now = time.monotonic()
        if now - self.beats.get(part, -BEAT_EVERY) < BEAT_EVERY:
            return
        Heartbeat.objects.note(self.name, part)
        Heartbeat.objects.outdated().delete()
        self.beats[part] = now


def join(threads: list[threading.Thread], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(timeout=max(0.0, deadline - time.monotonic()))


def first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]


def listen() -> None:
    """Have this connection told of changes from now on."""
    with connection.cursor() as cursor:
        cursor.execute(f"listen {CHANNEL}")


def wait_for_work(stopping: threading.Event, seconds: float) -> None:
    """Return when a change was committed since `listen`, or after so many seconds."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        while seconds > 0 and not stopping.is_set():
            pause = min(LONGEST_WAIT, seconds)
            seconds -= pause
            if any(True for _ in connection.connection.notifies(timeout=pause, stop_after=1)):
                # A hundred changes wake once.
                list(connection.connection.notifies(timeout=0))
                return
