from django.core.management.base import BaseCommand

from practices.actions import purge


class Command(BaseCommand):
    help = "Show which forgotten drafts go today and of which their body is warned; --now does it."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="warn and delete instead of showing")

    def handle(self, *args, now, **options):
        if now:
            self.stdout.write(f"deleted: {purge.purge_drafts()}, warned of: {purge.warn_of_purge()}")
            return
        self.show("to delete", purge.doomed())
        self.show("to warn of", purge.forgotten().filter(is_warned=False))

    def show(self, title, drafts):
        self.stdout.write(f"{title}: {len(drafts)}")
        for draft in drafts.select_related("organisation"):
            self.stdout.write(f"  {draft.pk} {draft.organisation}, unchanged since {purge.changed_on(draft)}")
