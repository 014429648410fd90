from django.core.management.base import BaseCommand

from exchange.publication import expire_due, publish_due


class Command(BaseCommand):
    help = "Publish what was to appear by now and take off what was to go; the worker does it every minute."

    def handle(self, *, verbosity, **options):
        published, expired = publish_due(), expire_due()
        if verbosity:
            self.stdout.write(f"{published} pages appeared, {expired} went.")
