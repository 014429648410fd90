"""Putting one thing in the place of another before it goes."""

from django.db import transaction
from wagtail.log_actions import log

from exchange.deletion.uses import naming_fields, pages_with_draft_naming, whole
from exchange.models import TranslatedPage

REPLACED = "exchange.replace"


@transaction.atomic
def replace_everywhere(thing, *, by, user) -> int:
    """Name `by` wherever `thing` is named, in published and newest versions alike; return in how many things.

    Search and caches follow, for each page is saved. The caller has asked whether this person may delete `thing`.
    """
    changed = {}
    for field in naming_fields(type(thing)):
        naming = list(field.model._base_manager.select_for_update(of=("self",)).filter(**{field.name: thing}))
        for one in naming:
            put_in_row(one, field, thing, by)
        for one in [*naming, *pages_with_draft_naming(field, thing)]:
            put_in_versions(one, field, thing, by)
            changed[type(one), one.pk] = one
    for one in changed.values():
        log(
            instance=whole(one),
            action=REPLACED,
            user=user,
            data={"kind": thing._meta.label_lower, "from": thing.pk, "to": by.pk},
        )
    return len(changed)


def put_in_row(one, field, thing, by) -> None:
    options = {"clean": False} if isinstance(one, TranslatedPage) else {}
    if not field.many_to_many:
        setattr(one, field.name, by)
        one.save(update_fields=[field.name], **options)
        return
    rows = field.remote_field.through._base_manager.filter(**{field.m2m_field_name(): one})
    target = field.m2m_reverse_field_name()
    if rows.filter(**{target: by}).exists():
        rows.filter(**{target: thing}).delete()
    else:
        rows.filter(**{target: thing}).update(**{target: by})
    # Search reads the list again when the thing is saved.
    fresh = type(one)._base_manager.get(pk=one.pk)
    fresh.save(**options, **({"update_fields": ["tokens"]} if isinstance(one, TranslatedPage) else {}))


def put_in_versions(one, field, thing, by) -> None:
    if not isinstance(one, TranslatedPage):
        return
    # What was decided about an earlier version is compared with the newest: that one was renamed is no change.
    for version in one.revisions.filter(pk__gte=one.live_revision_id or 0):
        named = version.content.get(field.name)
        if field.many_to_many and thing.pk in (named or []):
            version.content[field.name] = list(
                dict.fromkeys(by.pk if key == thing.pk else key for key in named)
            )
        elif not field.many_to_many and named == thing.pk:
            version.content[field.name] = by.pk
        else:
            continue
        version.save(update_fields=["content"])
