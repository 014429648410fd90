"""Requests that no screen of the exchange makes: who is signed in and sends one leaves a line in the log."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

ACTION = "exchange.account.refused"
# A screen that is left open, or a script, asks again and again: the log needs to know it once.
PAUSE = dt.timedelta(hours=1)


def note_refusal(request, error: Exception) -> None:
    """Write down that a person's request was refused: the name of the address, nothing that was sent."""
    if request.method != "POST" or not isinstance(error, PermissionDenied | SuspiciousOperation):
        return
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return
    match = request.resolver_match
    data = {"address": match.view_name if match else ""}
    lines = ModelLogEntry.objects.for_instance(request.user).filter(action=ACTION, data=data)
    if not lines.filter(timestamp__gt=timezone.now() - PAUSE).exists():
        log(instance=request.user, action=ACTION, user=request.user, data=data)
