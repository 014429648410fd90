from django.core.management.base import BaseCommand

from exchange.clocks import today_everywhere
from exchange.disputes.actions import keep_dates


class Command(BaseCommand):
    help = "Passes on the disputes whose step is over; the worker runs it daily."

    def handle(self, **options):
        moved = keep_dates(today_everywhere())
        if options["verbosity"]:
            self.stdout.write(f"{len(moved)} passed on.")
