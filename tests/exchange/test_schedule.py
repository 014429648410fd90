from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exchange import schedule
from exchange.tasks.upkeep import KEEP_FAILED, prune_finished_tasks
from tests.exchange.probes import leave_trace


@pytest.fixture
def hourly(monkeypatch):
    recurrence = schedule.Recurrence(leave_trace, timedelta(hours=1))
    monkeypatch.setattr(schedule, "recurrences", lambda: [recurrence])
    return recurrence


class TestEvery:
    def test_refuses_an_interval_that_outlives_its_traces(self):
        with pytest.raises(ImproperlyConfigured):
            schedule.every(days=30)

    def test_finds_what_the_apps_declare(self):
        assert prune_finished_tasks in [recurrence.task for recurrence in schedule.recurrences()]


class TestEnqueueDue:
    @pytest.mark.django_db
    def test_enqueues_what_never_ran(self, queue, hourly, monkeypatch):
        monkeypatch.setattr(
            schedule, "recurrences", lambda: [schedule.Recurrence(prune_finished_tasks, timedelta(1))]
        )

        assert schedule.enqueue_due() == ["exchange.tasks.upkeep.prune_finished_tasks"]
        assert DBTaskResult.objects.ready().count() == 1

    @pytest.mark.django_db
    def test_waits_for_what_is_still_to_be_done(self, queue, hourly):
        DBTaskResult.objects.create(**row(hourly, age=timedelta(days=2), status=TaskResultStatus.READY))

        assert schedule.enqueue_due() == []

    @pytest.mark.django_db
    @pytest.mark.parametrize(("minutes", "due"), [(59, False), (61, True)])
    def test_respects_the_interval(self, queue, hourly, minutes, due):
        result = DBTaskResult.objects.create(**row(hourly, status=TaskResultStatus.FAILED))
        DBTaskResult.objects.filter(pk=result.pk).update(
            enqueued_at=timezone.now() - timedelta(minutes=minutes)
        )

        assert bool(schedule.enqueue_due()) is due

    @pytest.mark.django_db
    def test_looks_at_the_last_run_of_each(self, queue, hourly, monkeypatch, django_assert_num_queries):
        others = [hourly, schedule.Recurrence(prune_finished_tasks, timedelta(days=1))]
        monkeypatch.setattr(schedule, "recurrences", lambda: others)
        old = row(hourly, status=TaskResultStatus.READY)
        DBTaskResult.objects.create(**old)
        DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(days=2))
        DBTaskResult.objects.create(**row(hourly, status=TaskResultStatus.SUCCESSFUL))
        DBTaskResult.objects.create(**row(others[1], status=TaskResultStatus.RUNNING))

        # The lock, the last runs, and a savepoint around both.
        with django_assert_num_queries(4):
            assert schedule.enqueue_due() == []

    @pytest.mark.django_db
    def test_leaves_it_to_the_worker_that_came_first(self, queue, hourly):
        other = connections.create_connection("default")
        try:
            with other.cursor() as cursor:
                cursor.execute("select pg_advisory_lock(%s)", [schedule.ADVISORY_LOCK])

                assert schedule.enqueue_due() == []
        finally:
            other.close()


class TestPruneFinishedTasks:
    @pytest.mark.django_db
    def test_keeps_failures_longer(self, hourly):
        long_ago = timezone.now() - timedelta(days=30)
        for status in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED):
            DBTaskResult.objects.create(**row(hourly, status=status), finished_at=long_ago)
        DBTaskResult.objects.create(
            **row(hourly, status=TaskResultStatus.FAILED), finished_at=timezone.now() - 2 * KEEP_FAILED
        )

        assert prune_finished_tasks.call() == 2
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def row(recurrence, *, status, age=timedelta(0)):
    return {
        "task_path": recurrence.task.module_path,
        "args_kwargs": {"args": [], "kwargs": {}},
        "backend_name": "default",
        "run_after": timezone.now() - age,
        "status": status,
    }
