from django.core.management.base import BaseCommand, CommandError

from practices.leaving.plan import plan_of
from practices.leaving.work import keep_departures
from practices.models import Departure


class Command(BaseCommand):
    help = "Show what awaits the sheets of bodies that leave; --now does what is due today."

    def add_arguments(self, parser):
        parser.add_argument("--now", action="store_true", help="do it instead of showing it")

    def handle(self, *, now, verbosity, **options):
        if not now:
            self.show()
            return
        done = keep_departures()
        if verbosity:
            self.stdout.write(", ".join(f"{name}: {done[name]}" for name in sorted(done)) or "nothing to do")
        if done["failed"]:
            raise CommandError(f"{done['failed']} could not be done; the log says which. Run it again.")

    def show(self):
        for departure in Departure.objects.pending().select_related("organisation", "network", "protocol"):
            self.stdout.write(f"{departure}, effective on {departure.effective_on}")
            for line in plan_of(departure).lines:
                name = line.sheet.reference or line.sheet.pk
                self.stdout.write(f"  {name} {line.deed.value} {line.on or ''}".rstrip())
