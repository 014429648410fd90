"""Words that brought nothing: what sheets or notions are missing, and nobody who asked."""

import re
from functools import partial

from django.core.cache import cache
from django.utils.crypto import salted_hmac

from exchange.senders import client_address, daily_digest
from search import analysis
from search.afterwards import afterwards
from search.models import Unanswered
from search.queries import SearchQuery

SHORTEST, LONGEST = 3, 80
# The same words from the same place count once an hour; that is remembered in memory only.
ONCE_IN = 60 * 60
# What may name somebody: addresses of mail, telephone and file numbers, number plates of both shores.
PERSONAL = re.compile(
    r"@|(?:\d[\s./()+-]*){5}|\b(?:\d-?)?[a-z]{2,3}[\s-]?\d{3}\b|\b\d{3}[\s-]?[a-z]{3}\b|\b[a-z]\d{2}[\s-]?[a-z]{3}\b"
)


def note(request, query: SearchQuery) -> None:
    """Count a question without result, once its answer is sent.

    The words of people who are signed in count, but are never kept: only those of visitors are.
    """
    words = readable(query.text)
    if len(words) < SHORTEST or PERSONAL.search(words) or query.page > 1 or any(query.filters.values()):
        return
    digest = salted_hmac("search.unanswered", f"{query.language} {words}").hexdigest()
    asked_before = daily_digest("search.unanswered", f"{client_address(request)} {digest}")
    if cache.add(f"unanswered:{asked_before}", True, ONCE_IN):
        shown = words if request.viewer.is_visitor else ""
        afterwards(partial(Unanswered.objects.note, digest=digest, language=query.language, words=shown))


def readable(text: str) -> str:
    """Return a question without what tells one way of typing it from another."""
    return " ".join(analysis.fold(analysis.clean(text)).split())[:LONGEST]
