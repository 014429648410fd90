"""Whole pages kept for visitors, for exactly as long as the database has not changed."""

from functools import partial

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

# The signed stamp of a feedback form lives a day; no page is kept so long that its form dies with it.
SECONDS = 60 * 60
# A query string is free text: what is longer is not worth a place.
LONGEST_ADDRESS = 300


def for_visitors(request, respond, *, still_open=None):
    """Return what `respond` answers; visitors get it from memory until anything is written anywhere.

    Whatever a page shows, of itself and from elsewhere, comes from the database: the same snapshot gives
    the same page. `still_open` is asked even then, so that tokens are checked at every request.
    """
    if not is_for_visitor(request) or is_in_transaction():
        return respond()
    key = f"page:{request.get_host()}{request.get_full_path()}"
    stamp = snapshot()
    kept = cache.get(key)
    if kept and kept[0] == stamp and (still_open is None or still_open()):
        response = HttpResponse(kept[1], content_type=kept[2])
    else:
        response = respond()
        if hasattr(response, "render"):
            response.render()
        if response.status_code == 200 and not response.cookies:
            cache.set(key, (stamp, response.content, response.headers["Content-Type"]), SECONDS)
    patch_vary_headers(response, ["Cookie"])
    return response


class KeptForVisitors:
    """A view whose page visitors get from memory while nothing changes."""

    def get(self, request, *args, **kwargs):
        return for_visitors(request, partial(super().get, request, *args, **kwargs))


def is_for_visitor(request) -> bool:
    """Say whether this request is like that of any other visitor."""
    personal = {settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name}
    return (
        request.method == "GET"
        and personal.isdisjoint(request.COOKIES)
        and "HX-Request" not in request.headers
        and len(request.get_full_path()) <= LONGEST_ADDRESS
    )


def is_in_transaction() -> bool:
    """Say whether the snapshot would hide what this very connection has written."""
    return connection.in_atomic_block


def snapshot() -> str:
    """Return what changes with every transaction that writes, and with the day."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_current_snapshot()::text")
        (transactions,) = cursor.fetchone()
    return f"{timezone.localdate()} {transactions}"
