"""A talk in the hands of its organisation: proposed, changed, sent, taken back, withdrawn."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.actions.move_page import MovePageAction
from wagtail.log_actions import log
from wagtail.models import Workflow

from exchange.audiences import State
from exchange.clocks import today_of
from exchange.languages import localized
from exchange.models import Licence, User
from exchange.models.people import SECRETARIAT
from practices.actions.refusal import NotReady, Refused, allow, locked
from practices.actions.submission import keep
from practices.comparison import changed_since
from practices.models.choices import WithdrawalReason
from practices.models.review import is_secretariat_of_another, move
from practices.notifications import leads_of
from practices.rules import Problem
from seminars.models import Seminar, Talk, TalkPractice, TalkReleaseTask
from seminars.models.life import who_may_confirm
from seminars.policies import policy, why_not_propose
from seminars.rules import problems_of
from seminars.tasks import call_deciders, tell
from seminars.timeline import seminar_of


@transaction.atomic
def propose(seminar, *, by, **words) -> Talk:
    """Begin a talk of one's own organisation for a seminar: a draft that the organisation alone reads."""
    if why := why_not_propose(by, seminar):
        raise Refused(why)
    talk = Talk(organisation=by.organisation, owner=by, live=False, has_unpublished_changes=True)
    fill(talk, words)
    Seminar.objects.get(pk=seminar.pk).add_child(instance=talk)
    log(instance=talk, action="seminars.propose", user=by)
    talk.save_revision(user=by, clean=False)
    return Talk.objects.get(pk=talk.pk)


@transaction.atomic
def rewrite(talk, *, by, seminar=None, **words) -> Talk:
    """Save another version of a talk; what was never published may go to another open seminar."""
    talk = locked(talk)
    allow(policy.may_write(by, talk))
    draft = talk.get_latest_revision_as_object()
    fill(draft, words)
    keep(draft, by)
    if seminar is not None and seminar.pk != seminar_of(talk).pk:
        if why := why_not_propose(by, seminar) or ("" if may_move(talk) else _("It stays with its seminar.")):
            raise Refused(why)
        talk = Talk.objects.get(pk=talk.pk)
        target = Seminar.objects.get(pk=seminar.pk)
        MovePageAction(talk, target, pos="last-child", user=by).execute(skip_permission_checks=True)
        Talk.objects.filter(pk=talk.pk).update(declined_at=None)
    return Talk.objects.get(pk=talk.pk)


def may_move(talk) -> bool:
    """Say whether a talk may go to another seminar: nobody has read it there, or its hosts declined it."""
    return not talk.live and talk.first_published_at is None and talk.current_workflow_state is None


def fill(talk, words) -> None:
    """Write into a version what its author says: texts in the language of the talk, the rest as it is."""
    practices = words.pop("practices", None)
    language = words.pop("language", None) or talk.original_language
    if language != talk.original_language or not talk.languages:
        # A talk that changes its language takes its own text along.
        for name in ("heading", "summary"):
            if language != talk.original_language:
                setattr(talk, localized(name, talk.original_language), "")
        talk.languages = [language]
    talk.original_language = language
    for name in ("heading", "summary"):
        if name in words:
            setattr(talk, localized(name, language), words.pop(name))
    for name, value in words.items():
        setattr(talk, name, value)
    if practices is not None:
        known = {row.practice_id: row for row in talk.practice_links.all()}
        talk.practice_links = [
            known.get(practice.pk) or TalkPractice(practice=practice) for practice in practices
        ]


@transaction.atomic
def submit(talk, *, by) -> Talk:
    """Send a talk on its way; what was sent back, or changed since, is released and decided about anew."""
    talk = locked(talk)
    allow(policy.may_submit(by, talk))
    if problems := why_not_submit(talk, by=by):
        raise NotReady(problems)
    draft = talk.get_latest_revision_as_object()
    if draft.licence is None:
        draft.licence = Licence.objects.filter(default_for=draft.audience).first()
        keep(draft, by)
    talk = locked(talk)
    if before := talk.current_workflow_state:
        before.cancel(user=by)
        talk = locked(talk)
    workflow().start(talk, by)
    log(instance=talk, action="seminars.submit", user=by, data={"seminar": seminar_of(talk).pk})
    return called(talk)


