"""What happens to talks when their body is replaced or leaves: they stay with the seminar, its slides need not."""

from django.db import transaction
from wagtail.log_actions import log

from exchange.models import RoleName
from exchange.models.people import SECRETARIAT
from exchange.viewers import viewer_of
from practices.actions import Refused
from practices.leaving.erasing import delete_unused
from practices.leaving.succession import hand_over
from seminars.models import Talk

SPOKESPEOPLE = (RoleName.CONTENT_LEAD, RoleName.ORGANISATION_ADMINISTRATOR)


def may_remove_slides(user, talk) -> bool:
    """Let the speaker's body take its slides back, and the secretariat for it."""
    if not user.is_active or not talk.slides_id:
        return False
    own = user.organisation_id == talk.organisation_id and user.has_role(*SPOKESPEOPLE)
    return own or (user.has_role(*SECRETARIAT) and viewer_of(user).opens(talk.tokens))


@transaction.atomic
def remove_slides(talk: Talk, *, by) -> Talk:
    """Take the slides of a talk away, from what is published and from every earlier version."""
    talk = Talk.objects.select_for_update(of=("self",)).get(pk=talk.pk)
    if not may_remove_slides(by, talk):
        raise Refused
    slides, talk.slides = talk.slides, None
    talk.save(update_fields=["slides", "tokens"], clean=False)
    for version in talk.revisions.all():
        if version.content.get("slides") == slides.pk:
            version.content["slides"] = None
            version.save(update_fields=["content"])
    log(instance=talk, action="seminars.remove_slides", user=by, data={"slides": slides.title})
    delete_unused([slides], of=talk.pk)
    return talk


@transaction.atomic
def hand_over_talks(organisation, successor, *, by=None) -> int:
    """Let the successor of a body stand for its talks; who gave them is kept beside."""
    talks = list(Talk.objects.of_organisation(organisation).select_for_update(of=("self",)).order_by("pk"))
    for talk in talks:
        hand_over(talk, successor, by=by)
    return len(talks)


def organisation_succeeded(sender, organisation, successor, by=None, **news) -> None:
    hand_over_talks(organisation, successor, by=by)
