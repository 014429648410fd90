from django.core.management.base import BaseCommand
from django.utils import timezone

from exchange.moves.actions import close_who_did_not_follow
from exchange.people import close_accounts_of_former_members, close_unused_accounts


class Command(BaseCommand):
    help = "Closes the accounts of bodies that left, and those that nobody used for a year; both are told before."

    def handle(self, **options):
        today = timezone.localdate()
        touched = [
            *close_who_did_not_follow(),
            *close_accounts_of_former_members(today),
            *close_unused_accounts(today),
        ]
        closed = sum(not user.is_active for user in touched)
        if options["verbosity"]:
            self.stdout.write(f"{closed} closed, {len(touched) - closed} warned.")