def why_not_submit(talk, *, by) -> list[Problem]:
    """Return what keeps a talk from being sent."""
    return [*problems_of(talk.get_latest_revision_as_object()), *why_not_send(talk, by=by)]


def workflow() -> Workflow:
    tasks = TalkReleaseTask.objects.values_list("task_ptr", flat=True)
    return Workflow.objects.active().filter(workflow_tasks__task__in=tasks).earliest("pk")


def why_not_send(talk, *, by) -> list[Problem]:
    """Return why a talk cannot be sent now, whatever stands in it."""
    sent_back = talk.current_workflow_state
    if sent_back:
        revision = sent_back.current_task_state.revision
        if revision and not changed_since(talk, revision):
            text = _("Nothing has changed since the comments that you were given: change the talk first.")
            return [Problem("", text)]
        return []
    if is_secretariat_of_another(talk, by):
        if who_may_confirm(talk):
            return []
        text = _(
            "Nobody can agree for %(organisation)s: it has no content lead or administrator with an account. "
            "Let its administrator be invited first."
        )
        return [Problem("", text % {"organisation": talk.organisation})]
    if talk.live:
        return (
            []
            if talk.has_unpublished_changes
            else [Problem("", _("Nothing has changed since it was published."))]
        )
    if talk.declined_at:
        text = _("The hosts of this seminar declined it: choose another seminar that calls for talks.")
        return [Problem("seminar", text)]
    if not seminar_of(talk).takes_talks_of(talk.organisation):
        text = _("The call of this seminar is closed: choose another one, or write to the hosts.")
        return [Problem("seminar", text)]
    return []


def called(talk) -> Talk:
    """Tell whoever acts next and return the talk as it stands now."""
    talk = Talk.objects.get(pk=talk.pk)
    call_deciders(talk)
    return talk


@transaction.atomic
def take_back(talk, *, by) -> Talk:
    """Make what waits for others a draft again."""
    talk = locked(talk)
    allow(policy.may_take_back(by, talk))
    end_round(talk, by)
    log(instance=talk, action="seminars.take_back", user=by)
    return Talk.objects.get(pk=talk.pk)


def end_round(talk, by) -> None:
    if state := talk.current_workflow_state:
        state.cancel(user=by)
    move(Talk.objects.get(pk=talk.pk), State.DRAFT)


@transaction.atomic
def discard(talk, *, by) -> None:
    """Delete a draft that was never published."""
    talk = locked(talk)
    allow(policy.may_discard(by, talk))
    log(instance=talk.get_parent(), action="seminars.discard", user=by, data={"title": talk.title})
    talk.delete()


@transaction.atomic
def withdraw(talk, *, by, reason: str) -> Talk:
    """Leave of a published talk its title, a date and a class of reason."""
    talk = locked(talk)
    allow(policy.may_withdraw(by, talk))
    reason = WithdrawalReason(reason)
    end_round(talk, by)
    talk = locked(talk)
    talk.state = State.WITHDRAWN
    talk.save(update_fields=["state", "tokens"], clean=False)
    data = {"reason": reason.value, "date": today_of(talk.organisation).isoformat()}
    log(instance=talk, action="seminars.withdraw", user=by, data=data)
    tell("talk_withdrawn", talk, {*leads_of(talk), *hosts_and_secretariat(talk)} - {by})
    return talk


def hosts_and_secretariat(talk) -> list[User]:
    """Return whoever had taken a talk into the programme."""
    hosts = User.objects.who_speak_for(*talk.host_ids())
    editors = User.objects.filter(is_active=True, roles__name__in=SECRETARIAT).distinct()
    return [*hosts, *editors]
