"""The register of incidents (R-D5): bodies are told at once, so that each can meet its own deadlines."""

from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.models import Incident, IncidentNotice, RoleName, User
from exchange.models.people import PLATFORM_ROLES
from exchange.refusal import Refused, require
from exchange.tasks import mail_incident

REPORTERS = (*PLATFORM_ROLES, RoleName.PRIVACY_DELEGATE)


@transaction.atomic
def report_incident(*, what, kinds_of_data, measures, discovered_at, organisations, by: User) -> Incident:
    """Write an incident down, and tell the privacy contacts of every body that it concerns."""
    require(by, *REPORTERS)
    if discovered_at > timezone.now():
        raise Refused(_("It cannot have been discovered in the future."))
    if not organisations:
        raise Refused(_("Name at least one organisation whose data are concerned."))
    incident = Incident.objects.create(
        what=what,
        kinds_of_data=kinds_of_data,
        measures=measures,
        discovered_at=discovered_at,
        reported_by=by,
    )
    log(instance=incident, action="exchange.data.report_incident", user=by)
    tell(incident, organisations, by=by)
    return incident


@transaction.atomic
def change_incident(incident, *, what, kinds_of_data, measures, organisations, by: User) -> Incident:
    """Complete what is known; bodies that are named only now are told now, and none is left out again."""
    incident = locked(incident, by)
    incident.what, incident.kinds_of_data, incident.measures = what, kinds_of_data, measures
    incident.save()
    log(instance=incident, action="exchange.data.change_incident", user=by)
    known = set(incident.notices.values_list("organisation_id", flat=True))
    tell(incident, [body for body in organisations if body.pk not in known], by=by)
    return incident


@transaction.atomic
def close_incident(incident, *, by: User) -> Incident:
    """Say that everything was done: it stays in the register."""
    incident = locked(incident, by)
    if not incident.measures:
        raise Refused(_("Say first what was done."))
    incident.closed_at = timezone.now()
    incident.save(update_fields=["closed_at"])
    log(instance=incident, action="exchange.data.close_incident", user=by)
    return incident


def locked(incident, by) -> Incident:
    require(by, *PLATFORM_ROLES)
    incident = Incident.objects.select_for_update().get(pk=incident.pk)
    if incident.closed_at:
        raise Refused(_("This incident is closed."))
    return incident


def tell(incident, organisations, *, by) -> None:
    notices = [IncidentNotice(incident=incident, organisation=body) for body in organisations]
    for notice in IncidentNotice.objects.bulk_create(notices):
        transaction.on_commit(partial(mail_incident.enqueue, notice.pk))
    if notices:
        log(instance=incident, action="exchange.data.tell_incident", user=by, data={"count": len(notices)})
