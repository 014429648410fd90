"""Look after the queues of the background."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from math import inf
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from exchange.background import actions, standing

SHOWN = 50


class Command(BaseCommand):
    help = "Shows what the background does and what failed, and tries it again."

    def add_arguments(self, parser: ArgumentParser):
        commands = parser.add_subparsers(dest="command", required=True)
        status = commands.add_parser(
            "status", help="whether a worker runs, what its queues hold, what recurs"
        )
        status.add_argument("--json", action="store_true", help="answer in JSON")
        commands.add_parser("check", help="end with 1 where no worker runs or a queue is held up")
        for name, words in (
            ("retry", "run now what failed, or waits for its next attempt"),
            ("forget", "leave what failed for good"),
        ):
            some = commands.add_parser(name, help=words)
            some.add_argument("ids", nargs="*", type=UUID, metavar="ID", help="as `status` shows them")
            some.add_argument("--queue", help="all of this queue")
            some.add_argument("--all", action="store_true", help="all of every queue")

    def handle(self, *, command, **options):
        getattr(self, command)(**options)

    def status(self, **options):
        told = {
            "parts": [
                {
                    "name": part.name,
                    "silent": part.is_silent,
                    "seconds": None if part.seconds == inf else part.seconds,
                }
                for part in standing.parts()
            ],
            "queues": [asdict(queue) for queue in standing.queues()],
            "jobs": [asdict(job) | {"late_seconds": job.late_seconds} for job in standing.jobs()],
            "failed": [asdict(standing.trouble(row)) for row in standing.failures()[:SHOWN]],
            "retrying": [asdict(standing.trouble(row)) for row in standing.retrying()[:SHOWN]],
        }
        if options["json"]:
            self.stdout.write(json.dumps(told, cls=DjangoJSONEncoder, indent=2))
            return
        for line in lines(told):
            self.stdout.write(line)

    def check(self, **options):
        try:
            silent = [part.name for part in standing.parts() if part.is_silent]
        except DatabaseError as error:
            raise CommandError("The database does not answer.") from error
        if silent:
            raise CommandError(f"No sign of life from: {', '.join(silent)}.")

    def retry(self, **options):
        self.stdout.write(f"{actions.try_again(self.chosen(**options))} tasks run again.")

    def forget(self, **options):
        self.stdout.write(f"{actions.leave(self.chosen(**options))} tasks were forgotten.")

    def chosen(self, *, ids, queue, **options):
        """Return the tasks that the arguments name: nothing is chosen by leaving them out."""
        if sum(map(bool, (ids, queue, options["all"]))) != 1:
            raise CommandError("Say which: IDs, --queue NAME, or --all.")
        rows = DBTaskResult.objects.all()
        if queue:
            return rows.filter(queue_name=queue)
        if ids:
            missing = set(ids) - set(rows.filter(pk__in=ids).values_list("pk", flat=True))
            if missing:
                raise CommandError(f"There is no task {', '.join(map(str, sorted(missing)))}.")
            return rows.filter(pk__in=ids)
        return rows


def lines(told: dict):
    for part in told["parts"]:
        seen = "never seen" if part["seconds"] is None else f"seen {ago(part['seconds'])} ago"
        yield f"{part['name']:10} {'SILENT' if part['silent'] else 'works'}, {seen}"
    yield ""
    for queue in told["queues"]:
        states = ", ".join(f"{queue[state]} {state}" for state in ("ready", "running", "retrying", "failed"))
        oldest = (
            f"; the oldest for {ago(standing.seconds_since(queue['oldest_at']))}"
            if queue["oldest_at"]
            else ""
        )
        yield f"{queue['name']:10} {states}{oldest}"
    yield ""
    for job in told["jobs"]:
        late = f"  LATE by {ago(job['late_seconds'])}" if job["late_seconds"] > 0 else ""
        yield f"{job['path']:50} succeeded {moment(job['succeeded_at'])}, ran {moment(job['ran_at'])}{late}"
    for state in ("retrying", "failed"):
        if told[state]:
            yield f"\n{state.capitalize()}:"
        for row in told[state]:
            then = f", next {moment(row['next_at'])}" if row["next_at"] else ""
            yield f"{row['pk']} {row['path']} attempt {row['attempts']} of {row['of']}{then}: {row['error']}"


def moment(at) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M") if at else "never"


def ago(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"
