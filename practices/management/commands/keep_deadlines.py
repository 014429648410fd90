from django.core.management.base import BaseCommand

from practices import actions


class Command(BaseCommand):
    help = "Mark what is due for review, archive, give back, open, remind and purge, as the day asks."

    def handle(self, *, verbosity, **options):
        for action in (
            actions.mark_review_due,
            actions.archive_overdue,
            actions.return_uncorrected,
            actions.lapse_embargoes,
            actions.lapse_freezes,
            actions.pass_on_reviews,
            actions.remind,
            actions.purge_drafts,
            actions.warn_of_purge,
        ):
            count = action()
            if verbosity:
                self.stdout.write(f"{action.__name__}: {count}")
