"""What changed between two versions of a sheet: for whoever decides again, and for the rules."""

import json
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import pairwise

from django.db import models
from modelcluster.models import get_all_child_relations
from modeltranslation.translator import translator

from exchange.languages import LANGUAGES, localized
from exchange.models.pages import NOISE
from practices.models import Practice
from practices.models.review import is_secretariat_of_another

# Who answers for the sheet is agreed between bodies; nobody reviews it.
NOT_REVIEWED = frozenset({"co_owners"})
# Of a row, what changes without a change of what it says; and the name of the page that it belongs to.
ROW_NOISE = {"pk", "content_object", "sort_order"}


@cache
def translated_names(model=Practice) -> tuple[str, ...]:
    """Return the fields that are written once for each language."""
    return (*model.translated_content, *(("start_note", "cover_image_alt") if model is Practice else ()))


@cache
def written_names(model=Practice) -> frozenset[str]:
    """Return the names under which a version keeps what people write of a shared page."""
    in_languages = set(translator.get_options_for_model(model).get_field_names())
    versions = {localized(name, language) for name in in_languages for language in LANGUAGES}
    own = {
        field.name
        for field in model._meta.get_fields()
        if getattr(field, "editable", False) and field.model is model and field.concrete
    }
    rows = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    rows.discard("wagtail_admin_comments")
    own = own - in_languages - versions - {"translatedpage_ptr", "organisation"}
    texts = {localized(name, language) for name in translated_names(model) for language in LANGUAGES}
    return frozenset({"original_language", *own, *rows, *texts})


@cache
def texts_by_language(model=Practice) -> dict[str, frozenset[str]]:
    """Return the names of the texts in each language."""
    return {code: frozenset(localized(name, code) for name in translated_names(model)) for code in LANGUAGES}


def translations_of(language: str, model=Practice) -> frozenset[str]:
    """Return the names of the texts that are translations in a page written in this language."""
    return frozenset().union(*(names for code, names in texts_by_language(model).items() if code != language))


def as_written(name: str, value, model=Practice):
    """Return a value of a version without what changes at each save."""
    if isinstance(value, list):
        noise = {*ROW_NOISE, model._meta.model_name}
        rows = [
            json.dumps({key: row[key] or "" for key in sorted(row.keys() - noise)}, default=str)
            if isinstance(row, dict)
            else str(row)
            for row in value
        ]
        return rows if value and isinstance(value[0], dict) else sorted(rows)
    if value in (None, "", "[]"):
        return ""
    field = None if isinstance(value, bool) else numbers().get(name)
    if field:
        try:
            return Decimal(str(value)).normalize()
        except InvalidOperation:
            return str(value)
    if isinstance(value, str) and value.startswith("[{"):
        value = json.dumps(json.loads(value), sort_keys=True, ensure_ascii=False)
    return NOISE.sub("", str(value)).strip()


@cache
def numbers() -> dict:
    return {field.name: field for field in Practice._meta.fields if isinstance(field, models.DecimalField)}


def changed_fields(before: dict, after: dict, model=Practice) -> frozenset[str]:
    """Return the names of what differs between the contents of two versions."""
    return frozenset(
        name
        for name in written_names(model)
        if as_written(name, before.get(name), model) != as_written(name, after.get(name), model)
    )


def changed_since(practice, revision) -> frozenset[str]:
    """Return what the body changed after a version; what editors translated is left out."""
    model = type(practice)
    versions = list(practice.revisions.filter(pk__gte=revision.pk).order_by("pk").select_related("user"))
    changed = changed_fields(revision.content, versions[-1].content, model) if versions else frozenset()
    language = versions[-1].content["original_language"] if versions else ""
    translations = translations_of(language, model) if versions else frozenset()
    if not changed & translations:
        return changed
    by_body = [
        changed_fields(before.content, after.content, model)
        for before, after in pairwise(versions)
        if after.user is None or not is_secretariat_of_another(practice, after.user)
    ]
    return changed - (translations - frozenset().union(*by_body))


def reviewed_changes(practice, revision) -> frozenset[str]:
    """Return what changed after a version and has to be decided about again."""
    return changed_since(practice, revision) - NOT_REVIEWED
