"""The log as people read it: who, when, what, in the reader's own words.

Wagtail keeps two logs, of pages and of everything else, and the database lets nobody change either.
What a line shows is less than what it keeps: no text, no reason, no title that the reader may not open.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, CharField, F, Value
from django.db.models.functions import Cast
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override
from django_tasks_db.models import DBTaskResult
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry, PageLogEntry

from exchange.audiences import Audience
from exchange.models import Invitation, MembershipState, ProtocolState, RoleName, TranslatedPage, User
from exchange.models.feedback import Feedback
from exchange.traces.names import account_number, people_with_names
from exchange.traces.words import REFUSALS, Kind, kind_of
from exchange.viewers import viewer_kept_with

COLUMNS = (
    "pk",
    "timestamp",
    "user_id",
    "action",
    "content_type_id",
    "thing",
    "label",
    "data",
    "deleted",
    "of_page",
)
# Their titles would name a person, or repeat what a visitor wrote: the log knows their number only.
NAMELESS = (User, Invitation, Feedback)
# By the words that lines keep in their data: what stood there before, and since.
CHANGES = {
    "state": ("before", {**dict(MembershipState.choices), **dict(ProtocolState.choices)}),
    "after": ("before", dict(Audience.choices)),
    "refused": (None, REFUSALS),
}


@dataclass(frozen=True)
class Trace:
    """One line of the log, as one reader may read it."""

    at: dt.datetime
    who: str
    body: str
    what: str
    details: str
    kind: str
    thing: str


def name_nobody(sender, instance, **kwargs):
    """Keep names, addresses and messages out of the log before a line is written."""
    content_type = instance.content_type
    if content_type is not None and content_type.model_class() in NAMELESS:
        instance.label = f"#{instance.object_id}"
    elif (
        content_type is not None and instance._state.adding and content_type.model_class() is not DBTaskResult
    ):
        # Whoever acts reads in their own language; the log has one.
        thing = content_type.model_class()._base_manager.filter(pk=instance.object_id).first()
        with override(settings.LANGUAGE_CODE):
            instance.label = str(thing) if thing else instance.label


def lines(narrow=lambda log: log):
    """Return the lines of both logs, the newest first, narrowed by a function that is given each."""
    of_pages = PageLogEntry.objects.annotate(
        thing=Cast("page_id", CharField()), of_page=Value(True, BooleanField())
    )
    of_others = ModelLogEntry.objects.annotate(thing=F("object_id"), of_page=Value(False, BooleanField()))
    first, second = (narrow(log).order_by().values(*COLUMNS) for log in (of_pages, of_others))
    return first.union(second, all=True).order_by("-timestamp", "-pk")


def in_words(rows, *, reader) -> list[Trace]:
    """Return lines in the words of one reader; as many questions for a page of them as for one."""
    rows = list(rows)
    kinds_of_things = ContentType.objects.get_for_models(User, TranslatedPage)
    of_people = kinds_of_things[User].pk
    people = people_with_names().in_bulk(
        {row["user_id"] for row in rows}
        | {int(row["thing"]) for row in rows if row["content_type_id"] == of_people}
    )
    pages = {row["thing"] for row in rows if row["of_page"]}
    readable = TranslatedPage.objects.visible_to(viewer_kept_with(reader)).in_bulk(pages)

    def name(pk):
        return people[pk].shown_to(reader) if pk in people else account_number(pk)

    def thing(row):
        content_type = (
            ContentType.objects.get_for_id(row["content_type_id"]) if row["content_type_id"] else None
        )
        model = content_type.model_class() if content_type else None
        kind = capfirst(model._meta.verbose_name) if model else _("Something of a kind that no longer exists")
        if model is User:
            return name(int(row["thing"]))
        if row["of_page"]:
            page = readable.get(int(row["thing"]))
            return f"{kind} · {page.heading}" if page else f"{kind} #{row['thing']}"
        return f"{kind} {row['label']}" if model in NAMELESS else f"{kind} · {row['label']}"

    return [
        Trace(
            at=row["timestamp"],
            who=name(row["user_id"]) if row["user_id"] else _("the exchange itself"),
            body=body_of(people.get(row["user_id"])),
            what=message_of(row["action"]),
            details=details_of(row["data"]),
            kind=str(Kind(kind_of(row["action"])).label),
            thing=thing(row),
        )
        for row in rows
    ]


def body_of(person) -> str:
    return str(person.organisation) if person and person.organisation else ""


def message_of(action: str) -> str:
    """Return the words of an action, without the data that Wagtail's own sentences repeat."""
    registry.scan_for_actions()
    formatter = registry.formatters.get(action)
    return capfirst(str(formatter.message or formatter.label)) if formatter else action


def details_of(data: dict) -> str:
    """Say what changed, from the few keys that hold neither texts nor reasons."""
    provider = [data["provider"]] if isinstance(data.get("provider"), str) else []
    return "; ".join([*provider, *changes(data), *roles(data), *counts(data)])


def changes(data) -> list[str]:
    found = []
    for name, (before, labels) in CHANGES.items():
        if data.get(name) in labels:
            now, was = labels[data[name]], labels.get(data.get(before))
            found.append(f"{was} → {now}" if was and was != now else str(now))
    return found


def roles(data) -> list[str]:
    now, was = data.get("roles"), data.get("roles_before", data.get("before"))
    if not isinstance(now, list):
        return []
    was = was if isinstance(was, list) else []
    labels = dict(RoleName.choices)
    given = ", ".join(str(labels.get(role, role)) for role in now if role not in was)
    taken = ", ".join(str(labels.get(role, role)) for role in was if role not in now)
    return [
        *([_("given: %(roles)s") % {"roles": given}] if given else []),
        *([_("taken: %(roles)s") % {"roles": taken}] if taken else []),
    ]


def counts(data) -> list[str]:
    found = []
    if isinstance(number := data.get("count"), int):
        found.append(ngettext("%(count)s row", "%(count)s rows", number) % {"count": number})
    return [*found, *(f"{name}: {number}" for name, number in data.get("counts", {}).items())]
