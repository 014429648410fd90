from django.core.management.base import BaseCommand

from exchange.memberships.actions import follow_calendar


class Command(BaseCommand):
    help = (
        "Ends suspensions, notices of withdrawal, times as observer and provisional memberships on their day,"
        " and reminds before; the worker runs it daily."
    )

    def handle(self, **options):
        for step in follow_calendar():
            if options["verbosity"]:
                self.stdout.write(f"{step.membership}: {step.get_event_display()}")
