"""« Votre avis nous intéresse »: what a reader tells the authors of a page, and who gets it."""

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils import timezone, translation
from wagtail.log_actions import log

from exchange.audiences import EDITORIAL, MEMBERS, PUBLIC
from exchange.models import Feedback, OrganisationPage, SharedPage
from exchange.models.articles import TextPage
from exchange.tasks import mail_feedback
from exchange.viewers import viewer_of


class TooManyMessages(Exception):
    """This sender has sent enough for an hour."""


def accepts_feedback(page) -> bool:
    """Say whether readers may write about this page: it is published, and somebody answers for it."""
    if isinstance(page, SharedPage):
        return page.is_published
    return page.live and isinstance(page, TextPage | OrganisationPage)


@transaction.atomic
def send_feedback(page, *, message: str, email: str, digest: str) -> Feedback:
    """Keep a reader's message and pass it on to whoever answers for the page."""
    # Two messages at the same moment are counted one after the other.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [digest])
    recent = Feedback.objects.of_sender_since(digest, timezone.now() - timedelta(hours=1))
    if same := recent.filter(page=page.pk, message=message, email=email).first():
        return same  # sent twice: it is here already, and was passed on
    refuse_too_many(recent, page, message)
    feedback = Feedback.objects.create(
        page_id=page.pk,
        organisation=body_of(page),
        message=message,
        email=email,
        language=translation.get_language(),
        sender_digest=digest,
    )
    if to := recipient_of(page):
        transaction.on_commit(partial(mail_feedback.enqueue, feedback.pk, to))
    return feedback


def refuse_too_many(recent, page, message: str) -> None:
    """Refuse what no person sends within an hour.

    Colleagues share an address: one form and one text are counted first, and the address generously.
    """
    if (
        recent.filter(page=page.pk).count() >= settings.FEEDBACK_PER_PAGE
        or recent.filter(message=message).count() >= settings.FEEDBACK_OF_ONE_TEXT
        or recent.count() >= settings.FEEDBACK_PER_NETWORK
    ):
        raise TooManyMessages


@transaction.atomic
def handle_feedback(feedback: Feedback, *, by) -> None:
    """Note that somebody took care of a message."""
    feedback = lock_for(feedback, by)
    if feedback.handled_at:
        return
    feedback.handled_at = timezone.now()
    feedback.handled_by = by
    feedback.save(update_fields=["handled_at", "handled_by"])
    log(feedback, "exchange.feedback.handle", user=by)


@transaction.atomic
def reopen_feedback(feedback: Feedback, *, by) -> None:
    """Put a message back among those that wait for somebody."""
    feedback = lock_for(feedback, by)
    if not feedback.handled_at:
        return
    feedback.handled_at = feedback.handled_by = None
    feedback.save(update_fields=["handled_at", "handled_by"])
    log(feedback, "exchange.feedback.reopen", user=by)


def lock_for(feedback: Feedback, user) -> Feedback:
    if not Feedback.objects.readable_by(viewer_of(user)).filter(pk=feedback.pk).exists():
        raise PermissionDenied
    return Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)


def antenna_of(page):
    """Return the contact point that a page names, else the first one of its body that has an address."""
    antenna = getattr(page, "contact_antenna", None) or getattr(page, "antenna", None)
    if antenna is not None and antenna.email:
        return antenna
    body = getattr(page, "organisation", None)
    return body.antennas.exclude(email="").order_by("pk").first() if body is not None else None


def body_of(page):
    antenna = getattr(page, "antenna", None)
    return getattr(page, "organisation", None) or (antenna.organisation if antenna else None)


def recipient_of(page) -> str:
    """Return the functional address to write to; the secretariat hears only of pages that it may read."""
    if antenna := antenna_of(page):
        return antenna.email
    readable = not {PUBLIC, MEMBERS, EDITORIAL}.isdisjoint(page.tokens)
    return settings.SECRETARIAT_EMAIL if readable else ""
