"""The decisions about a talk: released by its organisation, accepted or declined by the hosts of its seminar."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import TaskState

from exchange.audiences import State
from practices.actions.publication import changed_since_approved, held
from practices.actions.refusal import NotReady, allow, locked, need
from practices.actions.steps import about_latest
from practices.actions.telling import answerable, who_corrects
from practices.comparison import changed_fields, texts_by_language, translations_of
from practices.models.review import move
from practices.rules import Problem
from seminars.models import HostsTask, Talk, TalkReleaseTask
from seminars.policies import policy, why_not_release
from seminars.tasks import tell

from .proposals import called


def deciding(talk, by, *task_classes) -> TaskState:
    """Return the step under way, if it is of this kind and this person decides it, about the latest version."""
    allow(policy.may_decide(by, talk) and isinstance(talk.current_workflow_task, task_classes))
    return about_latest(talk)


@transaction.atomic
def release(talk, *, by, comment: str = "") -> Talk:
    """Let a talk go to the hosts in the name of its organisation."""
    talk = locked(talk)
    allow(not (why := why_not_release(by, talk)), why)
    step = deciding(talk, by, TalkReleaseTask)
    talk.confirmed_at = timezone.now()
    talk.save(update_fields=["confirmed_at", "tokens"], clean=False)
    by_secretariat = by.organisation_id != talk.organisation_id
    log(instance=talk, action="seminars.release", user=by, data={"by_secretariat": by_secretariat})
    step.approve(user=by, comment=comment)
    return called(talk)


@transaction.atomic
def accept(talk, *, by, comment: str = "") -> Talk:
    """Take a talk into the programme: what was released, in this wording, is published."""
    talk = locked(talk)
    step = deciding(talk, by, HostsTask)
    if problems := [*changed_since_approved(talk), *held(talk)]:
        raise NotReady(problems)
    log(instance=talk, action="seminars.accept", user=by)
    step.approve(user=by, comment=comment)
    talk = Talk.objects.get(pk=talk.pk)
    tell("talk_published", talk, answerable(talk))
    return talk


@transaction.atomic
def request_changes(talk, *, by, comment: str) -> Talk:
    """Send a talk back to its author: what comes again is released again."""
    talk = locked(talk)
    step = deciding(talk, by, TalkReleaseTask, HostsTask)
    need(comment, "comment", _("Say what should change."))
    log(instance=talk, action="seminars.request_changes", user=by)
    step.reject(user=by, comment=comment)
    move(Talk.objects.get(pk=talk.pk), State.DRAFT)
    talk = Talk.objects.get(pk=talk.pk)
    tell("talk_changes", talk, {*who_corrects(talk), *entered_by(talk)})
    return talk


def entered_by(talk) -> set:
    """Return whoever sent a talk in the name of its organisation."""
    state = talk.current_workflow_state
    by = state.requested_by if state else None
    return {by} - {None}


@transaction.atomic
def decline(talk, *, by, comment: str) -> Talk:
    """Keep a talk out of the programme, with a reason; it is a draft of its organisation again."""
    talk = locked(talk)
    step = deciding(talk, by, HostsTask)
    need(comment, "comment", _("A talk is not declined without a reason."))
    # To Wagtail a refusal is a step that was passed without being approved.
    step.status, step.finished_at = TaskState.STATUS_SKIPPED, timezone.now()
    step.finished_by, step.comment = by, comment
    step.save()
    step.workflow_state.cancel(user=by)
    talk = locked(talk)
    if not talk.live:
        talk.declined_at = timezone.now()
    talk.state = talk.state if talk.live else State.DRAFT
    talk.save(update_fields=["state", "declined_at", "tokens"], clean=False)
    log(instance=talk, action="seminars.decline", user=by, data={"reason": comment})
    tell("talk_declined", talk, answerable(talk))
    return Talk.objects.get(pk=talk.pk)


@transaction.atomic
def publish_translations(talk, *, by) -> Talk:
    """Publish what the secretariat translated: the words of the organisation stay as they are."""
    talk = locked(talk)
    allow(policy.may_publish_translations(by, talk))
    draft = talk.get_latest_revision_as_object()
    changed = changed_by_secretariat(talk)
    if changed - translations_of(draft.original_language, Talk):
        text = _("More than translations was changed: the organisation has to agree to that.")
        raise NotReady([Problem("", text)])
    languages = sorted(code for code, names in texts_by_language(Talk).items() if names & changed)
    for language in languages:
        draft.mark_translation(language, "reviewed")
    draft.save_revision(user=by, clean=False).publish(user=by, skip_permission_checks=True)
    log(instance=talk, action="seminars.translate", user=by, data={"languages": languages})
    return Talk.objects.get(pk=talk.pk)


def changed_by_secretariat(talk) -> frozenset[str]:
    """Return what stands otherwise in the next version than in what is published."""
    latest = talk.get_latest_revision()
    return changed_fields(talk.serializable_data(), latest.content, Talk) if latest else frozenset()
