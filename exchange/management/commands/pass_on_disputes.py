from django.core.management.base import BaseCommand
from django.utils import timezone

from exchange.disputes.actions import keep_dates


class Command(BaseCommand):
    help = "Passes on the disputes whose step is over; the worker runs it daily."

    def handle(self, **options):
        moved = keep_dates(timezone.localdate())
        if options["verbosity"]:
            self.stdout.write(f"{len(moved)} passed on.")
