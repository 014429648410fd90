"""The charter of use: published version by version, accepted by the head of each body."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from exchange.actions import save_and_log
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.models import Category, Charter, CharterAcceptance, Membership, MembershipState
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused, require
from exchange.tasks.memberships import ask_for_charter

from .steps import locked, require_body, take


@transaction.atomic
def publish_charter(charter: Charter, *, by=None) -> Charter:
    """Put a version into force; a new major one is to be accepted again within its days.

    The first version binds those who join from then on: who was a member before is bound by the second.
    """
    require(by, *GOVERNORS)
    former = Charter.objects.select_for_update().newest_first().first()
    if former and (charter.major, charter.minor) <= (former.major, former.minor):
        raise Refused(
            _("Version %(former)s is in force: the next one has a higher number.")
            % {"former": former.version}
        )
    save_and_log(charter, by=by, action="exchange.charter.publish", version=charter.version)
    if former and charter.major > former.major:
        bound = Membership.objects.filter(state__in=REGISTERED_STATES)
        bound.update(charter_due_on=charter.published_on + dt.timedelta(days=settings.CHARTER_DAYS))
        for pk in bound.values_list("pk", flat=True):
            transaction.on_commit(partial(ask_for_charter.enqueue, pk))
    return charter


@transaction.atomic
def accept_charter(membership, *, version: str, head: str, by) -> Membership:
    """Accept the charter in the name of the head of a body; who was admitted joins by it."""
    membership = locked(membership)
    require_body(membership.organisation, by)
    charter = Charter.objects.in_force()
    if charter is None:
        raise Refused(_("No charter is published yet."))
    if version != charter.version:
        raise Refused(_("The charter has a newer version: read it first, then accept it."))
    if not head.strip():
        raise Refused(_("Say who accepts it: the name or function of the head of your organisation."))
    __, is_new = CharterAcceptance.objects.get_or_create(
        charter=charter, membership=membership, defaults={"head": head.strip(), "by": by}
    )
    joins = membership.state == MembershipState.ADMITTED
    if not is_new and not joins:
        raise Refused(_("Your organisation has already accepted this version."))
    take(
        membership,
        Event.ACCEPT_CHARTER,
        by=by,
        capacity=DecidedBy.BODY,
        facts={"charter": charter.version, "head": head.strip()},
        charter_due_on=None,
        **(beginning(membership) if joins else {}),
    )
    return membership


def beginning(membership) -> dict:
    """Return what is true from the day on which a body joins; who comes back keeps its place in the order."""
    today = today_of(membership.organisation)
    months = membership.observation_months if membership.category == Category.OBSERVER else None
    return {
        "accession_on": membership.accession_on or today,
        "left_on": None,
        "observes_until": months_later(today, months) if months else None,
    }
