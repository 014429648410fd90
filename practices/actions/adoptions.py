"""« We use it too », said of a sheet by another body, and unsaid."""

from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.languages import ORIGINAL_LANGUAGES
from practices import signals
from practices.models import Adoption
from practices.models.choices import AdoptionStatus
from practices.policies import policy
from practices.rules import Problem
from practices.tasks import tell
from practices.traces import traces_of

from .refusal import NotReady, allow, locked
from .telling import answerable


@transaction.atomic
def declare_adoption(
    practice, *, by, status: str, year: int | None = None, note: str = "", antenna=None
) -> Adoption:
    """Say « we use it too » for the body of this person."""
    practice = locked(practice)
    allow(policy.may_declare_adoption(by, practice))
    allow(antenna is None or antenna.organisation_id == by.organisation_id)
    # Nobody reads it again before it stands on the sheet.
    if traces := traces_of("note", note):
        text = _("“%(words)s” looks like %(kind)s: leave it out.")
        raise NotReady([Problem("note", text % {"words": t.words, "kind": t.kind}) for t in traces])
    adoption, is_new = Adoption.objects.update_or_create(
        practice=practice,
        organisation=by.organisation,
        defaults={
            "status": AdoptionStatus(status),
            "year": year,
            "note": note,
            "language": language_of_writer(),
            "antenna": antenna,
        },
    )
    data = {"organisation": by.organisation_id, "status": status}
    log(instance=practice, action="practices.adopt", user=by, data=data)
    if is_new:
        tell("adopted", practice, answerable(practice))
    transaction.on_commit(partial(signals.adoption_declared.send, sender=Adoption, instance=adoption))
    return adoption


def language_of_writer() -> str:
    """Return the language in which somebody writes who uses the site in this one."""
    language = get_language().partition("-")[0]
    return language if language in dict(ORIGINAL_LANGUAGES) else settings.LANGUAGE_CODE


@transaction.atomic
def withdraw_adoption(adoption: Adoption, *, by) -> None:
    """Take back what was said: the sheet no longer names the body."""
    practice = locked(adoption.practice)
    adoption = Adoption.objects.filter(pk=adoption.pk).first()
    if adoption is None:
        return  # somebody was quicker: there is nothing to take back, and nothing to write down
    allow(policy.may_withdraw_adoption(by, adoption))
    data = {"organisation": adoption.organisation_id}
    log(instance=practice, action="practices.withdraw_adoption", user=by, data=data)
    adoption.delete()
