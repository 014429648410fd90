"""An emergency: a practice is out of sight at once, and somebody else looks into it within days."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from exchange.audiences import State
from exchange.clocks import today_everywhere, today_of
from exchange.models import RoleName
from exchange.models.people import SECRETARIAT
from practices import signals
from practices.models import Freeze, Practice
from practices.models.appeals import committee_for
from practices.models.freezes import open_freeze
from practices.policies import policy
from practices.rules import Problem
from practices.tasks import tell
from practices.timeline import working_days_later

from .keeping import set_state
from .refusal import NotReady, allow, locked, need
from .telling import answerable

# Said in the record of a dispute by nobody: stored in English, shown in the reader's language.
UNTIL_CONFIRMED = gettext_noop(
    "With these words the practice was frozen. It comes back after five working days unless committee or "
    "secretariat confirm it, and when the dispute ends."
)
UNTIL_SETTLED = gettext_noop("With these words its organisation froze the practice, until the dispute ends.")
CONFIRMED = gettext_noop("The freeze is confirmed: the practice stays out of sight until the dispute ends.")
ENDINGS = {
    "practices.lapse_freeze": gettext_noop("Nobody confirmed the freeze in time: the practice is back."),
    "practices.unfreeze": gettext_noop("The freeze was ended: the practice is back."),
    "practices.unfreeze_settled": gettext_noop("The freeze ended with the dispute: the practice is back."),
}


@transaction.atomic
def freeze(practice, *, by, reason: str, dispute=None) -> Practice:
    """Take a practice out of sight at once; of another organisation only until somebody confirms it.

    dispute: the one in which it is asked for; where the right rests on nothing else, it is found.
    """
    practice = locked(practice)
    allow(policy.may_freeze(by, practice))
    need(reason, "reason", _("Say why."))
    is_own = by.organisation_id in practice.owner_ids()
    if not is_own and (problems := why_not_freeze(practice, by)):
        raise NotReady(problems)
    dispute = dispute or policy.dispute_behind(by, practice)
    due = working_days_later(today_of(practice.organisation), settings.FREEZE_WORKING_DAYS)
    made = Freeze.objects.create(
        practice=practice,
        made_by=by,
        organisation=by.organisation,
        reason=reason.strip(),
        dispute=dispute,
        lapses_on=None if is_own else due,
    )
    practice.state_before_freeze = practice.state
    set_state(practice, State.FROZEN, by, "practices.freeze", signals.practice_frozen, reason=reason)
    if dispute:
        dispute.entries.create(step=dispute.step, text=made.reason, by=by, organisation=by.organisation)
        note(made, UNTIL_SETTLED if is_own else UNTIL_CONFIRMED)
    tell("frozen", practice, answerable(practice))
    if not is_own:
        tell("freeze_to_confirm", practice, committee_for(practice).exclude(pk=by.pk))
    return practice


def why_not_freeze(practice, by) -> list[Problem]:
    """Return why somebody may not freeze once more what is not theirs; who governs has no such bound."""
    if by.has_role(*SECRETARIAT, RoleName.COMMITTEE):
        return []
    theirs = Q(made_by=by)
    if by.organisation_id:
        theirs |= Q(organisation=by.organisation_id)
    made = Freeze.objects.filter(theirs)
    if made.filter(practice=practice, confirmed_at__isnull=True).exists():
        text = _(
            "Your organisation froze this practice once, and it was not confirmed: write to the secretariat."
        )
        return [Problem("reason", text)]
    if made.open().unconfirmed().count() >= settings.FREEZES_AT_ONCE:
        text = _(
            "A practice that your organisation froze waits for its confirmation: write to the secretariat."
        )
        return [Problem("reason", text)]
    return []


@transaction.atomic
def confirm_freeze(practice, *, by) -> Practice:
    """Let a freeze stand until somebody ends it."""
    practice = locked(practice)
    allow(policy.may_confirm_freeze(by, practice))
    made = open_freeze(practice)
    made.confirmed_by, made.confirmed_at = by, timezone.now()
    made.save(update_fields=["confirmed_by", "confirmed_at"])
    log(instance=practice, action="practices.confirm_freeze", user=by)
    note(made, CONFIRMED)
    tell("freeze_confirmed", practice, answerable(practice))
    return practice


@transaction.atomic
def unfreeze(practice, *, by) -> Practice:
    """Give a frozen practice back the state that it had."""
    practice = locked(practice)
    allow(policy.may_unfreeze(by, practice))
    return set_unfrozen(practice, by, "practices.unfreeze")


@transaction.atomic
def end_freezes_of(dispute, *, by) -> list[Practice]:
    """Give back what was frozen in a dispute that is over: whoever still fears for somebody freezes anew."""
    made = dispute.freezes.open().filter(practice__state=State.FROZEN).select_related("practice")
    ended = [set_unfrozen(locked(one.practice), by, "practices.unfreeze_settled") for one in made]
    for practice in ended:
        tell("freeze_ended", practice, answerable(practice))
    return ended


def note(made: Freeze, text: str) -> None:
    """Keep in the record of the dispute what became of a freeze: in English, shown in the reader's language."""
    if made.dispute:
        made.dispute.entries.create(step=made.dispute.step, text=text)


def set_unfrozen(practice, by, action: str) -> Practice:
    for made in practice.freezes.open().select_related("dispute"):
        note(made, ENDINGS[action])
    practice.freezes.open().update(ended_at=timezone.now())
    state, practice.state_before_freeze = practice.state_before_freeze or State.DRAFT, ""
    return set_state(practice, state, by, action, signals.practice_unfrozen)


@transaction.atomic
def lapse_freezes(today: dt.date | None = None) -> int:
    """Give back what nobody confirmed in time, and say so to whoever froze it and to the committee."""
    today = today or today_everywhere()
    over = Freeze.objects.open().unconfirmed().filter(lapses_on__lt=today, practice__state=State.FROZEN)
    over = list(over.select_related("practice", "made_by"))
    for made in over:
        practice = set_unfrozen(locked(made.practice), None, "practices.lapse_freeze")
        people = {*answerable(practice), *committee_for(practice), made.made_by} - {None}
        tell("freeze_lapsed", practice, people)
    return len(over)
