"""What appears and goes at a moment that somebody chose before.

The right to publish is asked again at that moment: between choosing and appearing an account may have been
closed, a role taken away, a body suspended.
"""

import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Revision

from exchange.models import TranslatedPage

logger = logging.getLogger(__name__)


def publish_due() -> int:
    """Publish what was to appear by now, and return how much it was; one that fails holds up no other."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by(
        "approved_go_live_at", "pk"
    )
    return sum(_each(_publish, due.values_list("pk", flat=True)))


def expire_due() -> int:
    """Take off what was to go by now, and return how much it was."""
    over = TranslatedPage.objects.filter(live=True, expire_at__lte=timezone.now()).order_by("expire_at", "pk")
    return sum(_each(_expire, over.values_list("pk", flat=True)))


def _each(act, pks):
    for pk in list(pks):
        try:
            with transaction.atomic():
                yield act(pk)
        except Exception:
            logger.exception("%s of %s failed, and is tried again", act.__name__.strip("_"), pk)


def _publish(pk: int) -> bool:
    waiting = Revision.objects.filter(approved_go_live_at__lte=timezone.now())
    revision = waiting.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if revision is None:  # another worker has it
        return False
    page = TranslatedPage.objects.select_for_update(of=("self",)).get(pk=revision.object_id).specific
    if reason := why_held(page, revision.user):
        return hold(page, revision, reason)
    try:
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError as error:
        return hold(page, revision, f"invalid: {', '.join(error.message_dict)}")
    return True


def why_held(page, user) -> str:
    """Return what keeps a page from appearing though it was planned, or nothing."""
    if not page.can_be_scheduled():
        return "never scheduled"
    if user is not None and not page.permissions_for_user(user).can_publish():
        return "no right to publish any more"
    return ""


def hold(page, revision, reason: str) -> bool:
    """Let a page stay a draft; whoever may publish it finds it, with the reason in its history."""
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    log(instance=page, action="exchange.publication.hold", revision=revision, data={"reason": reason})
    logger.warning("Page %s was to be published now and stays a draft: %s", page.pk, reason)
    return False


def _expire(pk: int) -> bool:
    over = TranslatedPage.objects.filter(live=True, expire_at__lte=timezone.now())
    page = over.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    page = page and page.specific
    if page is None or not page.can_be_scheduled():
        return False
    page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True
