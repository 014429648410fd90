"""What an administrator changes about a person who already has an account."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.models import Role, RoleName, User
from exchange.models.people import BODY_ROLES, PLATFORM_ROLES
from exchange.refusal import Refused


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
    person.save(update_fields=["name", "language", "is_active"])
    person.roles.exclude(name__in=roles).delete()
    Role.objects.bulk_create(Role(user=person, name=role) for role in sorted(roles - before))
    log(
        instance=person,
        action="wagtail.edit",
        user=by,
        data={
            "roles": sorted(roles),
            "roles_before": sorted(before),
            "active": is_active,
            "active_before": was_active,
        },
    )
    return person


def refuse(person, *, roles, before, is_active, by) -> None:
    if not (roles ^ before) <= roles_given_by(by):
        raise Refused(_("You may not give or take one of these roles."))
    if roles & BODY_ROLES and person.organisation_id is None:
        raise Refused(_("A role for a body needs the body."))
    is_administrator = by.is_superuser or by.has_role(RoleName.ADMINISTRATOR)
    if not is_administrator and (before & PLATFORM_ROLES or person.organisation_id != by.organisation_id):
        raise Refused(_("You change the people of your own body only."))
    keeps_own_role = RoleName.ADMINISTRATOR in roles or RoleName.ADMINISTRATOR not in before
    if person.pk == by.pk and not (is_active and keeps_own_role):
        raise Refused(_("You can not close your own account; ask another administrator."))
