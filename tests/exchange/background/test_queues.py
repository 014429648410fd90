"""E-mail that does not go out holds up nothing else, and is tried for three days."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exchange import schedule
from exchange.background import standing
from exchange.background.queues import attempts_of, backoff, give_back
from exchange.settings.logs import DiscreetFormatter
from exchange.worker import BackgroundWork
from tests import databases
from tests.exchange.background import mail_servers
from tests.exchange.probes import hang_the_first_time, leave_trace, wait_until_there, write_to


@pytest.fixture(autouse=True)
def nothing_recurs(monkeypatch):
    monkeypatch.setattr(schedule, "recurrences", list)
    monkeypatch.setattr(schedule, "loops", list)


@pytest.fixture
def committed(queue, django_db_setup, django_db_blocker):
    """Let other threads and processes see the tasks of a test, and remove them afterwards."""
    with django_db_blocker.unblock():
        yield
        DBTaskResult.objects.all().delete()
        connection.close()


@pytest.fixture
def mail_goes_to(settings):
    """Return a function that leads e-mail to a port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_TIMEOUT = 2

    def lead(port: int) -> None:
        settings.EMAIL_PORT = port

    return lead


@pytest.fixture
def working(committed):
    """Run the worker in threads until the test is over."""
    work = BackgroundWork(interval=0.05, grace=5)
    thread = threading.Thread(target=work.run)
    thread.start()
    yield work
    work.stop()
    thread.join(timeout=20)
    assert not thread.is_alive()


def wait_for(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def the_email() -> DBTaskResult:
    return DBTaskResult.objects.get(queue_name="mail")


class TestMailServer:
    def test_that_is_silent_holds_up_no_other_queue(self, mail_goes_to, working, tmp_path):
        with mail_servers.silent() as port:
            mail_goes_to(port)
            write_to.enqueue("reader@zone.example")
            wait_for(lambda: the_email().status == TaskResultStatus.RUNNING)

            leave_trace.enqueue(str(tmp_path / "trace"))

            wait_for((tmp_path / "trace").exists)
            assert the_email().status == TaskResultStatus.RUNNING
            wait_for(lambda: the_email().status == TaskResultStatus.READY)
        assert the_email().exception_class_path.startswith("smtplib.")
        assert the_email().run_after > timezone.now()

    def test_that_refuses_is_asked_again_until_it_takes_the_email(self, mail_goes_to, committed):
        work = BackgroundWork()
        with mail_servers.receiving("451 Not now") as (port, _):
            mail_goes_to(port)
            write_to.enqueue("reader@zone.example")
            for attempt in range(1, 8):
                work.work_once()
                assert the_email().status == TaskResultStatus.READY
                assert len(the_email().worker_ids) == attempt
                DBTaskResult.objects.update(run_after=timezone.now())
        with mail_servers.receiving() as (port, received):
            mail_goes_to(port)
            work.work_once()

        assert the_email().status == TaskResultStatus.SUCCESSFUL
        assert received.addresses == ["reader@zone.example"]

    @pytest.mark.parametrize(
        "answers", [{"to_address": "550 5.1.1 User unknown"}, {"answer": "554 5.7.1 Rejected"}]
    )
    def test_that_does_not_know_the_address_is_not_asked_again(
        self, mail_goes_to, committed, answers, caplog
    ):
        with mail_servers.receiving(**answers) as (port, _received):
            mail_goes_to(port)
            write_to.enqueue("gone@zone.example")
            BackgroundWork().work_once()

        assert the_email().status == TaskResultStatus.FAILED
        assert [trouble.pk for trouble in map(standing.trouble, standing.failures())] == [str(the_email().pk)]
        written = "\n".join(map(DiscreetFormatter().format, caplog.records))
        assert "gone@zone.example" not in written
        assert "refuses this e-mail" in written

    @pytest.mark.parametrize("answer", ["450 4.2.1 Mailbox busy", "452 4.2.2 Mailbox full"])
    def test_that_does_not_take_the_address_now_is_asked_again(self, mail_goes_to, committed, answer):
        with mail_servers.receiving(to_address=answer) as (port, _received):
            mail_goes_to(port)
            write_to.enqueue("full@zone.example")
            BackgroundWork().work_once()

        assert the_email().status == TaskResultStatus.READY
        assert the_email().run_after > timezone.now()

    def test_that_is_slow_gets_each_email_once(self, mail_goes_to, working):
        with mail_servers.receiving(seconds=1) as (port, received):
            mail_goes_to(port)
            for number in range(3):
                write_to.enqueue(f"reader{number}@zone.example")
            wait_for(lambda: DBTaskResult.objects.successful().count() == 3)

        assert sorted(received.addresses) == [f"reader{number}@zone.example" for number in range(3)]


class TestPauses:
    def test_grow_and_give_an_email_three_days(self):
        pauses = [backoff(attempts) for attempts in range(1, attempts_of("mail"))]

        assert pauses == sorted(pauses)
        assert timedelta(hours=72) <= sum(pauses, timedelta()) <= timedelta(hours=96)

    def test_end_after_an_hour_for_what_is_no_email(self):
        pauses = [backoff(attempts) for attempts in range(1, attempts_of("default"))]

        assert sum(pauses, timedelta()) < timedelta(hours=1)


class TestSignal:
    def test_ends_the_worker_whatever_runs_and_gives_the_task_back(self, committed, tmp_path):
        trace = tmp_path / "trace"
        hang_the_first_time.enqueue(str(trace))
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "worker", "--grace", "1"],
            cwd=project.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "exchange.settings.development",
                "DATABASE_URL": databases.address(connection.settings_dict["NAME"]),
            },
            stdout=subprocess.DEVNULL,
        )
        try:
            wait_for(trace.exists)
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=30) == 0
        finally:
            worker.kill()

        result = DBTaskResult.objects.get(task_path=hang_the_first_time.module_path)
        assert (result.status, result.worker_ids) == (TaskResultStatus.READY, [])

    @pytest.mark.django_db
    def test_gives_back_what_this_worker_holds_only(self, queue, tmp_path):
        for name in ("mine", "another's"):
            leave_trace.enqueue(str(tmp_path / name))
            DBTaskResult.objects.ready().get().claim(name)

        assert give_back("mine") == 1
        assert DBTaskResult.objects.running().get().worker_ids == ["another's"]


class TestStuckTask:
    def test_ends_the_worker_so_that_it_is_started_again(self, committed, settings, tmp_path):
        settings.TASK_LEASE = timedelta(seconds=0.2)
        go_on = tmp_path / "go on"
        wait_until_there.enqueue(str(go_on))
        work = BackgroundWork(interval=0.05, grace=0.1, ends_when_stuck=True)
        try:
            assert work.run() is False
            assert work.is_stuck
        finally:
            given_back = DBTaskResult.objects.get()
            go_on.touch()
            for thread in work.threads:
                thread.join(timeout=10)
        # The attempt counts: what hangs each time comes to an end.
        assert (given_back.status, given_back.worker_ids) == (TaskResultStatus.READY, [work.name])
