"""Letters about talks: a title, a seminar, a date and a link, nothing of the content."""

from functools import partial

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from exchange.audiences import Audience
from exchange.clocks import zone_of
from exchange.languages import language_to_write_in
from exchange.tasks.letters import in_one_line, written
from exchange.typography import typographic
from exchange.viewers import viewer_of
from seminars.models import HostsTask
from seminars.models.life import is_entered_for_its_body
from seminars.policies import policy
from seminars.timeline import present, seminar_of

SUBJECTS = {
    "talk_to_release": gettext_lazy("A talk waits for its release"),
    "talk_to_confirm": gettext_lazy("A talk in the name of your organisation waits for its agreement"),
    "talk_to_accept": gettext_lazy("A talk is proposed for a seminar"),
    "talk_changes": gettext_lazy("Changes are requested for your talk"),
    "talk_declined": gettext_lazy("Your talk is not in the programme"),
    "talk_published": gettext_lazy("A talk of your organisation is in the programme"),
    "talk_withdrawn": gettext_lazy("A talk is withdrawn"),
}
# Those that ask for something, and say until when.
CALLS = {"talk_to_release", "talk_to_confirm", "talk_to_accept", "talk_changes"}


def call_for(talk) -> str:
    """Return the letter that calls whoever decides at the step under way."""
    if isinstance(talk.current_workflow_task, HostsTask):
        return "talk_to_accept"
    return "talk_to_confirm" if is_entered_for_its_body(talk) else "talk_to_release"


def may_be_told(user, talk) -> bool:
    """Say whether this person may learn that the talk exists, now that the letter leaves."""
    if policy.may_read(user, talk) or viewer_of(user).opens(talk.tokens):
        return True
    return policy.may_decide(user, talk) and talk.audience != Audience.PARTIES


def deliver(event: str, talk, user) -> bool:
    """Send one letter to one person, in their language; False if they may not have it."""
    if not user.is_active or not may_be_told(user, talk):
        return False
    link = partial(reverse, "seminars:progress", args=[talk.pk])
    spoken = override(language_to_write_in(user.language, user.organisation))
    with spoken, timezone.override(zone_of(user.organisation)):
        named = {"what": SUBJECTS[event], "reference": talk.heading}
        now = present(talk) if event in CALLS else None
        subject = in_one_line(typographic(_("%(what)s: %(reference)s") % named, get_language()))
        body = written(
            f"emails/{event}.txt",
            {
                "talk": talk,
                "seminar": seminar_of(talk),
                "due_on": now and now.due_on,
                "due_at": now and now.due_at,
                "link": settings.WAGTAILADMIN_BASE_URL + link(),
                "page": settings.WAGTAILADMIN_BASE_URL + (talk.get_url() or ""),
                "site_name": settings.SITE_NAME,
            },
        )
    message = EmailMessage(subject, body, to=[user.email])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return bool(message.send())
