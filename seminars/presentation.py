"""What the pages of seminars and talks show, each thing only if this viewer may read it."""

from django.utils.translation import gettext as _
from wagtail.models import WorkflowState

from exchange.dates import display_partial_date
from exchange.models.people import SPEAKERS, WRITERS
from exchange.viewers import one_look
from practices.presentation.attribution import cited, standing_of
from practices.presentation.links import by_id, link_to, some_practices
from practices.presentation.notices import citation, language_name, notices
from practices.presentation.reading import Reading
from seminars.models import Seminar, Talk
from seminars.policies import policy
from seminars.timeline import present, standing
from seminars.timeline import seminar_of as seminar_in_tree


def dates_in_words(seminar) -> str:
    """Return when a seminar is held, as far as it is known."""
    begun, ended = display_partial_date(seminar.starts_on), display_partial_date(seminar.ends_on)
    if begun and ended and begun != ended:
        return _("%(start)s to %(end)s") % {"start": begun, "end": ended}
    return begun


def languages_in_words(talk) -> str:
    """Return the languages in which a talk was given."""
    return ", ".join(str(language_name(code)) for code in talk.languages)


def programme(seminar, viewer) -> list:
    """Return the talks of a seminar, in the order of its programme."""
    if not seminar.pk:
        return []
    talks = Talk.objects.current().visible_to(viewer).child_of(seminar)
    return list(talks.select_related("organisation", "network").order_by("path"))


def seminar_of(talk, viewer):
    """Return the seminar where a talk was given."""
    if not talk.path:
        return None
    return Seminar.objects.live().visible_to(viewer).parent_of(talk).first()


def talk_page(talk, viewer) -> dict:
    """Return what the page of this talk shows to this viewer, in the language of the moment."""
    reading = Reading(talk)
    heading = reading.text("heading")
    said = standing_of(talk)
    pages = by_id(some_practices, [row.practice_id for row in talk.practice_links.all()], viewer)
    texts = {
        name: reading.text(name) for name in ("summary", "takeaways", "questions_left_open", "transcript")
    }
    return {
        "heading": heading,
        **texts,
        "seminar": seminar_of(talk, viewer),
        "practices": [link_to(page) for page in pages.values()],
        "original_language": reading.foreign_original,
        "notices": notices(talk, reading),
        "standing": said,
        "citation": cited(citation(talk, heading, ""), said),
    }


MOST_OF_ONE_BODY = 200


def to_decide(user) -> list[Talk]:
    """Return the talks about which this person decides now, those that wait longest first."""
    active = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    talks = Talk.objects.filter(pk__in=[int(pk) for pk in active.values_list("object_id", flat=True)])
    with one_look():
        found = [talk for talk in talks.select_related("organisation") if policy.may_decide(user, talk)]
    return sorted(found, key=lambda talk: (talk.current_workflow_task_state.started_at, talk.pk))


def entered(user) -> list[Talk]:
    """Return the drafts that the secretariat may ask an organisation to agree to."""
    drafts = Talk.objects.filter(live=False, state="draft").select_related("organisation")
    return [
        talk for talk in drafts.order_by("-latest_revision_created_at", "-pk") if policy.may_enter(user, talk)
    ]


def own_talks(user) -> list[Talk]:
    """Return the talks of this person's organisation, the last written first."""
    if user.organisation_id is None or not user.has_role(*WRITERS, *SPEAKERS):
        return []
    talks = Talk.objects.of_organisation(user.organisation_id).select_related("organisation")
    return list(talks.order_by("-latest_revision_created_at", "-pk")[:MOST_OF_ONE_BODY])


def described(talks) -> list[dict]:
    """Return talks with what a list says of each: its seminar, where it stands, who acts until when."""
    return [
        {"talk": talk, "seminar": seminar_in_tree(talk), "standing": standing(talk), "moment": present(talk)}
        for talk in talks
    ]
