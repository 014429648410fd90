import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exchange import schedule
from exchange.background.queues import backoff, recover
from exchange.worker import BackgroundWork
from tests.exchange.probes import fail, hang_the_first_time, leave_trace


@pytest.fixture(autouse=True)
def nothing_recurs(monkeypatch):
    monkeypatch.setattr(schedule, "recurrences", list)
    monkeypatch.setattr(schedule, "loops", list)


@pytest.fixture
def trace(tmp_path):
    return tmp_path / "trace"


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """Let another process see the tasks of a test, and remove them afterwards."""
    with django_db_blocker.unblock():
        yield
        DBTaskResult.objects.all().delete()
        connection.close()


def wait_for(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


class TestBackgroundWork:
    def test_runs_tasks_of_every_queue(self, committed, queue, trace):
        leave_trace.enqueue(str(trace))
        leave_trace.using(queue_name="mail").enqueue(str(trace))

        BackgroundWork().work_once()

        assert trace.read_text() == "ran\nran\n"
        assert DBTaskResult.objects.successful().count() == 2

    def test_leaves_a_task_of_later_alone(self, committed, queue, trace):
        leave_trace.using(run_after=timezone.now() + timedelta(hours=1)).enqueue(str(trace))

        BackgroundWork().work_once()

        assert not trace.exists()

    def test_puts_a_failed_task_back_with_a_pause(self, committed, queue, trace):
        fail.enqueue(str(trace))

        BackgroundWork().work_once()

        result = DBTaskResult.objects.get()
        assert result.status == TaskResultStatus.READY
        assert timezone.now() < result.run_after <= timezone.now() + backoff(1)

    def test_gives_up_after_its_attempts(self, committed, queue, trace, settings):
        settings.TASK_ATTEMPTS = {"default": 2}
        fail.enqueue(str(trace))

        for _ in range(3):
            DBTaskResult.objects.update(run_after=timezone.now())
            BackgroundWork().work_once()

        result = DBTaskResult.objects.get()
        assert result.status == TaskResultStatus.FAILED
        assert "not today" in result.traceback
        assert trace.read_text() == "ran\nran\n"

    def test_waits_for_a_database_that_is_away(self, monkeypatch):
        work = BackgroundWork(interval=0.01)
        attempts = []

        def keep_time():
            attempts.append(1)
            if len(attempts) < 3:
                raise OperationalError("the server closed the connection")
            work.stop()

        monkeypatch.setattr(work, "keep_time", keep_time)
        monkeypatch.setattr(work, "lanes", [])
        thread = threading.Thread(target=work.run)
        thread.start()
        thread.join(timeout=10)

        assert not thread.is_alive()
        assert len(attempts) == 3


class TestLoops:
    @pytest.fixture
    def working(self, committed, monkeypatch):
        """Return a function that runs the worker with one loop, until the test is over."""
        work = BackgroundWork(interval=0.01)
        monkeypatch.setattr(work, "keep_time", lambda: None)
        monkeypatch.setattr(work, "lanes", [])
        thread = threading.Thread(target=work.run)

        def start(step, *, seconds=0.01, woken=False):
            loop = schedule.Loop(step, seconds, woken, lambda: True)
            monkeypatch.setattr(schedule, "loops", lambda: [loop])
            thread.start()

        yield start
        began = time.monotonic()
        work.stop()
        thread.join(timeout=10)
        assert not thread.is_alive()
        assert time.monotonic() - began < 2

    def test_go_on_beside_the_tasks(self, working):
        steps = []

        working(lambda is_stopping: steps.append(is_stopping()))

        wait_for(lambda: len(steps) > 3)
        assert not any(steps)

    def test_are_woken_by_a_change(self, working):
        steps = []
        working(lambda is_stopping: steps.append(time.monotonic()), seconds=60, woken=True)
        wait_for(lambda: steps)
        time.sleep(0.2)

        told = time.monotonic()
        with connection.cursor() as cursor:
            cursor.execute("notify exchange_work")

        wait_for(lambda: len(steps) > 1)
        assert steps[1] - told < 0.5

    def test_outlive_their_own_faults(self, working, caplog):
        steps = []

        def step(is_stopping):
            steps.append(1)
            raise (ZeroDivisionError, OperationalError)[len(steps) % 2]

        working(step, woken=True)

        wait_for(lambda: len(steps) > 4)
        assert "failed, and goes on" in caplog.text
        assert "waits for the database" in caplog.text

    def test_outlive_a_connection_that_is_cut(self, working):
        steps = []

        def step(is_stopping):
            with connection.cursor() as cursor:
                cursor.execute("select pg_backend_pid()")
                steps.append(cursor.fetchone()[0])

        working(step, seconds=0.1, woken=True)
        wait_for(lambda: steps)
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s)", [steps[0]])

        wait_for(lambda: steps[-1] != steps[0])


class TestRecover:
    def test_runs_again_what_a_killed_worker_left(self, committed, queue, trace, settings):
        hang_the_first_time.enqueue(str(trace))
        database = connection.settings_dict
        host = database["HOST"].replace("/", "%2F")
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker"],
            cwd=project.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "exchange.settings.development",
                "DATABASE_URL": f"postgres://{database['USER']}@{host}/{database['NAME']}",
            },
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(lambda: trace.exists())
        finally:
            worker.send_signal(signal.SIGKILL)
            worker.wait()
        assert DBTaskResult.objects.get(task_path=hang_the_first_time.module_path).status == "RUNNING"

        settings.TASK_LEASE = timedelta(0)
        BackgroundWork().work_once()

        assert trace.read_text() == "started\nended\n"
        assert DBTaskResult.objects.get(task_path=hang_the_first_time.module_path).status == "SUCCESSFUL"

    @pytest.mark.django_db
    def test_leaves_a_task_within_its_lease_alone(self, queue, trace):
        leave_trace.enqueue(str(trace))
        DBTaskResult.objects.get().claim("a worker that is busy")

        assert recover() == 0
        assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING

    @pytest.mark.django_db
    def test_gives_up_on_a_task_that_kills_its_workers(self, queue, trace, settings):
        settings.TASK_LEASE = timedelta(0)
        settings.TASK_ATTEMPTS = {"default": 1}
        leave_trace.enqueue(str(trace))
        DBTaskResult.objects.get().claim("a worker that died")

        assert recover() == 0
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
