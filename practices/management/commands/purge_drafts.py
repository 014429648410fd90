from itertools import chain

from django.core.management.base import BaseCommand

from exchange.clocks import today_everywhere
from practices.actions import purge


class Command(BaseCommand):
    help = "Show which forgotten drafts go today and of which their body is warned; --now does it."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="warn and delete instead of showing")

    def handle(self, *args, now, **options):
        if now:
            self.stdout.write(f"deleted: {purge.purge_drafts()}, warned of: {purge.warn_of_purge()}")
            return
        today = today_everywhere()
        self.show("to delete", purge.doomed(today))
        self.show("to warn of", purge.to_warn_of(today))

    def show(self, title, found):
        drafts = list(chain(*found))
        self.stdout.write(f"{title}: {len(drafts)}")
        for draft in drafts:
            self.stdout.write(f"  {draft.pk} {draft.organisation}, unchanged since {purge.changed_on(draft)}")
