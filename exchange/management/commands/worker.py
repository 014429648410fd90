import signal

from django.core.management.base import BaseCommand

from exchange.worker import BackgroundWork


class Command(BaseCommand):
    help = "Run the background: tasks of all queues, and what recurs."

    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument(
            "--interval", type=float, default=1.0, help="Seconds between two looks at the queue."
        )
        parser.add_argument("--once", action="store_true", help="Do what is ready now, then end.")

    def handle(self, *, interval, once, **options):
        work = BackgroundWork(interval=interval)
        if once:
            work.step_once()
            return
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: work.stop())
        self.stdout.write("The worker waits for tasks.")
        work.run()
