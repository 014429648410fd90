"""What a reader must know before trusting a sheet."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, get_language_info, pgettext
from django.utils.translation import gettext as _

from exchange.audiences import PUBLISHED_STATES, State
from exchange.models import Provenance
from exchange.templatetags.display import from_day
from practices.models import Practice
from practices.presentation.reading import Reading, is_foreign
from practices.timeline import standing


@dataclass(frozen=True)
class Notice:
    kind: str
    text: str


def notices(page, reading: Reading) -> list[Notice]:
    """Return the banners of a sheet or a talk, the gravest first."""
    found = [*state_notices(page), *provenance_notices(page), *language_notices(page, reading)]
    return [Notice(kind, text) for kind, text in found]


def state_notices(page):
    if page.state == State.FROZEN:
        yield "warning", _("Frozen: being looked into, and hidden from everybody else.")
    elif page.state == State.ARCHIVED:
        yield "warning", _("Archived: kept for memory, no longer verified.")
    elif page.state not in PUBLISHED_STATES:
        state = page.get_state_display().lower()
        if isinstance(page, Practice) and (now := standing(page)):
            since = date_format(timezone.localtime(now.since), "DATE_FORMAT")
            state = _("%(state)s, since %(date)s") % {"state": state, "date": since}
        yield "warning", _("Not published yet (%(state)s). This is the latest draft.") % {"state": state}
    if page.is_embargoed:
        date = from_day(page.embargo_until, page.organisation)
        yield "warning", _("Under embargo until %(date)s: please do not pass it on.") % {"date": date}
    if page.state == State.REVIEW_DUE:
        yield "warning", review_due(page)


def review_due(page) -> str:
    if due := getattr(page, "review_due_on", None):
        return _("This should have been verified before %(date)s: ask the contact before you rely on it.") % {
            "date": date_format(due, "DATE_FORMAT")
        }
    return _("This is due to be verified: ask the contact before you rely on it.")


def provenance_notices(page):
    if page.provenance == Provenance.DEMO_ILLUSTRATIVE:
        yield "illustrative", _("Invented example, for demonstration: no organisation says or does this.")
    elif page.provenance == Provenance.DEMO_DOCUMENTED:
        yield "info", _("Written for demonstration from public sources. What is only an example says so.")


def language_notices(page, reading: Reading):
    """Say in which language the text is, and how far a translation can be trusted."""
    original = language_name(page.original_language)
    shown = page.content_language
    if is_foreign(shown, reading.language):
        yield (
            "language",
            _("Not translated yet: you read it in its language, %(language)s.")
            % {"language": language_name(shown)},
        )
        return
    if reading.borrowed:
        yield (
            "language",
            _("Partly translated: the rest is in the language of the original, %(language)s.")
            % {"language": original},
        )
    if not is_foreign(page.original_language, reading.language):
        return
    if page.translation_status(shown) == "outdated":
        yield (
            "language",
            _("The original (%(language)s) has changed since this translation.") % {"language": original},
        )
    if page.translation_state.get(shown, {}).get("machine"):
        yield "language", _("Translated by a machine from %(language)s.") % {"language": original}


def language_name(code: str) -> str:
    """Return the name of a language as it stands within a sentence: French has no capital there."""
    name = get_language_info(code)["name_translated"]
    return name.lower() if get_language().startswith("fr") else name


def in_its_language(text: str, foreign: str | None) -> str:
    """Return a text, marked with its language where that is not the reader's."""
    return format_html('<span lang="{}">{}</span>', foreign, text) if foreign else text


def citation(page, heading, reference: str) -> str:
    """Return the source to cite when the body wrote none; heading: as the reader sees it, with its language."""
    sheet = pgettext("citation", "practice %(reference)s") % {"reference": reference} if reference else ""
    quoted = pgettext("citation", "“%(heading)s”") % {"heading": heading.value}
    parts = [str(page.organisation), in_its_language(quoted, heading.foreign), sheet, str(settings.SITE_NAME)]
    return format_html_join(", ", "{}", ((part,) for part in parts if part))
