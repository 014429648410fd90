"""What is left of a sheet that goes: its tombstone, or nothing but a line in the log."""

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import ProtectedError
from modelcluster.models import get_all_child_relations
from wagtail.log_actions import log
from wagtail.models import ReferenceIndex

from exchange.languages import LANGUAGES, localized
from exchange.models import Attachment, Picture, TranslatedPage
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
        "network",
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
    delete_unused(files, of=practice.pk)


def delete_sheet(practice: Practice, departure: Departure) -> None:
    """Delete what nobody but its body ever read; the log keeps that it went, and its reference stays taken."""
    files = files_of(practice)
    data = {
        "organisation": practice.organisation_id,
        "reference": practice.reference,
        "departure": departure.pk,
    }
    log(instance=practice, action="practices.purge", data=data, deleted=True)
    pk = practice.pk
    practice.delete()
    delete_unused(files, of=pk)


def discard_draft(practice: Practice) -> None:
    """Forget the versions of a published sheet that were never published."""
    published = practice.live_revision
    later = practice.revisions.all()
    if published:
        later = later.filter(created_at__gt=published.created_at)
    published_files = files_in(practice)
    files = [
        file for file in files_in(practice.get_latest_revision_as_object()) if file not in published_files
    ]
    later.delete()
    Practice.objects.filter(pk=practice.pk).update(
        has_unpublished_changes=False,
        latest_revision=published,
        latest_revision_created_at=published.created_at if published else None,
        draft_title=practice.title,
    )
    delete_unused(files, of=practice.pk)


def files_of(practice: Practice) -> list[Picture | Attachment]:
    """Return the pictures and files of a sheet, of what is published and of its next version."""
    found = files_in(practice)
    next_version = files_in(practice.get_latest_revision_as_object())
    return found + [file for file in next_version if file not in found]


def files_in(version: Practice) -> list[Picture | Attachment]:
    used = [version.cover_image, *(row.file for row in version.files.all())]
    return [file for file in used if file]


def delete_unused(files, *, of: int) -> None:
    """Delete those files of a page, given by its key, that no other page shows."""
    pages = ContentType.objects.get_for_model(TranslatedPage)
    for file in files:
        # The index of references is brought up to date a moment later: it may still name the page itself.
        elsewhere = ReferenceIndex.get_references_to(file).exclude(base_content_type=pages, object_id=str(of))
        if elsewhere.exists():
            continue
        try:
            with transaction.atomic():
                file.delete()
        except ProtectedError:
            continue
