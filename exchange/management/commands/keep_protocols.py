from django.core.management.base import BaseCommand

from exchange.clocks import today_everywhere
from exchange.protocols.calendar import keep_calendar


class Command(BaseCommand):
    help = "Calls for the renewal of protocols, reminds of their end and lets them end; the worker runs it daily."

    def handle(self, **options):
        for line in keep_calendar(today_everywhere()):
            if options["verbosity"]:
                self.stdout.write(line)
