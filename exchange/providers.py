"""What binds the sign-in of an organisation to it, and the account of a person to that sign-in."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.models import RoleName, SignInProvider, User
from exchange.models.people import PLATFORM_ROLES
from exchange.refusal import Refused, require
from exchange.tasks.accounts import AccountChange, tell_of_change


@transaction.atomic
def bind_provider(provider_id: str, *, organisation, by: User | None) -> SignInProvider:
    """Let a provider of the configuration sign in the people of one organisation."""
    require(by, RoleName.ADMINISTRATOR)
    if provider_id not in {app["provider_id"] for app in settings.OIDC_PROVIDERS}:
        raise Refused(_("The configuration of the site has no such provider."))
    try:
        with transaction.atomic():
            provider = SignInProvider.objects.create(provider_id=provider_id, organisation=organisation)
    except IntegrityError as error:
        raise Refused(
            _("This provider is already used by an organisation: disconnect it there first.")
        ) from error
    log(
        instance=organisation,
        action="exchange.organisation.bind_provider",
        user=by,
        data={"provider": provider_id},
    )
    return provider


@transaction.atomic
def unbind_provider(provider: SignInProvider, *, by: User | None) -> None:
    """Let a provider sign in nobody any more, sign out and forget whom it knew: bound anew, it begins anew."""
    require(by, RoleName.ADMINISTRATOR)
    known = SocialAccount.objects.filter(provider=provider.provider_id)
    for person in User.objects.filter(pk__in=known.values("user")).order_by("pk"):
        person.end_sessions()
        tell_of_change(person, AccountChange.DISCONNECTED)
    known.delete()
    log(
        instance=provider.organisation,
        action="exchange.organisation.unbind_provider",
        user=by,
        data={"provider": provider.provider_id},
    )
    provider.delete()


def open_providers(**of) -> list[SignInProvider]:
    """Return what opens accounts today, to be offered on the page for signing in."""
    providers = SignInProvider.objects.declared().filter(**of).select_related("organisation")
    return sorted((one for one in providers if one.may_sign_in()), key=str)


def providers_of(organisation) -> list[SignInProvider]:
    return open_providers(organisation=organisation) if organisation else []


def ways_in(person: User) -> list[tuple]:
    """Return the providers of somebody's organisation, each with whether it opens their account.

    What was connected and is offered no longer stands among them: it can be taken away.
    """
    connected = set(SocialAccount.objects.filter(user=person).values_list("provider", flat=True))
    offered = [] if works_for_platform(person) else providers_of(person.organisation)
    ways = [(one.provider_id, str(one), one.provider_id in connected) for one in offered]
    return ways + [(key, key, True) for key in sorted(connected - {key for key, _name, _is in ways})]


def works_for_platform(person: User) -> bool:
    """Say whether more than one organisation depends on this account: none of them alone opens it."""
    return person.is_superuser or person.is_staff or person.has_role(*PLATFORM_ROLES)


@transaction.atomic
def connect_account(person: User, provider: SignInProvider, *, uid: str) -> SocialAccount:
    """Tie one person at a provider to one account, for good: nobody else there opens it afterwards."""
    # One at a time for one account: two tabs tie it to one person at the provider.
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    known = SocialAccount.objects.filter(provider=provider.provider_id)
    if known.filter(user=person).exists():
        raise Refused(
            _("Your account is already connected to somebody at %(provider)s: disconnect it first.")
            % {"provider": provider}
        )
    try:
        with transaction.atomic():
            connection = SocialAccount.objects.create(user=person, provider=provider.provider_id, uid=uid)
    except IntegrityError as error:
        raise Refused(
            _("This person at %(provider)s is already connected to another account of the exchange.")
            % {"provider": provider}
        ) from error
    log(
        instance=person,
        action="exchange.account.connect_provider",
        user=person,
        data={"provider": provider.provider_id},
    )
    tell_of_change(person, AccountChange.CONNECTED)
    return connection


@transaction.atomic
def disconnect_account(person: User, provider_id: str) -> None:
    """Let a provider open this account no more, unless it is the only way in."""
    if not person.has_usable_password():
        raise Refused(
            _("Your account has no password yet: choose one first, or you could not sign in again.")
        )
    gone, _of_kinds = SocialAccount.objects.filter(user=person, provider=provider_id).delete()
    if gone:
        log(
            instance=person,
            action="exchange.account.disconnect_provider",
            user=person,
            data={"provider": provider_id},
        )
        tell_of_change(person, AccountChange.DISCONNECTED)
