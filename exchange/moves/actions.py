"""A person goes over to another organisation: offered there, confirmed by the person, and by nobody else."""

import datetime as dt
from functools import partial

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.clocks import today_everywhere, today_of
from exchange.models import Invitation, Move, Role, RoleName, User
from exchange.models.people import BODY_ROLES, PLATFORM_ROLES
from exchange.people import close, disconnect_providers
from exchange.placement import is_service_address, refuse_placement
from exchange.refusal import Refused
from exchange.tasks import mail_former_member, mail_move, mail_move_done


@transaction.atomic
def offer_move(person: User, *, organisation, roles, email: str, by: User) -> Move:
    """Offer a person a place in another organisation, at a service address that it gives them.

    Its administrator does it, or one of the platform. Nothing changes until the person confirms.
    """
    person = lock(person)
    roles, email = frozenset(roles), email.strip().lower()
    refuse_placement(by, organisation, roles)
    refuse_person(person, organisation, by)
    if not roles:
        raise Refused(_("Choose what the person may do in the new organisation."))
    if roles & PLATFORM_ROLES:
        raise Refused(_("A move gives roles in the organisation only."))
    if not organisation.takes_in_people():
        raise Refused(_("This organisation accepts nobody new now: its membership is suspended or over."))
    refuse_address(email, person, organisation)
    return keep(person, organisation, roles, email=email, by=by)


def offer_succession(person: User, *, successor, roles, by: User | None) -> Move:
    """Offer a person of a body that was replaced to follow to its successor, within the notice."""
    return keep(lock(person), successor, frozenset(roles) & BODY_ROLES, by=by, is_succession=True)


def keep(person, organisation, roles, *, email="", by, is_succession=False) -> Move:
    Move.objects.unanswered().filter(person=person).update(withdrawn_at=timezone.now())
    days = settings.LEAVERS_ACCOUNT_DAYS if is_succession else settings.MOVE_DAYS
    move = Move.objects.create(
        person=person,
        former_id=person.organisation_id,
        organisation=organisation,
        roles=sorted(roles),
        email=email,
        is_succession=is_succession,
        offered_by=by,
        answer_until=today_of(organisation) + dt.timedelta(days=days),
    )
    data = {"roles": sorted(roles), "organisation": organisation.pk}
    log(instance=person, action="exchange.move.offer", user=by, data=data)
    transaction.on_commit(partial(mail_move.enqueue, move.pk))
    return move


def lock(person: User) -> User:
    people = User.objects.select_for_update(of=("self",)).select_related("organisation")
    return people.get(pk=person.pk)


def refuse_person(person, organisation, by) -> None:
    if not person.is_active or person.organisation_id is None:
        raise Refused(_("This account is closed, or belongs to no organisation: invite the person instead."))
    if person.organisation_id == organisation.pk:
        raise Refused(_("This person belongs to the organisation already."))
    platform = person.is_superuser or person.has_role(*PLATFORM_ROLES)
    if platform and not (by.is_superuser or by.has_role(RoleName.ADMINISTRATOR)):
        raise Refused(_("This person also works for the platform: an administrator of the platform decides."))


def refuse_address(email, person, organisation) -> None:
    if not is_service_address(email, organisation):
        raise Refused(
            _("This is not a service address of this organisation: those end in %(domains)s.")
            % {"domains": ", ".join(f"@{name}" for name in organisation.email_domains) or "–"}
        )
    if User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists():
        raise Refused(_("This address belongs to another account."))


def why_closed(move: Move) -> str:
    """Return why an offer holds no longer, or nothing; asked whenever it is opened and confirmed."""
    if not move.is_open:
        return _("It was answered already, taken back, or is too old.")
    if move.person.organisation_id != move.former_id:
        return _("You belong to another organisation meanwhile.")
    if not move.organisation.takes_in_people():
        return _("%(organisation)s accepts nobody new at the moment: ask the secretariat.") % {
            "organisation": move.organisation
        }
    if move.is_succession:
        return ""
    try:
        if move.offered_by is None or not move.offered_by.is_active:
            return _("Whoever offered it may no longer do so: ask for another offer.")
        refuse_placement(move.offered_by, move.organisation, frozenset(move.roles))
        refuse_address(move.email, move.person, move.organisation)
    except Refused as refusal:
        return str(refusal)
    return ""


