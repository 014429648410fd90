"""Organisations that answer for a practice with its owner: they accept it, and step out of it."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.audiences import WIDTH, Audience
from practices.models import CoOwner, Practice
from practices.notifications import leads_of_bodies
from practices.policies import policy
from practices.rules import Problem
from practices.tasks import tell

from .audience import set_audience
from .refusal import NotReady, allow, locked
from .telling import answerable


@transaction.atomic
def accept_co_ownership(row: CoOwner, *, by, audience: str = Audience.MEMBERS) -> Practice:
    """Let an organisation answer for a practice with its owner, no wider than it chooses."""
    practice = locked(row.practice)
    row = CoOwner.objects.select_for_update(of=("self",)).get(pk=row.pk)
    allow(policy.may_accept_co_ownership(by, row))
    audience = Audience(audience)
    if audience == Audience.PARTIES and practice.protocol_id is None:
        text = _("This practice names no protocol: nobody would be able to read it.")
        raise NotReady([Problem("audience", text)])
    row.accepted_at, row.accepted_for, row.audience = timezone.now(), row.organisation, audience
    row.save(update_fields=["accepted_at", "accepted_for", "audience"])
    practice = Practice.objects.get(pk=practice.pk)
    practice.save(update_fields=["tokens"], clean=False)
    data = {"organisation": row.organisation_id}
    log(instance=practice, action="practices.accept_co_ownership", user=by, data=data)
    return practice


@transaction.atomic
def step_out(practice, *, by) -> Practice:
    """Let an organisation answer no longer for a practice of another, or decline to.

    Whoever read it goes on reading it, and nobody more: the owner may widen it later, with a reason. A
    contact of the organisation that leaves goes with it.
    """
    practice = locked(practice)
    allow(policy.may_step_out(by, practice))
    row = practice.co_owners.get(organisation=by.organisation_id)
    before, had_accepted = practice.effective_audience(), row.accepted_at is not None
    row.delete()
    forget(practice, by.organisation_id)
    practice = Practice.objects.get(pk=practice.pk)
    data = {"organisation": by.organisation_id, "had_accepted": had_accepted}
    log(instance=practice, action="practices.step_out", user=by, data=data)
    if WIDTH[practice.effective_audience()] > WIDTH[before] and reaches(practice, before):
        protocol = practice.protocol if before == Audience.PARTIES else None
        practice = set_audience(practice, before, protocol, by=by, reason="step_out")
    practice.save(update_fields=["tokens"], clean=False)
    others = [other.organisation_id for other in practice.co_owners.all() if other.accepted_at]
    tell("co_lead_left", practice, {*answerable(practice), *leads_of_bodies(others)})
    return practice


def reaches(practice, audience: str) -> bool:
    """Say whether an audience can be kept: the parties are those of a protocol."""
    return audience != Audience.PARTIES or practice.protocol_id is not None


def forget(practice, organisation_id: int) -> None:
    """Take an organisation and its contact out of a practice and out of every version that may be published."""
    antenna = practice.contact_antenna
    gone = antenna.pk if antenna and antenna.organisation_id == organisation_id else None
    if gone:
        Practice.objects.filter(pk=practice.pk).update(contact_antenna=None)
    for version in practice.revisions.filter(pk__gte=practice.live_revision_id or 0):
        rows = version.content.get("co_owners", [])
        version.content["co_owners"] = [row for row in rows if row["organisation"] != organisation_id]
        if gone and version.content.get("contact_antenna") == gone:
            version.content["contact_antenna"] = None
        version.save(update_fields=["content"])
