"""Letters about what changed how somebody signs in, or what somebody may do to everybody's accounts."""

import datetime as dt

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import RoleName, User
from exchange.tasks.letters import send_letter


class AccountChange(models.TextChoices):
    """What a person is told of each time, for it may have been somebody else."""

    PASSWORD = "password", _("your password was changed")
    APP_ADDED = "app_added", _("an authenticator app was set up")
    APP_REMOVED = "app_removed", _("your authenticator app was removed")
    KEY_ADDED = "key_added", _("a passkey or a key was added")
    KEY_REMOVED = "key_removed", _("a passkey or a key was removed")
    CODES = "codes", _("new recovery codes were made")
    CONNECTED = "connected", _("a sign-in provider was connected")
    DISCONNECTED = "disconnected", _("a sign-in provider was disconnected")
    ADMINISTRATOR = "administrator", _("you became an administrator")


def tell_of_change(user: User, change: AccountChange) -> None:
    """Write to a person once the change is committed, with the moment at which it was made."""
    at = timezone.now().isoformat()
    transaction.on_commit(lambda: mail_account_change.enqueue(user.pk, str(change), at))


def tell_of_new_administrator(user: User, *, by: User | None) -> None:
    """Write to whoever became an administrator, and to everybody who was one already."""
    tell_of_change(user, AccountChange.ADMINISTRATOR)
    at, named_by = timezone.now().isoformat(), by and by.pk
    is_one = Q(is_superuser=True) | Q(roles__name=RoleName.ADMINISTRATOR)
    others = User.objects.filter(is_one, is_active=True).exclude(pk=user.pk).distinct()
    keys = list(others.values_list("pk", flat=True))

    def tell():
        for key in keys:
            mail_new_administrator.enqueue(key, user.pk, named_by, at)

    transaction.on_commit(tell)


@task(queue_name="mail")
def mail_account_change(user_id: int, change: str, at: str) -> None:
    """Tell a person what changed in their account, and what to do if it was not them."""
    user = User.objects.filter(pk=user_id).select_related("organisation").first()
    if user is None or user.is_erased:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        context = {"change": change, "what": AccountChange(change).label, "at": dt.datetime.fromisoformat(at)}
        send_letter("account_change", user.email, context | ways_to_act())


@task(queue_name="mail")
def mail_new_administrator(reader_id: int, user_id: int, named_by: int | None, at: str) -> None:
    """Tell an administrator that there is another one, and who named them."""
    people = User.objects.select_related("organisation").in_bulk([reader_id, user_id, named_by or 0])
    reader, user, by = people.get(reader_id), people.get(user_id), people.get(named_by)
    if reader is None or user is None or not reader.is_active:
        return
    with translation.override(language_to_write_in(reader.language, reader.organisation)):
        context = {
            "person": user.shown_to(reader),
            "by": by and by.shown_to(reader),
            "is_own_doing": named_by == reader_id,
            "at": dt.datetime.fromisoformat(at),
            "link": settings.WAGTAILADMIN_BASE_URL + reverse("administrators"),
        }
        send_letter("new_administrator", reader.email, context | ways_to_act())


def ways_to_act() -> dict:
    """Return where somebody goes at once whose account another person has changed."""
    base = settings.WAGTAILADMIN_BASE_URL
    return {
        "password_link": base + reverse("account_reset_password"),
        "sessions_link": base + reverse("usersessions_list"),
        "secretariat": settings.SECRETARIAT_EMAIL,
    }
