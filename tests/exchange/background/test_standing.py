"""How the background stands, as its command, its page, its health and its figures say it."""

import json
from datetime import timedelta
from io import StringIO
from math import inf

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from exchange import schedule
from exchange.background import standing
from exchange.models import Heartbeat
from exchange.worker import BackgroundWork
from tests.exchange.probes import leave_trace, write_to
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("queue", "in_one_transaction")]

ADDRESS = "privacy@zone.example"


@pytest.fixture(autouse=True)
def hourly(monkeypatch):
    """Let one thing recur."""
    recurrence = schedule.Recurrence(leave_trace, timedelta(hours=1))
    monkeypatch.setattr(schedule, "recurrences", lambda: [recurrence])
    monkeypatch.setattr(schedule, "loops", list)
    return leave_trace.module_path


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(roles=["administrator"]))
    return client


def beat(**ages):
    """Note when each part was last alive, in seconds ago."""
    for part, seconds in ages.items():
        Heartbeat.objects.note("a worker", part)
        Heartbeat.objects.filter(part=part).update(beat_at=timezone.now() - timedelta(seconds=seconds))


def stored(task, *arguments, status=TaskResultStatus.READY, attempts=0, **columns) -> DBTaskResult:
    """Make a row of the queue as it would stand after some attempts."""
    task.enqueue(*arguments)
    row = DBTaskResult.objects.latest("enqueued_at")
    columns = {"status": status, "worker_ids": ["a worker"] * attempts, **columns}
    DBTaskResult.objects.filter(pk=row.pk).update(**columns)
    row.refresh_from_db()
    return row


def failed(task=write_to, *arguments, **columns) -> DBTaskResult:
    return stored(
        task,
        *(arguments or (ADDRESS,)),
        status=TaskResultStatus.FAILED,
        attempts=41,
        finished_at=timezone.now(),
        exception_class_path="smtplib.SMTPRecipientsRefused",
        traceback=f"refused: {ADDRESS}",
        **columns,
    )


def told(*words, **options) -> str:
    said = StringIO()
    call_command("tasks", *words, stdout=said, **options)
    return said.getvalue()


class TestHeartbeat:
    def test_is_given_by_every_part_of_a_worker(self):
        BackgroundWork().work_once()

        assert {part.name: part.is_silent for part in standing.parts()} == {
            "worker": False,
            "default": False,
            "mail": False,
        }

    def test_is_given_now_and_then_only(self, django_assert_num_queries):
        work = BackgroundWork()
        work.beat("worker")

        with django_assert_num_queries(0):
            work.beat("worker")

    def test_goes_when_its_worker_ended_long_ago(self):
        beat(mail=2 * 86400)

        BackgroundWork().work_once()

        assert set(Heartbeat.objects.values_list("worker", flat=True)) != {"a worker"}

    def test_of_another_worker_counts(self):
        beat(worker=3600, default=3600, mail=3600)
        Heartbeat.objects.note("another", "worker")

        assert not standing.parts()[0].is_silent


class TestHealth:
    def ask(self, client):
        response = client.get("/health/worker")
        return response.status_code, response.json()

    def test_is_well_while_every_part_gives_signs(self, client):
        beat(worker=20, default=300, mail=5)

        status, answer = self.ask(client)

        assert (status, answer["state"]) == (200, "working")
        assert 20 <= answer["silent_seconds"]["worker"] < 60

    @pytest.mark.parametrize(
        ("ages", "silent"),
        [
            ({}, ["worker", "default", "mail"]),
            ({"worker": 70, "default": 5, "mail": 5}, ["worker"]),
            ({"worker": 5, "default": 5, "mail": 700}, ["mail"]),
        ],
        ids=["never seen", "dead", "one queue hangs"],
    )
    def test_tells_what_is_dead_or_hangs(self, client, ages, silent):
        beat(**ages)

        status, answer = self.ask(client)

        assert (status, answer["state"], answer["silent"]) == (503, "silent", silent)

    def test_knows_nobody_and_is_kept_nowhere(self, client):
        response = client.get("/health/worker")

        assert not response.cookies
        assert "no-store" in response["Cache-Control"]


