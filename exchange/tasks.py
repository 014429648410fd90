"""What the exchange does by itself, whatever the app."""

from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from exchange.languages import language_to_write_in
from exchange.models import FailedSignIn, Feedback, Invitation, User
from exchange.schedule import LONGEST_INTERVAL, every

KEEP_FAILED = timedelta(days=60)


@every(days=1)
@task()
def prune_finished_tasks() -> int:
    """Forget what is done; what failed is kept longer, for whoever looks into it."""
    now = timezone.now()
    # Twice the longest interval: the last row of what recurs must outlive it.
    done = DBTaskResult.objects.filter(
        status=TaskResultStatus.SUCCESSFUL, finished_at__lt=now - 2 * LONGEST_INTERVAL
    )
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED, finished_at__lt=now - KEEP_FAILED)
    return done.delete()[0] + failed.delete()[0]


@every(days=1)
@task()
def clear_expired_sessions() -> None:
    """Remove the sessions of people who left long ago."""
    call_command("clearsessions")


@task(queue_name="mail")
def mail_feedback(feedback_id: int, to: str) -> None:
    """Pass a reader's message on, in the first language of the body that gets it."""
    feedback = Feedback.objects.select_related("page", "organisation").filter(pk=feedback_id).first()
    if feedback is None:
        return
    page = feedback.page.specific
    with translation.override(language_to_write_in("", feedback.organisation)):
        context = {
            "feedback": feedback,
            "page": page,
            "address": page.get_full_url() or "",
            "list_address": settings.WAGTAILADMIN_BASE_URL + reverse("feedback:index"),
        }
        subject = " ".join(render_to_string("emails/feedback_subject.txt", context).split())
        body = render_to_string("emails/feedback.txt", context)
    EmailMessage(subject, body, to=[to], reply_to=[feedback.email] if feedback.email else None).send()


@every(days=1)
@task()
def forget_failed_sign_ins() -> int:
    """Remove the attempts of other days: their digests mean nothing any more."""
    return FailedSignIn.objects.before(timezone.now() - timedelta(days=1)).delete()[0]


@task(queue_name="mail")
def mail_invitation(invitation_id: int) -> None:
    """Write to a person that their body invites, in their language; the link is made here, and kept nowhere."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by").filter(pk=invitation_id).first()
    )
    if invitation is None or not invitation.is_open:
        return
    with translation.override(language_to_write_in(invitation.language, invitation.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("invitation", kwargs={"token": invitation.token})
        send_letter("invitation", invitation.email, {"invitation": invitation, "link": link})


@task(queue_name="mail")
def mail_password_reset(user_id: int) -> None:
    """Send a person the link to choose another password; made here, and kept nowhere."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        address = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
        )
        send_letter("password_reset", user.email, {"link": settings.WAGTAILADMIN_BASE_URL + address})


@every(days=1)
@task()
def mind_unused_accounts() -> None:
    """Warn who has not signed in for eleven months, and close an account after twelve."""
    call_command("close_unused_accounts")


@task(queue_name="mail")
def mail_unused_account(user_id: int) -> None:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        send_letter(
            "unused_account",
            user.email,
            {"user": user, "link": settings.WAGTAILADMIN_BASE_URL + reverse("login")},
        )


def send_letter(name: str, to: str, context: dict) -> None:
    context = {"site_name": settings.SITE_NAME, **context}
    subject, _blank, body = render_to_string(f"emails/{name}.txt", context).strip().partition("\n")
    EmailMessage(" ".join(subject.split()), body.strip() + "\n", to=[to]).send()
