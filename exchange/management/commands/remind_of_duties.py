from django.core.management.base import BaseCommand

from exchange.clocks import today_everywhere
from exchange.duties.actions import remind


class Command(BaseCommand):
    help = "Reminds the members that have shared nothing this year, once, from September on; runs daily."

    def handle(self, **options):
        reminded = remind(today_everywhere())
        if options["verbosity"]:
            self.stdout.write(f"{len(reminded)} reminded.")
