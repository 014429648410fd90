"""What an administrator changes about a person who already has an account."""

import datetime as dt
from functools import partial

from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.dates import months_later
from exchange.models import Membership, Move, Role, RoleName, User
from exchange.models.memberships import REGISTERED_STATES
from exchange.models.people import BODY_ROLES, PLATFORM_ROLES
from exchange.refusal import Refused
from exchange.tasks import mail_former_member, mail_unused_account
from exchange.tasks.accounts import AccountChange, tell_of_change, tell_of_new_administrator


def roles_given_by(user: User) -> frozenset[str]:
    """Return the roles that this person may give and take."""
    if user.is_superuser or user.has_role(RoleName.ADMINISTRATOR):
        return frozenset(RoleName)
    return BODY_ROLES if user.has_role(RoleName.ORGANISATION_ADMINISTRATOR) else frozenset()


@transaction.atomic
def update_person(person: User, *, name: str, language: str, roles, is_active: bool, by: User) -> User:
    """Change what a person is called and may do; closing an account ends its sessions at once."""
    person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    roles = frozenset(roles)
    before = frozenset(person.roles.values_list("name", flat=True))
    refuse(person, roles=roles, before=before, is_active=is_active, by=by)
    was_active = person.is_active
    person.name, person.language, person.is_active = name, language, is_active
    if is_active and not was_active:
        person.reopened_at = timezone.now()
    person.save(update_fields=["name", "language", "is_active", "reopened_at"])
    person.roles.exclude(name__in=roles).delete()
    Role.objects.bulk_create(Role(user=person, name=role) for role in sorted(roles - before))
    if (roles - before) & PLATFORM_ROLES:
        disconnect_providers(person)
    if RoleName.ADMINISTRATOR in roles - before:
        tell_of_new_administrator(person, by=by)
    log_changes(person, roles=roles, before=before, was_active=was_active, by=by)
    return person


def disconnect_providers(person) -> None:
    """Take the sign-in of their organisation from whoever works for the platform now, and what it has opened."""
    gone, _of_kinds = SocialAccount.objects.filter(user=person).delete()
    if gone:
        person.end_sessions()
        log(instance=person, action="exchange.account.disconnect_provider")
        tell_of_change(person, AccountChange.DISCONNECTED)


def log_changes(person, *, roles, before, was_active, by) -> None:
    """Write a line for each thing that changed, so that each is found under its own name."""
    actions = {
        "exchange.role.change": roles != before,
        "exchange.account.close": was_active and not person.is_active,
        "exchange.account.reopen": person.is_active and not was_active,
    }
    data = {"roles": sorted(roles), "roles_before": sorted(before)}
    for action in [name for name, happened in actions.items() if happened] or ["wagtail.edit"]:
        log(instance=person, action=action, user=by, data=data if action == "exchange.role.change" else {})


@transaction.atomic
def close_unused_accounts(today: dt.date) -> list[User]:
    """Close what nobody used for a year, and warn those whose eleventh month has just ended.

    Returns the closed accounts and the warned ones; to be called once a day.
    """
    months = settings.UNUSED_ACCOUNT_MONTHS
    people = User.objects.filter(is_active=True).annotate(
        used_at=Greatest("last_login", "joined_at", "reopened_at")
    )
    unused = people.filter(used_at__date__lt=months_later(today, -months)).select_for_update(of=("self",))
    closed = close(unused, reason="unused")
    day = months_later(today, 1 - months)
    warned = list(people.filter(used_at__date__lt=day, used_at__date__gte=day - dt.timedelta(days=1)))
    for user in (*closed, *warned):
        transaction.on_commit(partial(mail_unused_account.enqueue, user.pk))
    return [*closed, *warned]


@transaction.atomic
def close_accounts_of_former_members(today: dt.date) -> list[User]:
    """Close the accounts of bodies that left, once their people had the time to fetch what is theirs.

    Returns the closed accounts, and those whose body has just left; to be called once a day. From the end of
    the membership on they read what everybody reads, and what is their own body's. Who works for the
    platform too, and whom an administrator let in again, is for an administrator to close.
    """
    end = today - dt.timedelta(days=settings.LEAVERS_ACCOUNT_DAYS)
    people = people_of_former_members(today)
    over = people.filter(left_on__lt=end).filter(
        Q(reopened_at__isnull=True) | Q(reopened_at__date__lte=F("left_on"))
    )
    closed = close(User.objects.filter(pk__in=[user.pk for user in over]), reason="body left")
    told = list(people.filter(left_on=today - dt.timedelta(days=1)))
    for user in (*closed, *told):
        transaction.on_commit(partial(mail_former_member.enqueue, user.pk))
    return [*closed, *told]


def people_of_former_members(today: dt.date):
    """Return the open accounts of bodies whose last membership has ended, with the day of its end.

    Whoever may follow to a successor has a notice of their own.
    """
    places = Membership.objects.filter(organisation=OuterRef("organisation"))
    offers = Move.objects.filter(person=OuterRef("pk"), former=OuterRef("organisation"), is_succession=True)
    return (
        User.objects.filter(is_active=True, organisation__memberships__left_on__lte=today)
        .exclude(Exists(places.filter(state__in=REGISTERED_STATES)))
        .exclude(Exists(offers))
        .exclude(roles__name__in=PLATFORM_ROLES)
        .annotate(left_on=Max("organisation__memberships__left_on"))
    )


def close(people, *, reason: str) -> list[User]:
    closed = list(people.select_for_update(of=("self",)))
    for user in closed:
        user.is_active = False
        user.save(update_fields=["is_active"])
        log(instance=user, action="exchange.account.close", data={"reason": reason})
    return closed


def refuse(person, *, roles, before, is_active, by) -> None:
    if not (roles ^ before) <= roles_given_by(by):
        raise Refused(_("You may not give or take one of these roles."))
    if roles & BODY_ROLES and person.organisation_id is None:
        raise Refused(_("For a role in an organisation, choose the organisation."))
    is_administrator = by.is_superuser or by.has_role(RoleName.ADMINISTRATOR)
    if not is_administrator and (before & PLATFORM_ROLES or person.organisation_id != by.organisation_id):
        raise Refused(_("You change the people of your own organisation only."))
    keeps_own_role = RoleName.ADMINISTRATOR in roles or RoleName.ADMINISTRATOR not in before
    if person.pk == by.pk and not (is_active and keeps_own_role):
        raise Refused(_("You cannot close your own account; ask another administrator."))
