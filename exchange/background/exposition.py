"""The background in the text form of Prometheus."""

from collections.abc import Iterator
from math import inf

from exchange.background import standing


def head(name: str, kind: str, meaning: str) -> Iterator[str]:
    yield f"# HELP {name} {meaning}"
    yield f"# TYPE {name} {kind}"


def number(value: float) -> str:
    return "+Inf" if value == inf else f"{value:.15g}"


def gauge(name: str, meaning: str, values: dict[str, float]) -> Iterator[str]:
    """Describe a gauge and say its value for each set of labels."""
    yield from head(name, "gauge", meaning)
    for labels, value in values.items():
        yield f"{name}{{{labels}}} {number(value)}" if labels else f"{name} {number(value)}"


def exposition() -> Iterator[str]:
    yield from gauge(
        "rives_worker_silent_seconds",
        "Time since a part of the worker gave a sign of life.",
        {f'part="{part.name}"': part.seconds for part in standing.parts()},
    )
    queues = standing.queues()
    yield from gauge(
        "rives_tasks",
        "Tasks by queue: ready to run, waiting for another attempt, running, failed for good.",
        {
            f'queue="{queue.name}",state="{state}"': getattr(queue, state)
            for queue in queues
            for state in ("ready", "retrying", "running", "failed")
        },
    )
    yield from gauge(
        "rives_tasks_oldest_seconds",
        "Age of the oldest task that is neither done nor given up; in the queue mail, of the oldest unsent e-mail.",
        {f'queue="{queue.name}"': queue.oldest_seconds for queue in queues},
    )
    yield from gauge(
        "rives_tasks_last_success_timestamp_seconds",
        "When a task of the queue last succeeded; in the queue mail, when an e-mail last went out.",
        {f'queue="{queue.name}"': timestamp(queue.succeeded_at) for queue in queues},
    )
    jobs = standing.jobs()
    yield from gauge(
        "rives_job_last_run_timestamp_seconds",
        "When what recurs last began; 0 if never.",
        {f'job="{job.path}"': timestamp(job.ran_at) for job in jobs},
    )
    yield from gauge(
        "rives_job_last_success_timestamp_seconds",
        "When what recurs last succeeded; 0 if never.",
        {f'job="{job.path}"': timestamp(job.succeeded_at) for job in jobs},
    )
    yield from gauge(
        "rives_job_late_seconds",
        "How long ago what recurs should have succeeded; 0 when it is in time.",
        {f'job="{job.path}"': job.late_seconds for job in jobs},
    )


def timestamp(moment) -> float:
    return moment.timestamp() if moment else 0.0
