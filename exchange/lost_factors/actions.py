"""What two administrators do together about a second factor that was lost."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from exchange.accounts.factors import factors_of, has_factor
from exchange.models import FactorRemoval, Invitation, RoleName, User
from exchange.refusal import Refused
from exchange.tasks import mail_factor_removal


def may_remove_factors(user: User) -> bool:
    """Say whether this person is an administrator who has a second factor of their own."""
    is_administrator = user.is_superuser or user.has_role(RoleName.ADMINISTRATOR)
    return user.is_active and is_administrator and has_factor(user)


def was_named_lately(user: User) -> bool:
    """Say whether another administrator made this person one only lately: the two may be one and the same.

    Whom the console of the server named has not been named by one of them.
    """
    since = timezone.now() - settings.FACTOR_REMOVAL_STANDING
    role = RoleName.ADMINISTRATOR
    changes = ModelLogEntry.objects.for_instance(user).filter(
        action="exchange.role.change", user__isnull=False, timestamp__gt=since, data__roles__contains=role
    )
    invitations = Invitation.objects.filter(
        email__iexact=user.email, invited_by__isnull=False, accepted_at__gt=since, roles__contains=[role]
    )
    return changes.exclude(data__roles_before__contains=role).exists() or invitations.exists()


@transaction.atomic
def ask_for_removal(person: User, *, reason: str, by: User) -> FactorRemoval:
    """Ask another administrator to take away every second factor of a person, and tell the person so."""
    person = lock(person)
    refuse(person, by=by)
    if not reason.strip():
        raise Refused(_("Say how you know that it is this person who asks."))
    if FactorRemoval.objects.open().filter(person=person).exists():
        raise Refused(_("This has already been requested: it is waiting for another administrator."))
    removal = FactorRemoval.objects.create(person=person, reason=reason.strip(), asked_by=by)
    log(instance=person, action="exchange.account.ask_removal", user=by, data={"reason": removal.reason})
    transaction.on_commit(partial(mail_factor_removal.enqueue, removal.pk, is_done=False))
    return removal


@transaction.atomic
def confirm_removal(removal: FactorRemoval, *, by: User) -> None:
    """Take the factors away: the person signs in by what is left, and sets up another factor first of all."""
    person = lock(removal.person)
    removal = FactorRemoval.objects.select_for_update().get(pk=removal.pk)
    refuse(person, by=by)
    if not removal.is_open:
        raise Refused(_("This request is already closed."))
    if removal.asked_by_id == by.pk:
        raise Refused(_("You requested this yourself: another administrator confirms it."))
    if not may_remove_factors(removal.asked_by):
        raise Refused(_("The person who requested it is no longer an administrator: request it again."))
    kinds = sorted(factors_of(person))
    Authenticator.objects.filter(user=person).delete()
    person.end_sessions()
    removal.confirmed_by, removal.confirmed_at = by, timezone.now()
    removal.save(update_fields=["confirmed_by", "confirmed_at"])
    log(
        instance=person,
        action="exchange.account.lose_factor",
        user=by,
        data={"asked_by": removal.asked_by_id, "types": kinds},
    )
    transaction.on_commit(partial(mail_factor_removal.enqueue, removal.pk, is_done=True))


@transaction.atomic
def withdraw_removal(removal: FactorRemoval, *, by: User) -> None:
    """Let a request drop; any administrator may, and the person whom it is about."""
    removal = FactorRemoval.objects.select_for_update().get(pk=removal.pk)
    if not (may_remove_factors(by) or by.pk == removal.person_id):
        raise Refused(_("Only an administrator can do this."))
    if not removal.is_open:
        raise Refused(_("This request is already closed."))
    removal.withdrawn_at = timezone.now()
    removal.save(update_fields=["withdrawn_at"])
    log(instance=removal.person, action="exchange.account.drop_removal", user=by)


def lock(person: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=person.pk)


def refuse(person: User, *, by: User) -> None:
    if not may_remove_factors(by):
        raise Refused(_("This takes two administrators, each with a second factor of their own."))
    if was_named_lately(by):
        raise Refused(
            _(
                "You became an administrator less than %(days)s days ago: somebody who has been one for longer does this."
            )
            % {"days": settings.FACTOR_REMOVAL_STANDING.days}
        )
    if person.pk == by.pk:
        raise Refused(_("Nobody removes their own second factor here: two other administrators do."))
    if not factors_of(person):
        raise Refused(_("This person has no second factor."))
