"""What the pages of seminars and talks show, each thing only if this viewer may read it."""

from django.utils.translation import gettext as _

from exchange.dates import display_partial_date
from practices.presentation.attribution import cited, standing_of
from practices.presentation.links import by_id, link_to, some_practices
from practices.presentation.notices import citation, language_name, notices
from practices.presentation.reading import Reading
from seminars.models import Seminar, Talk


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
    return list(talks.select_related("organisation").order_by("path"))


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
