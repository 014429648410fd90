"""What is left of a person who goes: a number and a body; what the body offered stays."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import log
from wagtail.users.models import UserProfile

from exchange.models import Feedback, Invitation, Move, RoleName, UnsavedInput, User
from exchange.models.people import ERASED_DOMAIN
from exchange.refusal import Refused

UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def erase_own_account(person: User) -> None:
    """Let a person go at once, and for good; the line in the log keeps the number only."""
    with transaction.atomic():
        person = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
        if reason := what_holds(person):
            raise Refused(reason)
        log(instance=person, action="exchange.data.erase", user=person, data={"reason": "own wish"})
        anonymise(person)


def what_holds(person: User) -> str:
    """Return why an account cannot go yet, or nothing."""
    administrators = User.objects.filter(is_active=True).filter(
        Q(roles__name=RoleName.ADMINISTRATOR) | Q(is_superuser=True)
    )
    is_administrator = person.is_superuser or person.has_role(RoleName.ADMINISTRATOR)
    if is_administrator and not administrators.exclude(pk=person.pk).exists():
        return _("You are the last administrator: give the role to somebody else first.")
    if number := person.assignments.open().count():
        return ngettext(
            "%(number)s review is waiting for you: give your opinion or decline first.",
            "%(number)s reviews are waiting for you: give your opinion or decline first.",
            number,
        ) % {"number": number}
    return ""


@transaction.atomic
def anonymise(person: User) -> None:
    """Take name, address and everything of the account away; what others refer to stays, as a number."""
    email = person.email
    for session in UserSession.objects.filter(user=person):
        session.end()
    for model in (Authenticator, EmailAddress, SocialAccount, UnsavedInput, UserProfile):
        model.objects.filter(user=person).delete()
    Move.objects.filter(person=person).delete()
    person.roles.all().delete()
    person.groups.clear()
    person.user_permissions.clear()
    Invitation.objects.filter(email__iexact=email).delete()
    Feedback.objects.filter(email__iexact=email).update(email="")
    forget_letters_to(email)
    person.email, person.name, person.language = f"{person.pk}@{ERASED_DOMAIN}", "", ""
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.closed_at = person.closed_at or timezone.now()
    person.set_unusable_password()
    person.save()


def forget_letters_to(email: str) -> None:
    """Remove finished tasks that name the address; those to come find an account without one."""
    finished = DBTaskResult.objects.exclude(status__in=UNFINISHED).annotate(
        words=Cast("args_kwargs", TextField())
    )
    finished.filter(Q(words__icontains=email) | Q(traceback__icontains=email)).delete()
