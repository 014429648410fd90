"""What happens in a dispute: raised, answered, passed on, ended."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from wagtail.log_actions import log

from exchange.clocks import today_of
from exchange.disputes import rules
from exchange.models import Dispute, DisputeEntry, DisputeStep, TranslatedPage
from exchange.models.disputes import Outcome
from exchange.refusal import Refused
from exchange.tasks import mail_dispute
from exchange.viewers import viewer_of
from practices.actions import end_freezes_of, freeze
from practices.models import Practice

# Said by the calendar: stored in English, shown in the reader's language.
TIME_OVER = gettext_noop("The time for this step is over: it moves to the next one automatically.")


@transaction.atomic
def raise_dispute(*, subject: str, account: str, other, protocol=None, page=None, by) -> Dispute:
    """Open a dispute with another body: the contact points of both have thirty days."""
    allow(rules.speaks_for_a_body(by))
    if other.pk == by.organisation_id:
        raise Refused(_("A dispute is between two organisations: choose another one."))
    bodies = {other.pk, by.organisation_id}
    if protocol and not bodies <= set(protocol.parties.values_list("organisation", flat=True)):
        raise Refused(_("Both organisations must be parties to the protocol."))
    if page:
        seen = TranslatedPage.objects.visible_to(viewer_of(by)).filter(pk=page.pk).exists()
        if not seen or getattr(page.specific, "organisation_id", None) not in bodies:
            raise Refused(_("This practice or talk belongs to neither of the two organisations."))
    dispute = Dispute.objects.create(
        subject=subject,
        account=account,
        raised_by=by.organisation,
        answered_by=other,
        protocol=protocol,
        page=page,
        due_on=rules.due_on(DisputeStep.CONTACTS, today_of(by.organisation, other)),
    )
    record(dispute, "exchange.dispute.raise", by)
    return dispute


@transaction.atomic
def write(dispute: Dispute, *, text: str, by) -> DisputeEntry:
    """Add what a body or the committee has to say."""
    dispute = locked(dispute)
    allow(rules.may_write(by, dispute))
    entry = add_entry(dispute, text, by)
    record(dispute, "exchange.dispute.write", by)
    return entry


@transaction.atomic
def freeze_page(dispute: Dispute, *, text: str, by) -> Dispute:
    """Stop the practice in dispute; what was said, and what becomes of it, stands in the record."""
    dispute = locked(dispute)
    practice = Practice.objects.filter(pk=dispute.page_id).first()
    allow(practice is not None and rules.may_freeze(by, dispute))
    freeze(practice, by=by, reason=text, dispute=dispute)
    record(dispute, "exchange.dispute.freeze", by)
    return dispute


@transaction.atomic
def end(dispute: Dispute, *, outcome: str, text: str, by) -> Dispute:
    """Close a dispute: settled or taken back by who raised it, left without agreement by the committee."""
    dispute, outcome = locked(dispute), Outcome(outcome)
    allow(rules.may_leave(by, dispute) if outcome == Outcome.LEFT else rules.may_end(by, dispute))
    add_entry(dispute, text, by)
    dispute.outcome, dispute.closed_at, dispute.due_on = outcome, timezone.now(), None
    dispute.save(update_fields=["outcome", "closed_at", "due_on"])
    end_freezes_of(dispute, by=by)
    record(dispute, "exchange.dispute.end", by, outcome=outcome.value)
    return dispute


@transaction.atomic
def pass_on(dispute: Dispute, *, text: str, by) -> Dispute:
    """Hand a dispute from the committee to the heads of the bodies."""
    dispute = locked(dispute)
    allow(rules.may_pass_on(by, dispute))
    return go_on(dispute, text, by, today_of(*dispute.bodies))


def keep_dates(today: dt.date) -> list[Dispute]:
    """Pass on what was not settled in time; to be called once a day."""
    return [
        dispute
        for pk in Dispute.objects.overdue(today).values_list("pk", flat=True)
        if (dispute := move(pk, today))
    ]


@transaction.atomic
def move(pk: int, today: dt.date) -> Dispute | None:
    dispute = Dispute.objects.overdue(today).select_for_update(of=("self",)).filter(pk=pk).first()
    return dispute and go_on(dispute, TIME_OVER, None, today)


def go_on(dispute, text, by, today) -> Dispute:
    add_entry(dispute, text, by)
    dispute.step = DisputeStep(dispute.step + 1)
    dispute.due_on = rules.due_on(dispute.step, today)
    dispute.save(update_fields=["step", "due_on"])
    record(dispute, "exchange.dispute.pass_on", by, step=int(dispute.step))
    return dispute


def locked(dispute) -> Dispute:
    dispute = Dispute.objects.select_for_update(of=("self",)).get(pk=dispute.pk)
    if not dispute.is_open:
        raise Refused(_("This dispute is already closed."))
    return dispute


def allow(permitted: bool) -> None:
    if not permitted:
        raise Refused(_("Your roles do not allow this."))


def add_entry(dispute, text, by) -> DisputeEntry:
    if not text.strip():
        raise Refused(_("Say in a few words what it is about."))
    return dispute.entries.create(
        step=dispute.step, text=text.strip(), by=by, organisation=by.organisation if by else None
    )


def record(dispute, action: str, by, **data) -> None:
    """Log it without its words, and tell everybody else who follows the dispute."""
    log(instance=dispute, action=action, user=by, data=data)
    transaction.on_commit(partial(mail_dispute.enqueue, dispute.pk, by.pk if by else None))
