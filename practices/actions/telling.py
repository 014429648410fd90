"""Who is told what became of a sheet."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from exchange.models import User
from practices.models import Practice
from practices.notifications import leads_of
from practices.tasks import call_deciders


def after(practice, by, signal=None) -> Practice:
    """Tell whoever acts next and return the sheet as it stands now."""
    practice = Practice.objects.get(pk=practice.pk)
    call_deciders(practice)
    if signal:
        transaction.on_commit(partial(signal.send, sender=Practice, instance=practice))
    return practice


def authors_of(practice) -> set[User]:
    """Return who wrote a sheet and who of its body submitted it."""
    state = practice.current_workflow_state
    people = {practice.owner, state.requested_by if state else None} - {None}
    return {person for person in people if person.organisation_id == practice.organisation_id}


def who_corrects(practice) -> set[User]:
    """Return who is told that changes are asked for: the author, and the leads if the author may not answer."""
    authors = authors_of(practice)
    if any(is_reached(author, practice) for author in authors):
        return authors
    return {*authors, *leads_of(practice)}


def is_reached(author, practice) -> bool:
    """Say whether this account is open, of the owning body still, and was used lately."""
    if not author.is_active or author.organisation_id != practice.organisation_id:
        return False
    since = timezone.now() - dt.timedelta(days=settings.SILENT_DAYS)
    return author.last_login is not None and author.last_login > since


def answerable(practice) -> set[User]:
    """Return who is told what becomes of a sheet: its author and the leads of its body."""
    return {*leads_of(practice), *([practice.owner] if practice.owner else [])}
