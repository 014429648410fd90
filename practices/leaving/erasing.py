"""What is left of a sheet that goes: its tombstone, or nothing but a line in the log."""

from django.db.models import ProtectedError
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from exchange.languages import LANGUAGES, localized
from exchange.models import Attachment, Picture
from practices.models import Departure, Practice

# What a tombstone says, what the machinery needs, and the licence of what others took over.
KEPT = frozenset(
    {
        "translatedpage_ptr",
        "organisation",
        "state",
        "state_before_freeze",
        "audience",
        "protocol",
        "embargo_until",
        "licence",
        "provenance",
        "external_id",
        "reference",
        "version_major",
        "version_minor",
        "last_verified_on",
        "review_due_on",
        "withdrawn_on",
        "withdrawal_reason",
    }
)
TEXTS_OF_PAGES = ("summary", "seo_title", "search_description")


def erase(practice: Practice) -> None:
    """Empty a withdrawn sheet: reference, title, date, reason and its adoptions stay, and nothing else."""
    files = files_of(practice)
    practice.revisions.all().delete()
    practice.remarks.all().delete()
    # The same row without the versions that Wagtail has just let go.
    practice = Practice.objects.get(pk=practice.pk)
    for relation in get_all_child_relations(Practice):
        relation.related_model.objects.filter(**{relation.field.name: practice.pk}).delete()
    for field in Practice._meta.local_many_to_many:
        getattr(practice, field.name).set([])
    texts = {localized(name, language) for name in TEXTS_OF_PAGES for language in LANGUAGES}
    for field in Practice._meta.concrete_fields:
        is_own = field.model is Practice and field.name not in KEPT
        if is_own or field.name in texts:
            setattr(practice, field.attname, field.get_default())
    practice.translation_state = {}
    practice.save(clean=False)
    delete_unused(files)


def delete_sheet(practice: Practice, departure: Departure) -> None:
    """Delete what nobody but its body ever read; the log keeps that it went, and its reference stays taken."""
    files = files_of(practice)
    data = {
        "organisation": practice.organisation_id,
        "reference": practice.reference,
        "departure": departure.pk,
    }
    log(instance=practice, action="practices.purge", data=data, deleted=True)
    practice.delete()
    delete_unused(files)


def discard_draft(practice: Practice) -> None:
    """Forget the versions of a published sheet that were never published."""
    published = practice.live_revision
    later = practice.revisions.all()
    if published:
        later = later.filter(created_at__gt=published.created_at)
    files = files_of(practice.get_latest_revision_as_object())
    later.delete()
    Practice.objects.filter(pk=practice.pk).update(
        has_unpublished_changes=False,
        latest_revision=published,
        latest_revision_created_at=published.created_at if published else None,
        draft_title=practice.title,
    )
    delete_unused(files)


def files_of(practice: Practice) -> list[Picture | Attachment]:
    """Return the pictures and files of a sheet, of what is published and of its next version."""
    versions = [practice, practice.get_latest_revision_as_object()] if practice.pk else [practice]
    found = {}
    for version in versions:
        used = [version.cover_image, *(row.file for row in version.files.select_related("file"))]
        found |= {(type(file), file.pk): file for file in used if file}
    return list(found.values())


def delete_unused(files) -> None:
    """Delete the files that no other page shows."""
    for file in files:
        if ReferenceIndex.get_references_to(file).exists():
            continue
        try:
            file.delete()
        except ProtectedError:
            continue
