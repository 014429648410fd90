"""Whole pages kept for visitors, for exactly as long as nothing they may show has changed.

A trigger on every table notes each transaction that writes, in `exchange_change`; what is noted there is
what this process sees as committed. New tables are watched by themselves, after they are migrated.
"""

from functools import partial

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import cache
from django.db import connection, connections
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

# The signed stamp of a feedback form lives a day; no page is kept so long that its form dies with it.
SECONDS = 60 * 60
# A query string is free text: what is longer is not worth a place.
LONGEST_ADDRESS = 300

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
        "exchange.failedsignin",
        "exchange.feedback",
        "exchange.role",
        "exchange.user",
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


def for_visitors(request, respond, *, still_open=None):
    """Return what `respond` answers; visitors get it from memory until something is written.

    Whatever a page shows, of itself and from elsewhere, comes from the database: as long as that is the
    same, so is the page. `still_open` is asked even then, so that tokens are checked at every request.
    """
    if not is_for_visitor(request) or is_in_transaction():
        return respond()
    key = f"page:{request.get_host()}{request.get_full_path()}"
    stamp = present_stamp()
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
    """Say whether this very connection may have written what it has not committed."""
    return connection.in_atomic_block


def present_stamp() -> str:
    """Return what changes with every transaction that writes, and with the day."""
    with connection.cursor() as cursor:
        # A transaction may commit after one that began later, so the last row alone says too little.
        cursor.execute("select count(*), max(id), sum(id) from exchange_change")
        noted = cursor.fetchone()
    return f"{timezone.localdate()} {noted}"


def unwatched_tables(using="default") -> list[str]:
    """Return the tables that pages may show and whose changes nobody notes yet."""
    seen = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and model._meta.app_label not in UNSEEN_APPS
        and model._meta.label_lower not in UNSEEN_MODELS
    }
    with connections[using].cursor() as cursor:
        cursor.execute("select tgrelid::regclass::text from pg_trigger where tgname = 'note_change'")
        watched = {row[0].strip('"') for row in cursor.fetchall()}
    existing = set(connections[using].introspection.table_names())
    return sorted((seen & existing) - watched)


def watch_tables(using="default", **_signal):
    """Note the changes of every table that pages may show; called after each migration."""
    if "exchange_change" not in connections[using].introspection.table_names():
        return
    with connections[using].cursor() as cursor:
        for table in unwatched_tables(using):
            name = connections[using].ops.quote_name(table)
            cursor.execute(
                f"create trigger note_change after insert or update or delete or truncate on {name}"
                " for each statement execute function exchange_note_change()"
            )
