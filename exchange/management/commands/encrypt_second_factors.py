from django.core.management.base import BaseCommand, CommandError

from exchange.accounts.encryption import encrypt_again


class Command(BaseCommand):
    help = "Put the secrets of second factors under the present SECRET_KEY, after it was changed."

    def handle(self, **options):
        done, unreadable = encrypt_again()
        self.stdout.write(f"{done} secrets are under the present key.")
        if unreadable:
            people = ", ".join(sorted({f"#{factor.user_id}" for factor in unreadable}))
            raise CommandError(
                f"No key opens {len(unreadable)} secrets, of the accounts {people}. Put the key that they were"
                " made under into SECRET_KEY_FALLBACKS and run this again; if it is lost, take these second"
                " factors away, so that their people set up others."
            )
        self.stdout.write("What SECRET_KEY_FALLBACKS holds is no longer needed for them.")
