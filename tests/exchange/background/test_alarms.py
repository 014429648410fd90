"""Each alarm that is shipped goes off when what it is about happens, and is quiet otherwise."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from exchange import schedule
from exchange.models import Heartbeat
from exchange.worker import BackgroundWork
from search import health, metrics
from search.elasticsearch import indices
from search.models import Generation, Outbox
from search.models.changes import ATTEMPTS
from search.moment import fingerprint
from tests.exchange.background.alarms import OF_PROMETHEUS, rules
from tests.exchange.probes import leave_trace, write_to

pytestmark = pytest.mark.django_db

TOKEN = "a token of tests"
RULES = rules()


@pytest.fixture(autouse=True)
def all_is_well(db, queue, in_one_transaction, settings, monkeypatch):
    """Begin with a worker that has just looked around, an index that answers, and a job that has succeeded."""
    monkeypatch.setattr(
        schedule, "recurrences", lambda: [schedule.Recurrence(leave_trace, timedelta(hours=1))]
    )
    monkeypatch.setattr(schedule, "loops", list)
    monkeypatch.setattr(schedule, "enqueue_due", list)
    monkeypatch.setattr(indices, "look", lambda: None)
    monkeypatch.setattr(health, "pulse", health.Pulse())
    metrics.tallies.counts.clear()
    settings.METRICS_TOKEN = TOKEN
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:9"
    Generation.objects.create(
        name="test-entries-g1", state="live", fingerprint=fingerprint(), promoted_at=timezone.now()
    )
    enqueued(leave_trace, status=TaskResultStatus.SUCCESSFUL, finished_at=timezone.now())
    BackgroundWork().work_once()
    yield
    metrics.tallies.counts.clear()


def enqueued(task, *, minutes: float = 0, **columns) -> None:
    task.enqueue("nowhere")
    row = DBTaskResult.objects.latest("enqueued_at")
    at = timezone.now() - timedelta(minutes=minutes)
    DBTaskResult.objects.filter(pk=row.pk).update(enqueued_at=at, run_after=at, **columns)


def worker_dies():
    Heartbeat.objects.update(beat_at=timezone.now() - timedelta(minutes=2))


def mail_hangs():
    Heartbeat.objects.filter(part="mail").update(beat_at=timezone.now() - timedelta(minutes=12))


def task_waits():
    enqueued(leave_trace, minutes=61)


def mail_waits():
    enqueued(write_to, minutes=61, worker_ids=["w"] * 3)
    DBTaskResult.objects.filter(queue_name="mail").update(run_after=timezone.now() + timedelta(hours=1))


def task_fails():
    enqueued(write_to, status=TaskResultStatus.FAILED, finished_at=timezone.now())


def job_does_not_succeed():
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(hours=4))


def index_is_doubted():
    Generation.objects.update(in_doubt=True)


def delivery_waits():
    Outbox.objects.create(
        kind="practice", object_id=1, rev=1, enqueued_at=timezone.now() - timedelta(minutes=11)
    )


def change_is_refused():
    Outbox.objects.create(kind="practice", object_id=1, rev=1, attempts=ATTEMPTS)


def index_says_too_much():
    metrics.rejected(1)


CAUSES = {
    "RivesWorkerSilent": worker_dies,
    "RivesQueueHeldUp": mail_hangs,
    "RivesQueueLate": task_waits,
    "RivesMailWaits": mail_waits,
    "RivesTasksFailed": task_fails,
    "RivesJobLate": job_does_not_succeed,
    "RivesSearchDegraded": index_is_doubted,
    "RivesSearchLate": delivery_waits,
    "RivesSearchRefused": change_is_refused,
    "RivesSearchSaysTooMuch": index_says_too_much,
}
# Caused by what makes /metrics itself unreadable: tests/exchange/test_outage.py.
CAUSED_ELSEWHERE = {"RivesDown"}


def page(client) -> str:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    return response.content.decode()


class TestAlarms:
    def test_are_all_caused(self):
        assert set(CAUSES) | CAUSED_ELSEWHERE == set(RULES)

    def test_are_about_what_is_there(self, client):
        said = page(client)

        missing = {
            name
            for name, rule in RULES.items()
            if rule.parts["series"] not in OF_PROMETHEUS and not rule.values(said)
        }
        assert not missing

    @pytest.mark.parametrize("name", CAUSES)
    def test_go_off_at_what_they_are_about(self, client, name):
        before = page(client)
        assert not [rule.name for rule in RULES.values() if rule.rings(before, before=before)]

        CAUSES[name]()

        assert RULES[name].rings(page(client), before=before)
