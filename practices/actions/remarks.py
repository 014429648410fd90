"""Remarks on chapters: made with an opinion, answered by the body."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from exchange.invisible import without_unseen
from practices.models import Remark
from practices.models.choices import Chapter
from practices.policies import policy

from .refusal import allow, locked


def keep_remarks(practice, remarks: Mapping[str, str], *, by) -> None:
    """Keep what was said about chapters, in the transaction of the opinion that it belongs to."""
    Remark.objects.bulk_create(
        without_unseen(
            Remark(practice_id=practice.pk, made_by=by, chapter=Chapter(chapter), text=text.strip())
        )
        for chapter, text in remarks.items()
        if text.strip()
    )


@transaction.atomic
def answer_remark(remark: Remark, *, by, answer: str = "", is_settled: bool = False) -> Remark:
    """Let the body answer a remark, and say whether it has dealt with it."""
    practice = locked(remark.practice)
    allow(policy.may_answer_remarks(by, practice))
    remark = Remark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    remark.answer = answer.strip()
    remark.settled_at = (remark.settled_at or timezone.now()) if is_settled else None
    remark.save(update_fields=["answer", "settled_at"])
    log(instance=practice, action="practices.answer_remark", user=by, data={"remark": remark.pk})
    return remark
