from django.core.management.base import BaseCommand

from practices import actions


class Command(BaseCommand):
    help = "Mark what is due for review, archive, give back, open and remind, as the day asks."

    def handle(self, *args, **options):
        for action in (
            actions.mark_review_due,
            actions.archive_overdue,
            actions.return_uncorrected,
            actions.lapse_embargoes,
            actions.remind,
        ):
            self.stdout.write(f"{action.__name__}: {action()}")
