"""Whole pages kept for readers with the same tokens, exactly as long as nothing they may show has changed.

A trigger on every table notes each transaction that writes, in `exchange_change`; what is noted there is
what this process sees as committed. New tables are watched by themselves, after they are migrated.
"""

from functools import partial
from hashlib import sha256

from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.session import SessionStorage
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.safestring import mark_safe

# The signed stamp of a feedback form lives a day; no page is kept so long that its form dies with it.
SECONDS = 60 * 60
# A query string is free text: what is longer is not worth a place.
LONGEST_ADDRESS = 300
KEPT_HEADERS = ("Content-Type", "Vary")

# What alone on a page is of one reader, and where it stands: nobody can write that into a text.
ACCOUNT = "components/account.html"
ROOM = f"<!--{salted_hmac('exchange.caching', ACCOUNT).hexdigest()}-->".encode()

# No page shows them to a visitor, and they change while people merely work.
UNSEEN_APPS = frozenset(
    {
        "auth",
        "contenttypes",
        "django_tasks_database",
        "sessions",
        "wagtailadmin",
        "wagtailsearch",
        "wagtailusers",
    }
)
UNSEEN_MODELS = frozenset(
    {
        "exchange.assignment",
        "exchange.dispute",
        "exchange.disputeentry",
        "exchange.dutynotice",
        "exchange.failedsignin",
        "exchange.feedback",
        "exchange.heartbeat",
        "exchange.incident",
        "exchange.incidentnotice",
        "exchange.installation",
        "exchange.move",
        "exchange.role",
        "exchange.submission",
        "exchange.unsavedinput",
        "exchange.user",
        "search.tally",
        "search.unanswered",
        "wagtailcore.comment",
        "wagtailcore.commentreply",
        "wagtailcore.modellogentry",
        "wagtailcore.pagelogentry",
        "wagtailcore.pagesubscription",
        "wagtailcore.referenceindex",
        "wagtailcore.revision",
        "wagtailcore.taskstate",
        "wagtailcore.uploadedfile",
        "wagtailcore.workflowstate",
    }
)


def kept_page(request, respond, *, still_open=None):
    """Return what `respond` answers; who holds the same tokens gets it from memory until something is written.

    Whatever a page shows, of itself and from elsewhere, comes from the database: as long as that is the
    same, so is the page. `still_open` is asked even then, so that tokens are checked at every request.
    """
    if not may_be_kept(request) or is_in_transaction():
        return respond()
    key = key_of(request)
    stamp = present_stamp()
    kept = cache.get(key)
    if kept and kept[0] == stamp and (still_open is None or still_open()):
        response = HttpResponse(kept[1], headers=kept[2])
    else:
        response = with_room(request, respond)
        if may_be_stored(response):
            headers = {name: response[name] for name in KEPT_HEADERS if name in response}
            cache.set(key, (stamp, response.content, headers), SECONDS)
    if not response.streaming and ROOM in response.content:
        account = render_to_string(ACCOUNT, request=request)
        response.content = response.content.replace(ROOM, account.encode())
    patch_vary_headers(response, ["Cookie"])
    return response


class KeptPage:
    """A view whose page is kept while nothing changes."""

    def get(self, request, *args, **kwargs):
        return kept_page(request, partial(super().get, request, *args, **kwargs))


def may_be_kept(request) -> bool:
    """Say whether whoever holds the same tokens would get the same page."""
    return (
        request.method == "GET"
        and CookieStorage.cookie_name not in request.COOKIES
        and "HX-Request" not in request.headers
        and len(request.get_full_path()) <= LONGEST_ADDRESS
        and SessionStorage.session_key not in request.session
    )


def may_be_stored(response) -> bool:
    """Say whether this is a page, and none of those that nobody may keep."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "no-store" not in response.get("Cache-Control", "")
    )


def key_of(request) -> str:
    """Return the place of a page in memory: its address, what opens things to the reader, and the reader's clock."""
    viewer = request.viewer
    reader = "visitor" if viewer.is_visitor else " ".join(sorted(viewer.tokens))
    zone = timezone.get_current_timezone_name()
    place = "\n".join([request.get_host(), request.get_full_path(), reader, zone])
    return f"page:{sha256(place.encode()).hexdigest()}"


def with_room(request, respond):
    """Return what `respond` answers, with room where the reader's own name and forms will stand."""
    request.leaves_room = True
    try:
        response = respond()
        if hasattr(response, "render"):
            response.render()
    finally:
        request.leaves_room = False
    return response


def account_of(request) -> str:
    """Return who is signed in, or the room for it while a page is made that others will get too."""
    if getattr(request, "leaves_room", False):
        return mark_safe(ROOM.decode())  # noqa: S308 -- a constant
    return render_to_string(ACCOUNT, request=request)


def is_in_transaction() -> bool:
    """Say whether this very connection may have written what it has not committed."""
    return connection.in_atomic_block


def present_stamp() -> str:
    """Return what changes with every transaction that writes, and with the day."""
    with connection.cursor() as cursor:
        # A transaction may commit after one that began later, so the last row alone says too little.
        cursor.execute("select count(*), max(id), sum(id) from exchange_change")
        noted = cursor.fetchone()
    return f"{timezone.localdate()} {noted}"


def forget_pages() -> None:
    """Note a change that no table shows: something outside the database answers otherwise from now on."""
    with connection.cursor() as cursor:
        cursor.execute("insert into exchange_change default values")


def unwatched_tables(using="default") -> list[str]:
    """Return the tables that pages may show and whose changes nobody notes yet."""
    existing = set(connections[using].introspection.table_names())
    return sorted((seen_tables() & existing) - watched_tables(using))


def seen_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.app_label not in UNSEEN_APPS
        and model._meta.label_lower not in UNSEEN_MODELS
    }


def watched_tables(using="default") -> set[str]:
    with connections[using].cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'note_change'")
        return {row[0].strip('"') for row in cursor.fetchall()}


def watch_tables(using="default", **_signal):
    """Note the changes of every table that pages may show, and of no other; called after each migration."""
    if "exchange_change" not in connections[using].introspection.table_names():
        return
    name_of = connections[using].ops.quote_name
    with connections[using].cursor() as cursor:
        for table in unwatched_tables(using):
            cursor.execute(
                f"create trigger note_change after insert or update or delete or truncate on {name_of(table)}"
                " for each statement execute function exchange_note_change()"
            )
        for table in watched_tables(using) - seen_tables():
            cursor.execute(f"drop trigger note_change on {name_of(table)}")
