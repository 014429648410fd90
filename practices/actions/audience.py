"""Who reads what is published: narrowed at once, widened by its owner with a reason, never beyond a co-owner."""

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.audiences import WIDTH, Audience
from exchange.clocks import today_of
from exchange.models import Organisation, Protocol
from exchange.policies import participation
from practices.models import Practice
from practices.policies import policy
from practices.rules import Problem, missing_translations

from .refusal import NotReady, allow, locked, need


@transaction.atomic
def change_audience(
    practice,
    *,
    audience: str,
    by,
    reason: str,
    protocol: Protocol | None = None,
    network: Organisation | None = None,
) -> Practice:
    """Let the owner say anew who reads its sheet; it holds at the next request, everywhere.

    network: another one in which it is offered from now on.
    """
    practice = locked(practice)
    audience = Audience(audience)
    protocol = protocol if audience == Audience.PARTIES else None
    allow(policy.may_change_audience(by, practice))
    need(reason, "reason", _("Say why."))
    network_id = network.pk if network else practice.network_id
    moves = network_id != practice.network_id
    same = (practice.audience, practice.protocol_id) == (audience, protocol.pk if protocol else None)
    if same and not moves:
        return practice
    # The members of another network are other readers.
    widens = moves or WIDTH[audience] >= WIDTH[practice.effective_audience()]
    allow(not widens or policy.may_widen(by, practice))
    allow(not moves or network_id in participation(by).offers_in)
    problems = why_not_change(practice, audience, protocol, widens=widens)
    if moves:
        problems += refused_elsewhere(practice)
    if problems:
        raise NotReady(problems)
    practice.network_id = network_id
    return set_audience(practice, audience, protocol, by=by, reason=reason)


def why_not_change(practice, audience: str, protocol: Protocol | None, *, widens: bool) -> list[Problem]:
    """Return what keeps a published sheet from other readers."""
    before = practice.audience, practice.protocol
    practice.audience, practice.protocol = audience, protocol
    try:
        wider = [*refused_by_co_owners(practice), *missing_translations(practice)] if widens else []
        return [*refused_by_protocol(practice), *wider]
    finally:
        practice.audience, practice.protocol = before


def refused_by_co_owners(practice) -> list[Problem]:
    text = _("%(body)s is co-lead of this practice, and accepts “%(audience)s” at most.")
    return [
        Problem("audience", text % {"body": row.organisation, "audience": row.get_audience_display()})
        for row in practice.co_owners.select_related("organisation")
        if row.accepted_at and WIDTH[row.audience] < WIDTH[practice.audience]
    ]


def refused_elsewhere(practice) -> list[Problem]:
    """Return who answers for a sheet too, and accepted that for the members of the network where it stands."""
    text = _("%(body)s is co-lead of this practice, and accepted that for the members of %(network)s.")
    return [
        Problem("network", text % {"body": row.organisation, "network": practice.network})
        for row in practice.co_owners.select_related("organisation")
        if row.accepted_at
    ]


def refused_by_protocol(practice) -> list[Problem]:
    if practice.audience != Audience.PARTIES:
        return []
    writable = Protocol.objects.writable(today_of(practice.organisation)).of_party(practice.organisation_id)
    protocol = practice.protocol
    is_writable = protocol and writable.filter(pk=protocol.pk).exists()
    if is_writable and not protocol.closed_by(practice.organisation_id):
        return []
    return [Problem("protocol", _("Choose a protocol in force that your organisation has signed."))]


def set_audience(practice, audience: str, protocol: Protocol | None, *, by, reason: str) -> Practice:
    """Change who reads a sheet, in what is published and in its next version, and say so in the log."""
    before = practice.effective_audience()
    practice.audience, practice.protocol = audience, protocol
    practice.save(update_fields=["audience", "protocol", "network", "tokens"], clean=False)
    # No version, published or not yet, may bring the former readers back.
    for version in practice.revisions.filter(pk__gte=practice.live_revision_id or 0):
        version.content.update(
            audience=audience, protocol=protocol.pk if protocol else None, network=practice.network_id
        )
        version.save(update_fields=["content"])
    log_audience(practice, before, by=by, reason=reason)
    return practice


def log_audience(practice, before: str, *, by, reason: str) -> None:
    """Note that a sheet is read by more, or by fewer."""
    after = practice.effective_audience()
    action = "practices.widen" if WIDTH[after] > WIDTH[before] else "practices.narrow"
    data = {"before": str(before), "after": str(after), "protocol": practice.protocol_id, "reason": reason}
    data["network"] = practice.network_id
    log(instance=practice, action=action, user=by, data=data)
