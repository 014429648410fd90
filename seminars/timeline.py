"""Where a talk stands in its life: what was decided, who acts now, until when."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.models import WorkflowState

from exchange.audiences import State
from exchange.clocks import today_of
from practices.models.release import leads_who_may_release
from practices.timeline import NOW, Moment, steps_done, working_days_later
from seminars.models import HostsTask, Seminar
from seminars.models.life import is_entered_for_its_body


def seminar_of(talk) -> Seminar | None:
    """Return the seminar to whose programme a talk belongs."""
    return Seminar.objects.parent_of(talk).first() if talk.path else None


def history(talk) -> list[Moment]:
    """Return what was decided about a talk, the first thing first."""
    return sorted(steps_done(talk), key=lambda moment: moment.at)


def present(talk) -> Moment | None:
    """Return the step at which a talk stands, if it waits for somebody."""
    state = talk.current_workflow_state
    step = state.current_task_state if state else None
    if step is None:
        return None
    body = talk.organisation
    if state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        day = today_of(body, at=step.finished_at) + dt.timedelta(days=settings.CORRECTION_DAYS)
        return Moment(
            _("Changes by the author"), NOW, by=str(body), due_on=day, due_at=body, since=step.finished_at
        )
    task = step.task.specific
    if isinstance(task, HostsTask):
        since = today_of(at=step.started_at)
        seminar = seminar_of(talk)
        closes = seminar.talks_until if seminar and seminar.talks_until else since
        # Hosts choose once they have read what was proposed until the last day.
        day = working_days_later(max(since, closes), settings.TALK_ANSWER_WORKING_DAYS)
        return Moment(_("Decision of the hosts"), NOW, by=_("the hosts"), due_on=day, since=step.started_at)
    day = working_days_later(today_of(body, at=step.started_at), settings.RELEASE_WORKING_DAYS)
    return Moment(
        _("Release by its organisation"),
        NOW,
        by=who_releases(talk),
        due_on=day,
        due_at=body,
        since=step.started_at,
    )


def who_releases(talk):
    if is_entered_for_its_body(talk):
        return _("the content lead or the administrator of %(body)s") % {"body": talk.organisation}
    if leads_who_may_release(talk):
        return _("the content lead of %(body)s") % {"body": talk.organisation}
    return _("the secretariat")


def standing(talk) -> str:
    """Return in words where a talk stands, as its authors read it."""
    if talk.live and talk.state != State.WITHDRAWN:
        if talk.workflow_in_progress or talk.has_unpublished_changes:
            return _("Published; a next version is not published yet")
        return _("Published")
    if talk.declined_at:
        return _("Declined by the hosts")
    state = talk.current_workflow_state
    if state and state.status == WorkflowState.STATUS_NEEDS_CHANGES:
        return _("Changes requested")
    return STANDINGS.get(talk.state) or talk.get_state_display()


STANDINGS = {
    State.DRAFT: _("Draft"),
    State.SUBMITTED: _("Waits for its release"),
    State.RELEASED: _("With the hosts of the seminar"),
    State.WITHDRAWN: _("Withdrawn"),
}
