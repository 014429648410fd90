"""Who releases a sheet in the name of its body: never whoever wrote the version that goes out."""

from django.db.models import Prefetch
from wagtail.models import Revision

from exchange.models import RoleName, User

SMALL_BODY = 3
# For lists: who saved which version, fetched for all sheets at once.
SAVED_VERSIONS = Prefetch("_revisions", Revision.objects.defer("content"), to_attr="saved_versions")


def people_of_owner(practice) -> list[User]:
    """Return the open accounts of the owning body."""
    return [person for person in practice.organisation.people.all() if person.is_active]


def writers_of(practice) -> set[int]:
    """Return who wrote, changed or submitted the version that is not published yet, and the author."""
    versions = getattr(practice, "saved_versions", None)
    if versions is None:
        versions = practice.revisions.defer("content")
    published = practice.live_revision_id or 0
    return {practice.owner_id, *(version.user_id for version in versions if version.pk > published)} - {None}


def leads_who_may_release(practice) -> list[User]:
    """Return the content leads of the owning body who had no hand in the version that waits."""
    writers = writers_of(practice)
    return [
        person
        for person in people_of_owner(practice)
        if person.pk not in writers and person.has_role(RoleName.CONTENT_LEAD)
    ]


def is_released_by_secretariat(practice) -> bool:
    """Say whether the body has no second pair of eyes of its own."""
    return len(people_of_owner(practice)) < SMALL_BODY or not leads_who_may_release(practice)