class TestCommand:
    def test_tells_parts_queues_jobs_and_failures(self, hourly, tmp_path):
        beat(worker=1, default=1)
        row = failed()
        stored(leave_trace, str(tmp_path))

        words = told("status")
        facts = json.loads(told("status", "--json"))

        assert "mail       SILENT, never seen" in words
        assert str(row.pk) in words and hourly in words
        assert ADDRESS not in words
        assert [queue["failed"] for queue in facts["queues"]] == [0, 1]
        assert facts["queues"][0]["ready"] == 1
        assert ADDRESS not in json.dumps(facts)

    def test_check_fails_where_a_part_is_silent(self):
        beat(worker=1, default=1, mail=1)
        told("check")

        beat(worker=100)
        with pytest.raises(CommandError, match="worker"):
            told("check")

    @pytest.mark.parametrize("which", ["id", "queue", "all"])
    def test_sends_again_what_failed_for_good(self, which, mailoutbox):
        row = failed()
        told("retry", *{"id": [str(row.pk)], "queue": ["--queue", "mail"], "all": ["--all"]}[which])

        BackgroundWork().work_once()

        assert [message.to for message in mailoutbox] == [[ADDRESS]]
        row.refresh_from_db()
        assert row.status == TaskResultStatus.SUCCESSFUL

    def test_sends_now_what_waits_for_its_next_attempt(self, mailoutbox):
        stored(write_to, ADDRESS, attempts=9, run_after=timezone.now() + timedelta(hours=2))
        later = stored(write_to, ADDRESS, run_after=timezone.now() + timedelta(hours=2))

        assert told("retry", "--queue", "mail").startswith("1 ")
        BackgroundWork().work_once()

        assert len(mailoutbox) == 1
        later.refresh_from_db()
        assert later.status == TaskResultStatus.READY

    def test_leaves_what_runs_and_what_is_done(self):
        for status in (TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL):
            stored(write_to, ADDRESS, status=status, attempts=1, run_after=timezone.now())

        assert told("retry", "--all").startswith("0 ")

    def test_forgets_what_failed_only(self):
        failed(), stored(write_to, ADDRESS)

        assert told("forget", "--all").startswith("1 ")
        assert DBTaskResult.objects.get().status == TaskResultStatus.READY

    @pytest.mark.parametrize(
        "words", [[], ["--all", "--queue", "mail"], ["0b2f0f0e-0000-4000-8000-000000000000"]]
    )
    def test_chooses_nothing_by_itself(self, words):
        with pytest.raises(CommandError):
            told("retry", *words)


class TestFailures:
    def test_of_a_job_are_made_up_for_by_its_next_success(self, tmp_path):
        failed(leave_trace, str(tmp_path))
        assert standing.failures().count() == 1

        stored(
            leave_trace,
            str(tmp_path),
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now() + timedelta(seconds=1),
        )

        assert standing.failures().count() == 0

    def test_a_job_is_late_once_its_interval_is_over(self, tmp_path):
        done = stored(leave_trace, str(tmp_path), status=TaskResultStatus.SUCCESSFUL, attempts=1)
        for age, late in ((50, 0), (90, 30)):
            DBTaskResult.objects.filter(pk=done.pk).update(
                finished_at=timezone.now() - timedelta(minutes=age)
            )
            assert standing.jobs()[0].late_seconds == pytest.approx(60 * late, abs=10)

    def test_a_part_that_nobody_saw_is_silent_for_ever(self):
        assert standing.parts()[0].seconds == inf


class TestPage:
    @pytest.mark.parametrize(
        ("role", "status"),
        [("administrator", 200), ("committee", 302), ("editor", 302), ("organisation_administrator", 302)],
    )
    def test_is_for_administrators(self, client, role, status):
        client.force_login(UserFactory(roles=[role]))
        row = failed()

        assert client.get(reverse("background")).status_code == status
        menu = client.get(reverse("wagtailadmin_home")).content.decode()
        assert (reverse("background") in menu) is (status == 200)
        client.post(reverse("background_retry", args=[row.pk]))
        row.refresh_from_db()
        assert (row.status == TaskResultStatus.READY) is (status == 200)

    @pytest.mark.parametrize(("language", "name"), [("fr", "Tâches ordinaires"), ("nl", "Gewone taken")])
    def test_names_the_parts_in_words(self, administrator, language, name):
        with override(language):
            labels = [str(part.label) for part in (*standing.parts(), *standing.queues())]

        assert name in labels
        assert not {standing.TIMEKEEPER, *settings.TASK_ATTEMPTS} & set(labels)
        page = administrator.get(reverse("background")).text
        assert any(words in page for words in ("Ordinary tasks", "Tâches ordinaires", "Gewone taken"))

    def test_names_neither_recipient_nor_content(self, administrator):
        beat(worker=1)
        failed()
        stored(write_to, ADDRESS, attempts=2, run_after=timezone.now() + timedelta(hours=1))

        page = administrator.get(reverse("background")).content.decode()

        assert page.count(write_to.module_path) >= 2
        assert "smtplib.SMTPRecipientsRefused" in page
        assert ADDRESS not in page and "refused:" not in page

    def test_sends_all_again(self, administrator, mailoutbox):
        failed(), failed()

        response = administrator.post(reverse("background_retry_all"), follow=True)
        BackgroundWork().work_once()

        assert response.status_code == 200
        assert len(mailoutbox) == 2

    def test_forgets_one(self, administrator):
        row, other = failed(), failed()

        administrator.post(reverse("background_forget", args=[row.pk]))

        assert DBTaskResult.objects.get() == other

    def test_writes_down_who_did_it(self, administrator):
        for name, number in (("background_retry_all", 2), ("background_forget", 1)):
            rows = [failed() for _time in range(number)]
            key = [rows[0].pk] if number == 1 else []
            administrator.post(reverse(name, args=key))
        lines = ModelLogEntry.objects.filter(action__startswith="exchange.task.").order_by("pk")

        assert [(line.action, line.data, line.label) for line in lines] == [
            ("exchange.task.retry", {"number": 2}, write_to.module_path),
            ("exchange.task.forget", {"number": 1}, write_to.module_path),
        ]
        assert {line.user.has_role("administrator") for line in lines} == {True}
        assert ADDRESS not in administrator.get(reverse("exchange_log")).text

    def test_changes_by_post_only(self, administrator):
        row = failed()

        for name in ("background_retry", "background_forget"):
            assert administrator.get(reverse(name, args=[row.pk])).status_code == 405
