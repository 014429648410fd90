"""What slows down whoever guesses, counted in the database so that every process knows."""

from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import ngettext

from exchange.accounts.known_browsers import device_of
from exchange.models import FailedSignIn
from exchange.senders import client_address, daily_digest

# The library would count in the memory of one process, and know a used code there only.
ratelimit.cache = totp.cache = caches["shared"]


class Attempt:
    """One try at a password or a code, noted before it is checked: many at the same moment count too.

    A browser in which the person has signed in before has a count of its own: what strangers guess elsewhere,
    or colleagues behind the same address, does not lock the person out of it.
    """

    def __init__(self, request, account: str):
        account = account.strip().lower()
        device = device_of(request, account)
        self.is_known = device is not None
        place = f"known browser {device}" if self.is_known else client_address(request)
        name = f"{account} in {place}" if self.is_known else account
        self.digests = {
            "account_digest": daily_digest("sign-in account", name),
            "address_digest": daily_digest("sign-in address", place),
        }

    def begin(self) -> None:
        """Note the attempt, or refuse it when there were too many of them."""
        with transaction.atomic():
            self.wait_for_others()
            if not self.is_one_too_many():
                FailedSignIn.objects.create(**self.digests)
                return
        minutes = int(settings.SIGN_IN_WINDOW.total_seconds() // 60)
        raise ValidationError(
            ngettext(
                "Too many attempts to sign in. Try again in %(minutes)s minute.",
                "Too many attempts to sign in. Try again in %(minutes)s minutes.",
                minutes,
            ),
            code="throttled",
            params={"minutes": minutes},
        )

    def wait_for_others(self) -> None:
        """Let one at a time count what concerns the same account or address: none is counted past the bound."""
        with connection.cursor() as cursor:
            for digest in sorted(self.digests.values()):
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])

    def succeed(self) -> None:
        """Forget what this person got wrong from this address."""
        FailedSignIn.objects.filter(**self.digests).delete()

    def is_one_too_many(self) -> bool:
        recent = FailedSignIn.objects.since(timezone.now() - settings.SIGN_IN_WINDOW)
        of_account = recent.filter(account_digest=self.digests["account_digest"])
        of_address = recent.filter(address_digest=self.digests["address_digest"])
        per_person = settings.SIGN_IN_FAILURES_PER_PERSON
        return (
            of_account.filter(address_digest=self.digests["address_digest"]).count() >= per_person
            or of_account.count() >= 4 * per_person
            or of_address.count() >= settings.SIGN_IN_FAILURES_PER_ADDRESS
        )
