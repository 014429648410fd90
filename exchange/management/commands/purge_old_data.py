from django.core.management.base import BaseCommand

from exchange.traces.retention import purge


class Command(BaseCommand):
    help = "Removes what was kept long enough, and writes down how much; the worker runs it daily."

    def handle(self, **options):
        counts = purge()
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{name}: {number}" for name, number in counts.items()))
