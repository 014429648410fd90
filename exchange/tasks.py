"""What the exchange does by itself, whatever the app."""

from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from exchange.languages import LANGUAGES
from exchange.models import FailedSignIn, Feedback
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
    languages = feedback.organisation.languages if feedback.organisation else []
    language = next((code for code in languages if code in LANGUAGES), settings.LANGUAGE_CODE)
    with translation.override(language):
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
