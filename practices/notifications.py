"""Letters to those who must act: a reference, a heading, a date and a link, nothing of the content."""

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from exchange.audiences import Audience
from exchange.clocks import zone_of
from exchange.languages import language_to_write_in
from exchange.models import RoleName, User
from exchange.tasks.letters import in_one_line, written
from exchange.typography import typographic
from exchange.viewers import viewer_of
from practices.models import (
    AdmissibilityTask,
    Practice,
    PublicationTask,
    ReleaseTask,
    ReviewTask,
)
from practices.models.appeals import hears_appeal
from practices.models.freezes import open_freeze
from practices.timeline import present

SUBJECTS = {
    "to_release": gettext_lazy("A practice is waiting for its release"),
    "to_admit": gettext_lazy("A practice is waiting to be found admissible"),
    "to_review": gettext_lazy("You are asked to review a practice"),
    "to_publish": gettext_lazy("A practice is waiting to be published"),
    "review_passed_on": gettext_lazy("A review was passed on to somebody else"),
    "no_reviewer": gettext_lazy("A practice is waiting for a reviewer"),
    "review_again": gettext_lazy("A practice that you have read was changed"),
    "submitted": gettext_lazy("Your practice is with your content lead"),
    "released": gettext_lazy("Your practice is released"),
    "admitted": gettext_lazy("Your practice is admissible"),
    "to_complete": gettext_lazy("Your practice is admissible: complete it"),
    "review_approved": gettext_lazy("A reviewer approves your practice"),
    "changes_requested": gettext_lazy("Changes are requested for your practice"),
    "changes_reminder": gettext_lazy("Your practice is waiting for your changes"),
    "sent_to_review": gettext_lazy("Your correction goes to review"),
    "declined": gettext_lazy("Your practice was declined"),
    "published": gettext_lazy("A practice of your organisation is published"),
    "freeze_to_confirm": gettext_lazy("A practice is frozen: confirm it, or it comes back"),
    "freeze_confirmed": gettext_lazy("A practice of your organisation stays frozen"),
    "freeze_lapsed": gettext_lazy("A practice is no longer frozen"),
    "freeze_ended": gettext_lazy("A practice of your organisation is no longer frozen"),
    "frozen": gettext_lazy("A practice of your organisation is frozen"),
    "withdrawn": gettext_lazy("A practice of your organisation is withdrawn"),
    "archived": gettext_lazy("A practice of your organisation is archived"),
    "adopted": gettext_lazy("Another organisation reports that it uses your practice"),
    "review_due": gettext_lazy("A practice of your organisation is due for verification"),
    "uncorrected": gettext_lazy("A practice of your organisation is a draft again"),
    "review_reminder": gettext_lazy("A review is expected from you"),
    "release_reminder": gettext_lazy("A practice is still waiting for its release"),
    "admissibility_reminder": gettext_lazy("A practice is still waiting to be found admissible"),
    "publication_reminder": gettext_lazy("A practice is still waiting to be published"),
    "appealed": gettext_lazy("An organisation appeals to the committee"),
    "appeal_decided": gettext_lazy("The committee has decided on your appeal"),
    "purge_warning": gettext_lazy("A draft of your organisation is about to be deleted"),
    "adopted_removed": gettext_lazy("A practice that your organisation uses is about to be removed"),
    "co_lead_left": gettext_lazy("An organisation is no longer co-lead of a practice with yours"),
    "publication_held": gettext_lazy("A publication is on hold"),
    "co_ownership": gettext_lazy("Your organisation is asked to be co-lead of a practice"),
}
CALLS = (
    (ReleaseTask, "to_release"),
    (AdmissibilityTask, "to_admit"),
    (ReviewTask, "to_review"),
    (PublicationTask, "to_publish"),
)
# The letters that give a day, and the moment to which it belongs.
DATED = {
    "to_release": "release",
    "release_reminder": "release",
    "to_admit": "admissibility",
    "admissibility_reminder": "admissibility",
    "to_publish": "publication",
    "publication_reminder": "publication",
    "to_complete": "completion",
    "changes_requested": "changes",
    "changes_reminder": "changes",
}


# Wagtail writes to superusers and to whoever submitted, with the title of the page and whoever they are.
WAGTAILS_LETTERS = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)


def silence(**kwargs) -> None:
    """Do nothing in the place of a letter of Wagtail."""


def replace_wagtails_letters() -> None:
    """Take the places of Wagtail's letters before it does: the first to come under a name stays."""
    for signal, sender, name in WAGTAILS_LETTERS:
        signal.connect(silence, sender=sender, dispatch_uid=name)


def leads_of(practice):
    """Return the content leads of the body that owns a sheet."""
    return leads_of_bodies([practice.organisation_id])


def leads_of_bodies(organisations):
    people = User.objects.filter(is_active=True, organisation__in=organisations)
    return people.filter(roles__name=RoleName.CONTENT_LEAD).distinct()


def call_for(task) -> str:
    """Return the letter that calls whoever decides at a step."""
    return next(event for task_class, event in CALLS if isinstance(task, task_class))


def may_be_told(user, practice) -> bool:
    """Say whether this person may learn that the sheet exists, now that the letter leaves."""
    if practice.effective_audience() != Audience.PARTIES:
        return True
    return viewer_of(user).opens(practice.tokens) or hears_appeal(practice, user)


def due_date(event: str, practice, user) -> dt.date | None:
    """Return the day before which this letter asks for something, if it still asks for it."""
    if asked := practice.assignments.open().filter(reviewer=user).first():
        return asked.due_on
    if event == "freeze_to_confirm":
        made = open_freeze(practice)
        return made and made.lapses_on
    now = next(iter(present(practice)), None) if event in DATED else None
    return now.due_on if now and now.event == DATED[event] else None


def place_of_work(page) -> str:
    """Return where something is done about a page: on the desk of a sheet; elsewhere, the page itself."""
    return reverse("sheet_desk", args=[page.pk]) if isinstance(page, Practice) else page.get_url()


def deliver(event: str, practice, user) -> bool:
    """Send one letter to one person, in their language; False if they may not have it."""
    if not user.is_active or not may_be_told(user, practice):
        return False
    base = settings.WAGTAILADMIN_BASE_URL
    spoken = override(language_to_write_in(user.language, user.organisation))
    with spoken, timezone.override(zone_of(user.organisation)):
        named = {
            "what": SUBJECTS[event],
            "reference": getattr(practice, "reference", None) or practice.heading,
        }
        subject = in_one_line(typographic(_("%(what)s: %(reference)s") % named, get_language()))
        body = written(
            f"emails/{event}.txt",
            {
                "practice": practice,
                "heading": practice.heading,
                "due_on": due_date(event, practice, user),
                "reviewer_body": user.organisation,
                "link": base + place_of_work(practice),
                "page": base + (practice.get_url() or ""),
                "site_name": settings.SITE_NAME,
            },
        )
    message = EmailMessage(subject, body, to=[user.email])
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    return bool(message.send())
