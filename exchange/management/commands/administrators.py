from django.core.management.base import BaseCommand
from django.utils import timezone

from exchange.lost_factors.administrators import ENOUGH, administrators, are_too_few


class Command(BaseCommand):
    help = "List who administers the exchange, with which second factors, and when they last signed in."

    def handle(self, **options):
        rows = administrators()
        for row in rows:
            seen = row.person.last_login
            day = timezone.localtime(seen).strftime("%Y-%m-%d %H:%M") if seen else "never"
            factors = ", ".join(row.kinds) or "none"
            self.stdout.write(f"{row.person.email}\t{factors}\tlast sign-in: {day}")
        if are_too_few(rows):
            self.stderr.write(
                f"Fewer than {ENOUGH} have a second factor: whoever loses theirs finds no two others to help."
            )