@transaction.atomic
def confirm_move(move: Move, *, by: User) -> User:
    """Go over: the roles of the old organisation end, and what the person wrote stays with it."""
    person = lock(by)
    move = own(move, person)
    former_roles = sorted(person.roles.filter(name__in=BODY_ROLES).values_list("name", flat=True))
    former_email = person.email
    person.roles.filter(name__in=BODY_ROLES).delete()
    Role.objects.bulk_create(Role(user=person, name=name) for name in move.roles)
    person.organisation = move.organisation
    # A year begins anew, and no end of the old organisation closes this account.
    person.reopened_at = timezone.now()
    if move.email:
        person.email = move.email
        EmailAddress.objects.filter(user=person).delete()
    person.save(update_fields=["organisation", "email", "reopened_at"])
    # The provider of the old organisation signs in its own people only.
    disconnect_providers(person)
    Invitation.objects.filter(email__iexact=person.email).open_or_expired().update(
        withdrawn_at=timezone.now()
    )
    move.confirmed_at = timezone.now()
    move.save(update_fields=["confirmed_at"])
    log(
        instance=person,
        action="exchange.move.confirm",
        user=person,
        data={
            "before": move.former_id,
            "after": move.organisation_id,
            "roles": sorted(move.roles),
            "roles_before": former_roles,
        },
    )
    transaction.on_commit(partial(mail_move_done.enqueue, move.pk, former_email))
    return person


@transaction.atomic
def decline_move(move: Move, *, by: User) -> None:
    """Stay where one is; after a merger the account closes at the end of its notice."""
    person = lock(by)
    move = own(move, person)
    move.declined_at = timezone.now()
    move.save(update_fields=["declined_at"])
    log(instance=person, action="exchange.move.decline", user=person)


def own(move, person) -> Move:
    """Return an offer as it stands, for the one person who may answer it."""
    if move.person_id != person.pk:
        raise Refused(_("This is for another account: sign in with that one."))
    locked = Move.objects.select_for_update(of=("self",))
    move = locked.select_related("person", "organisation", "former", "offered_by").get(pk=move.pk)
    if reason := why_closed(move):
        raise Refused(reason)
    return move


@transaction.atomic
def withdraw_move(move: Move, *, by: User) -> None:
    """Take an offer back before the person has answered."""
    lock(move.person)
    move = Move.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=move.pk)
    refuse_placement(by, move.organisation, frozenset(move.roles))
    if not move.is_open:
        raise Refused(_("This offer is closed already."))
    move.withdrawn_at = timezone.now()
    move.save(update_fields=["withdrawn_at"])
    log(instance=move.person, action="exchange.move.withdraw", user=by)


@transaction.atomic
def close_who_did_not_follow(today: dt.date | None = None) -> list[User]:
    """Close the accounts of bodies that were replaced whose people did not follow within the notice.

    Who works for the platform too is for an administrator to close.
    """
    today = today or today_everywhere()
    over = Move.objects.filter(is_succession=True, confirmed_at=None, answer_until__lt=today)
    people = User.objects.filter(is_active=True).exclude(roles__name__in=PLATFORM_ROLES)
    left = [
        move.person_id
        for move in over.select_related("person")
        if move.person.organisation_id == move.former_id and not was_let_in_again(move)
    ]
    closed = close(people.filter(pk__in=left), reason="did not follow")
    for user in closed:
        transaction.on_commit(partial(mail_former_member.enqueue, user.pk))
    return closed


def was_let_in_again(move: Move) -> bool:
    """Say whether an administrator has opened the account anew since the offer: it is theirs to close."""
    return move.person.reopened_at is not None and move.person.reopened_at > move.offered_at
