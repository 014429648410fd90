"""The last step: what was released and approved is published, in the languages that readers need."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from wagtail.log_actions import log
from wagtail.models import TaskState

from exchange.audiences import State
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.languages import LANGUAGES, localized
from practices import signals
from practices.comparison import (
    changed_fields,
    reviewed_changes,
    texts_by_language,
    translated_names,
    translations_of,
)
from practices.corrections import is_correction, why_not_small
from practices.models import Practice, PublicationTask
from practices.models.review import owner_contributes
from practices.notifications import leads_of_bodies
from practices.policies import policy
from practices.rules import Problem, missing_translations, problems_of
from practices.tasks import tell

from .audience import log_audience
from .refusal import NotReady, allow, locked
from .steps import deciding
from .submission import unanswered, unread_by_secretariat
from .telling import after, answerable


@transaction.atomic
def publish(practice, *, by) -> Practice:
    """Publish what was approved, in the languages that readers need."""
    practice = locked(practice)
    step = deciding(practice, by, PublicationTask)
    if problems := why_not_publish(practice.get_latest_revision_as_object()):
        raise NotReady(problems)
    read_by = practice.effective_audience() if practice.live else ""
    read_in = practice.network_id
    answered = set(practice.owner_ids())
    number_and_date(practice, not is_correction(step.workflow_state))
    draft = practice.get_latest_revision_as_object()
    complete_for_readers(draft)
    try:
        draft.save_revision(user=by)
    except ValidationError as error:
        faults = error.message_dict.items()
        raise NotReady([Problem(field, " ".join(messages)) for field, messages in faults]) from error
    step.approve(user=by)
    log(instance=practice, action="practices.publish", user=by, data={"version": practice.version})
    practice = after(practice, by, signals.practice_published)
    if read_by and (practice.effective_audience(), practice.network_id) != (read_by, read_in):
        log_audience(practice, read_by, by=by, reason="publication")
    tell("published", practice, answerable(practice))
    tell("co_lead_left", practice, leads_of_bodies(answered - set(practice.owner_ids())))
    return practice


@transaction.atomic
def publish_translations(practice, *, by) -> Practice:
    """Publish what the secretariat translated, as a minor version: the original stays as it is."""
    practice = locked(practice)
    allow(policy.may_publish_translations(by, practice))
    draft = practice.get_latest_revision_as_object()
    changed = changed_fields(practice.serializable_data(), draft.serializable_data())
    if problems := why_not_publish_translations(draft, changed):
        raise NotReady(problems)
    practice.version_minor += 1
    practice.save(update_fields=["version_minor", "tokens"], clean=False)
    practice = Practice.objects.get(pk=practice.pk)
    draft = practice.get_latest_revision_as_object()
    languages = sorted({language for language, names in texts_by_language().items() if names & changed})
    for language in languages:
        draft.mark_translation(language, "reviewed")
    draft.save_revision(user=by, clean=False).publish(user=by, skip_permission_checks=True)
    data = {"version": practice.version, "languages": languages}
    log(instance=practice, action="practices.translate", user=by, data=data)
    return after(practice, by, signals.practice_published)


def why_not_publish_translations(draft, changed) -> list[Problem]:
    """Return what keeps translations from being published: nothing new, too long, or more than translations."""
    if not changed:
        return [Problem("", _("Nothing has been translated since this version was published."))]
    if changed - translations_of(draft.original_language):
        return [Problem("", _("The original was changed: only its organisation can submit that."))]
    names = {name for name in translated_names() for code in LANGUAGES if localized(name, code) in changed}
    return [problem for problem in problems_of(draft) if problem.field in names]


def why_not_publish(draft) -> list[Problem]:
    """Return what keeps a sheet from being published."""
    asked = [Problem(question.field, str(question.text)) for question in unanswered(draft)]
    return [
        *missing_translations(draft),
        *asked,
        *unread_by_secretariat(draft),
        *problems_of(draft),
        *changed_since_approved(draft),
        *grown(draft),
        *held(draft),
    ]


def held(practice) -> list[Problem]:
    """Return why nothing new of an organisation is published: it is suspended, or no member any more."""
    if owner_contributes(practice):
        return []
    text = _("%(organisation)s may not publish anything at the moment. You will be told when this can go on.")
    return [Problem("", text % {"organisation": practice.organisation})]


def changed_since_approved(practice) -> list[Problem]:
    """Return what stands in the latest version and was neither released nor approved in this wording."""
    state = practice.current_workflow_state
    given = state.task_states.filter(status=TaskState.STATUS_APPROVED) if state else []
    return [
        Problem("", _("The text was changed after it was approved: send it back, so that it is read again."))
        for approval in given
        if approval.revision and reviewed_changes(practice, approval.revision)
    ][:1]


def grown(draft) -> list[Problem]:
    """Return why what was submitted as a small correction is none: it is sent to review instead."""
    if not draft.live or not is_correction(draft.current_workflow_state):
        return []
    return why_not_small(draft, draft)


def number_and_date(practice, reviewed: bool) -> None:
    """Set version, dates and state: the page as a whole keeps them, whatever its text becomes."""
    if practice.live:
        major, minor = practice.version_major, practice.version_minor
        practice.version_major, practice.version_minor = (major + 1, 0) if reviewed else (major, minor + 1)
    if reviewed or practice.last_verified_on is None:
        practice.last_verified_on = today_of(practice.organisation)
        practice.review_due_on = months_later(practice.last_verified_on, settings.VERIFICATION_MONTHS)
        practice.state = State.PUBLISHED
    practice.save(
        update_fields=[
            "version_major",
            "version_minor",
            "last_verified_on",
            "review_due_on",
            "state",
            "tokens",
        ],
        clean=False,
    )


def complete_for_readers(draft) -> None:
    """Write the source to cite, and note that the secretariat read the translations."""
    if not draft.attribution:
        with override(draft.original_language):
            sheet = pgettext("citation", "practice %(reference)s") % {"reference": draft.reference}
            source = f"{draft.organisation}, {sheet}, {settings.SITE_NAME}"
        draft.attribution = source[: draft._meta.get_field("attribution").max_length]
    for language in draft.available_languages:
        if draft.translation_status(language) == "draft" and not draft.translation_state.get(
            language, {}
        ).get("machine"):
            draft.mark_translation(language, "reviewed")
