from django.core.management.base import BaseCommand
from django.utils import timezone

from exchange.people import close_unused_accounts


class Command(BaseCommand):
    help = (
        "Closes the accounts that nobody used for a year, and warns a month before; the worker runs it daily."
    )

    def handle(self, **options):
        touched = close_unused_accounts(timezone.localdate())
        closed = sum(not user.is_active for user in touched)
        self.stdout.write(f"{closed} closed, {len(touched) - closed} warned.")
