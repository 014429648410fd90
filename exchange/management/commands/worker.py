import contextlib
import logging
import os
import signal
import sys

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from exchange.models import Installation
from exchange.worker import GRACE, BackgroundWork


class Command(BaseCommand):
    help = "Run the background: tasks of all queues, and what recurs."

    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between two looks at the queue."
        )
        parser.add_argument(
            "--grace", type=float, default=GRACE, help="Seconds for what is under way at a signal to end."
        )
        parser.add_argument("--once", action="store_true", help="Do what is ready now, then end.")

    def handle(self, *, interval, grace, once, **options):
        with contextlib.suppress(DatabaseError):  # the worker waits for a database that is away
            Installation.objects.mark()
        work = BackgroundWork(interval=interval, grace=grace, ends_when_stuck=True)
        if once:
            work.step_once()
            return
        try:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.default_int_handler)
            work.start()
            self.stdout.write("The worker waits for tasks.")
            work.stopping.wait()
        except KeyboardInterrupt:
            pass
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        if not work.end() or work.is_stuck:
            # What hangs in a thread would keep the process, and there is nothing left to wait for.
            logging.shutdown()
            sys.stdout.flush()
            os._exit(1 if work.is_stuck else 0)
