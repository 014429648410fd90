from getpass import getpass

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError

from exchange.lost_factors.actions import ask_for_removal, confirm_removal
from exchange.models import User
from exchange.refusal import Refused


class Command(BaseCommand):
    help = "Take a lost second factor away: two administrators type a code of their own, each in turn."

    def add_arguments(self, parser):
        parser.add_argument("email", help="whose second factor was lost")
        parser.add_argument("--asked-by", required=True, metavar="EMAIL")
        parser.add_argument("--confirmed-by", required=True, metavar="EMAIL")
        parser.add_argument("--reason", required=True, help="how one knows that it is this person who asks")

    def handle(self, *, email, asked_by, confirmed_by, reason, **options):
        person = self.person(email)
        first, second = self.administrator(asked_by), self.administrator(confirmed_by)
        try:
            removal = ask_for_removal(person, reason=reason, by=first)
            confirm_removal(removal, by=second)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Taken away. {person.email} is told, and sets up another second factor.")

    def person(self, email: str) -> User:
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no open account {email}.")
        return person

    def administrator(self, email: str) -> User:
        """Return the account, once whoever sits at the keyboard has shown its second factor."""
        person = self.person(email)
        code = getpass(f"Code of {person.email} (authenticator app or recovery code): ")
        factors = Authenticator.objects.filter(user=person).exclude(type=Authenticator.Type.WEBAUTHN)
        if not any(factor.wrap().validate_code(code) for factor in factors):
            raise CommandError(f"This code is not one of {person.email}.")
        return person
