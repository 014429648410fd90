"""What a machine of development shows beside the site: the messages that it would have sent, and its errors."""

from dataclasses import dataclass
from email import message_from_bytes, policy
from pathlib import Path

from csp.decorators import csp_exempt
from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import Http404
from django.utils.decorators import method_decorator
from django.views.defaults import bad_request, page_not_found
from django.views.generic import TemplateView

from exchange.traces.refusals import note_refusal

SEPARATOR = b"-" * 79 + b"\n"  # what Django's file backend puts after each message


@dataclass(frozen=True)
class SentMessage:
    """A message as its reader would see it."""

    sent: str
    sender: str
    recipients: str
    subject: str
    text: str


def sent_messages(folder: Path) -> list[SentMessage]:
    """Return the messages kept in a folder, the newest first."""
    messages = []
    for file in sorted(folder.glob("*.log"), reverse=True):
        parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
        messages += [read_message(part) for part in reversed(parts)]
    return messages


def read_message(raw: bytes) -> SentMessage:
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain", "html"))
    return SentMessage(
        sent=str(message["Date"]),
        sender=str(message["From"]),
        recipients=str(message["To"]),
        subject=str(message["Subject"]),
        text=body.get_content() if body else "",
    )


@method_decorator(csp_exempt(), name="dispatch")
class MailView(TemplateView):
    """Shows the messages of this machine, and only where no stranger can come."""

    template_name = "development/mail.html"

    def dispatch(self, request, *args, **kwargs):
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        messages = sent_messages(settings.EMAIL_FILE_PATH)
        return super().get_context_data(messages_sent=messages[:100], **kwargs)


class ErrorPagesMiddleware:
    """Show the pages for 400 and 404 that readers would see, where Django shows how addresses are made.

    Whatever fails in the code of the site still shows where.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # No view was found: it is Django that answered.
        if response.status_code == 404 and request.resolver_match is None:
            return page_not_found(request, Http404())
        return response

    def process_exception(self, request, error):
        note_refusal(request, error)
        if isinstance(error, Http404):
            return page_not_found(request, error)
        if isinstance(error, BadRequest | SuspiciousOperation):
            return bad_request(request, error)
        return None
