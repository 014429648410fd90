"""What is answered while the database is away: a page that says so and when to come back, made without it."""

import logging
import sys
import threading
import time

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language, get_language_from_path, override
from django.views.defaults import server_error

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
NOTED_EVERY = 60.0
# What PostgreSQL says, by class: no connection, going down or coming up, no room for one more.
AWAY = ("08", "57P", "53")
LONGEST_CHAIN = 10


class Journal:
    """Says in the log that the database is away: once a minute, however many requests meet it."""

    def __init__(self):
        self.due, self.unsaid = 0.0, 0
        self.lock = threading.Lock()

    def note(self, error: Exception) -> None:
        with self.lock:
            self.unsaid += 1
            now = time.monotonic()
            if now < self.due:
                return
            self.due, number, self.unsaid = now + NOTED_EVERY, self.unsaid, 0
        logger.error(
            "The database does not answer: %s (requests refused since the last line: %s)", said(error), number
        )


journal = Journal()


def answer_error(request):
    """Answer what no view has caught, as the last handler of the site: 503 while the database is away."""
    if error := outage(sys.exc_info()[1]):
        return answer_outage(request, error)
    return server_error(request)


def answer_outage(request, error: Exception) -> HttpResponse:
    journal.note(error)
    with override(get_language_from_path(request.path_info) or get_language()):
        response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    add_never_cache_headers(response)
    # Django would write one line and one trace for each request.
    response._has_been_logged = True
    return response


def outage(error: BaseException | None) -> Exception | None:
    """Return what the database said if it is away, wherever in the chain of causes it stands."""
    for _ in range(LONGEST_CHAIN):
        if error is None:
            return None
        if is_away(error):
            return error
        error = error.__cause__ or error.__context__
    return None


def is_away(error: BaseException) -> bool:
    """Tell a database that is away from one that refuses a statement, as after a deadlock."""
    if isinstance(error, InterfaceError):
        return "connection" in str(error)
    state = getattr(error.__cause__, "sqlstate", None)
    return isinstance(error, OperationalError) and (state is None or state.startswith(AWAY))


def said(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
