"""What is said to a body that misses a duty; nothing follows by itself from any of it."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.duties.standing import standings
from exchange.models import Duty, DutyNotice, Membership
from exchange.models.duties import StepTaken
from exchange.models.people import PLATFORM_ROLES
from exchange.refusal import Refused, require
from exchange.tasks import mail_duty_notice


@transaction.atomic
def record_step(organisation, *, duty: str, year: int, step: str, note: str, by) -> DutyNotice:
    """Write to a body about a duty, or note that people talked; the conversation comes after the notice."""
    require(by, *PLATFORM_ROLES)
    if by is not None and by.organisation_id == organisation.pk:
        raise Refused(_("Somebody from another organisation has to do this: it is about your own."))
    # The row of the membership keeps two people from taking the same step at once.
    places = Membership.objects.active().select_for_update(of=("self",)).filter(organisation=organisation)
    if not list(places):
        raise Refused(_("Duties come with membership: this organisation is not a member."))
    taken = set(
        DutyNotice.objects.of_year(year)
        .filter(organisation=organisation, duty=duty)
        .values_list("step", flat=True)
    )
    if step == StepTaken.NOTICE and StepTaken.NOTICE in taken:
        raise Refused(_("A notice has already been sent; the next step is to talk with the organisation."))
    if step == StepTaken.CONVERSATION and StepTaken.NOTICE not in taken:
        raise Refused(_("First comes a notice, then a conversation."))
    if not note.strip():
        raise Refused(_("Say in a few words what it is about."))
    notice = DutyNotice.objects.create(
        organisation=organisation, duty=Duty(duty), year=year, step=StepTaken(step), note=note.strip(), by=by
    )
    record(notice, by=by)
    if step == StepTaken.NOTICE:
        transaction.on_commit(partial(mail_duty_notice.enqueue, notice.pk))
    return notice


def remind(today: dt.date) -> list[DutyNotice]:
    """Remind once a year, from September on, whoever has shared nothing yet; to be called once a day."""
    if today.month < settings.DUTY_REMINDER_MONTH:
        return []
    late = [standing for standing in standings(today.year) if Duty.SHARE in standing.unmet()]
    return [notice for standing in late if (notice := remind_body(standing.organisation, today.year))]


@transaction.atomic
def remind_body(organisation, year: int) -> DutyNotice | None:
    notice, is_new = DutyNotice.objects.get_or_create(
        organisation=organisation, duty=Duty.SHARE, year=year, step=StepTaken.REMINDER
    )
    if not is_new:
        return None
    record(notice, by=None)
    transaction.on_commit(partial(mail_duty_notice.enqueue, notice.pk))
    return notice


def record(notice, *, by) -> None:
    data = {"duty": str(notice.duty), "year": notice.year, "step": str(notice.step)}
    log(instance=notice.organisation, action="exchange.duty.step", user=by, data=data)
