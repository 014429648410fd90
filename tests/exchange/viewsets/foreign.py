"""Forms of the editor as a browser sends them, complete, and what somebody would add to them by hand."""

import datetime as dt
import re

from django import forms
from django.db import connection, models
from wagtail.admin.rich_text import DraftailRichTextArea
from wagtail.blocks import BlockField

from exchange.links import FILES, choosable
from exchange.models import TranslatedPage
from tests.exchange.viewsets.world import collect

MARK = "written-by-hand"
LONG_AGO = dt.date(2001, 2, 3)
# Tables that no form is about: who is signed in, which form was sent, the server's own clock, what migrations made.
LEFT_OUT = {
    "auth_permission",
    "django_content_type",
    "django_migrations",
    "django_session",
    "exchange_submission",
    "search_ledger",
}
BY_LOT = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")

# What no form offers to those who are not meant to use it; for each name a value that would matter.
DANGEROUS = {
    "action-publish": "action-publish",
    "action-unpublish": "action-unpublish",
    "action-submit": "action-submit",
    "action-restart-workflow": "action-restart-workflow",
    "action-cancel-workflow": "action-cancel-workflow",
    "action-workflow-action": "true",
    "workflow-action-name": "approve",
    "workflow-action-extra-data": "{}",
    "state": "published",
    "audience": "public",
    "live": "True",
    "tokens": "public",
    "reference": MARK,
    "title": MARK,
    "slug": MARK,
    "password": MARK,
    "is_superuser": "True",
    "is_staff": "True",
    "role_names": ["administrator"],
    "roles": ["administrator"],
    "accepted_at": str(LONG_AGO),
    "first_published_at": str(LONG_AGO),
    "go_live_at": str(LONG_AGO),
    "expire_at": str(LONG_AGO),
}


def complete(form, changes: dict) -> dict:
    """Return what a browser sends of a form, every question answered and a row added to each of its lists."""
    user = getattr(form, "for_user", None)
    return sent(form) | answers(form, user) | added_rows(form, user) | changes


def sent(form) -> dict:
    data = collect(form)
    for name, field in form.fields.items():
        prefixed = form.add_prefix(name)
        if isinstance(field, BlockField):
            data.pop(prefixed, None)
            data[f"{prefixed}-count"] = "0"
        elif isinstance(field.widget, DraftailRichTextArea):
            data[prefixed] = field.widget.format_value(form[name].value())
    return data


def answers(form, user) -> dict:
    """Return an answer to each question that must be answered and is not yet, in French where there are languages."""
    data = {}
    for bound in form:
        wanted = bound.field.required or bound.name.endswith("_fr")
        if wanted and not bound.field.disabled and bound.value() in (None, "", []):
            answer = answer_to(bound.field, user)
            if answer is not None:
                data[bound.html_name] = answer
    return data


def answer_to(field, user):
    if isinstance(field, BlockField) or isinstance(field.widget, DraftailRichTextArea):
        return None
    if isinstance(field, forms.ModelMultipleChoiceField):
        return [thing.pk for thing in field.queryset[:1]]
    if isinstance(field, forms.ModelChoiceField):
        offered = field.queryset
        if user is not None and issubclass(offered.model, (TranslatedPage, *FILES)):
            offered = choosable(offered, user)
        return getattr(offered.order_by("pk").last(), "pk", None)
    if isinstance(field, forms.MultipleChoiceField):
        return [field.choices[0][0]] if field.choices else None
    if isinstance(field, forms.ChoiceField):
        return next((value for value, _label in field.choices if value), None)
    kinds = {
        forms.DateField: "2026-01-01",
        forms.IntegerField: "1",
        forms.DecimalField: "1",
        forms.EmailField: "a@zone.example",
        forms.URLField: "https://zone.example/",
        forms.SlugField: "mot",
        forms.BooleanField: "on",
    }
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), "Mot")


def lists_of(form) -> dict:
    """Return the lists of rows of a form, but for what colleagues note in its margin."""
    formsets = getattr(form, "formsets", {})
    return {name: rows for name, rows in formsets.items() if name != "comments"}


def added_rows(form, user) -> dict:
    data = {}
    for rows in lists_of(form).values():
        number = rows.total_form_count()
        row = rows.empty_form
        fields = sent(row) | answers(row, user)
        data |= {name.replace("__prefix__", str(number)): value for name, value in fields.items()}
        data[f"{rows.prefix}-TOTAL_FORMS"] = str(number + 1)
        data[f"{rows.prefix}-{number}-ORDER"] = str(number + 1)
    return data


def foreign(form, html: str) -> dict:
    """Return what the form does not ask, of the thing and of its rows, with values that would matter."""
    data = {
        name: value
        for name, value in DANGEROUS.items()
        if name not in form.fields and f'"{name}"' not in html
    }
    data |= foreign_to(form)
    for rows in lists_of(form).values():
        number = rows.total_form_count()
        for row in rows.forms:
            data |= foreign_to(row)
        added = foreign_to(rows.empty_form)
        data |= {name.replace("__prefix__", str(number)): value for name, value in added.items()}
    return data


def foreign_to(form) -> dict:
    thing = form.instance
    asked = {name for name, field in form.fields.items() if not field.disabled}
    data = {}
    for field in (*thing._meta.concrete_fields, *thing._meta.many_to_many):
        if field.name in asked or (field.primary_key and not field.remote_field):
            continue
        value = hostile(field, thing)
        data |= {form.add_prefix(name): value for name in {field.name, getattr(field, "attname", field.name)}}
    for relation in thing._meta.related_objects:
        name = relation.get_accessor_name()
        if relation.one_to_many and name and name not in getattr(form, "formsets", {}):
            data |= foreign_list(form.add_prefix(name), relation)
    return data


def foreign_list(prefix: str, relation) -> dict:
    fields = [field for field in relation.related_model._meta.concrete_fields if field != relation.field]
    row = relation.related_model()
    return {
        f"{prefix}-TOTAL_FORMS": "1",
        f"{prefix}-INITIAL_FORMS": "0",
        **{f"{prefix}-0-{field.name}": hostile(field, row) for field in fields if not field.primary_key},
    }


def hostile(field, thing):
    """Return another value than the present one, as a form would send it."""
    if field.many_to_many:
        return [one.pk for one in field.related_model._default_manager.order_by("pk")[:3]]
    present = getattr(thing, field.attname)
    if field.remote_field:
        others = field.related_model._default_manager.exclude(pk=present).order_by("pk")
        return getattr(others.first(), "pk", "1")
    if field.choices:
        return next((str(value) for value, _label in field.flatchoices if value and value != present), MARK)
    if isinstance(field, models.BooleanField):
        return str(not present)
    if isinstance(field, models.DateField):
        return str(LONG_AGO)
    if isinstance(field, models.JSONField):
        return f'{{"nl": {{"status": "reviewed", "digest": "{MARK}"}}}}'
    if isinstance(field, models.IntegerField | models.DecimalField | models.FloatField):
        return "77"
    return MARK


def every_list(form):
    """Yield the lists of rows of a form, and those of its rows."""
    for rows in lists_of(form).values():
        yield rows
        for row in rows.initial_forms:
            yield from every_list(row)


def row_of_another(rows):
    return rows.model.objects.exclude(**{rows.fk.name: rows.instance.pk}).order_by("pk").first()


def values_of(row):
    return type(row).objects.filter(pk=row.pk).values().first()


def in_the_place_of_own(lists, theirs) -> dict:
    return {f"{rows.prefix}-0-id": theirs[rows.prefix].pk for rows in lists}


def taken_out(lists, theirs) -> dict:
    return in_the_place_of_own(lists, theirs) | {f"{rows.prefix}-0-DELETE": "1" for rows in lists}


def beside_own(lists, theirs) -> dict:
    """Send a row of another thing as if it had stood here already."""
    data = {}
    for rows in lists:
        number = rows.total_form_count()
        row = rows.form(instance=theirs[rows.prefix], prefix=f"{rows.prefix}-{number}", **rows.form_kwargs)
        data |= sent(row) | {f"{rows.prefix}-{number}-id": theirs[rows.prefix].pk}
        data |= dict.fromkeys((f"{rows.prefix}-TOTAL_FORMS", f"{rows.prefix}-INITIAL_FORMS"), number + 1)
    return data


def kept_in_revision(thing) -> set[tuple]:
    """Return (list, key) of each row in the newest version of a page: to publish it writes them."""
    revision = getattr(type(thing).objects.get(pk=thing.pk), "latest_revision", None)
    return {
        (name, row["pk"])
        for name, rows in (revision.content if revision else {}).items()
        if isinstance(rows, list)
        for row in rows
        if isinstance(row, dict) and "pk" in row
    }


class Database:
    """Everything that is written down, and where counting stands: a second try counts from the same number."""

    COUNTS = "select format('%I.%I', schemaname, sequencename), last_value from pg_sequences"
    COUNT_FROM = "select setval(%s::regclass, coalesce(%s, 1), %s)"

    def __init__(self):
        tables = [name for name in connection.introspection.table_names() if name not in LEFT_OUT]
        self.question = " union all ".join(
            f"select '{name} ' || row::text from {connection.ops.quote_name(name)} row" for name in tables
        )

    def rows(self) -> set[str]:
        with connection.cursor() as cursor:
            cursor.execute(self.question)
            return {BY_LOT.sub("by-lot", row) for (row,) in cursor.fetchall()}

    def counts(self) -> list:
        with connection.cursor() as cursor:
            cursor.execute(self.COUNTS)
            return cursor.fetchall()

    def count_from(self, counts) -> None:
        with connection.cursor() as cursor:
            for name, last in counts:
                cursor.execute(self.COUNT_FROM, [name, last, last is not None])
