"""The charter of use: published version by version, accepted by the head of each body."""

import datetime as dt
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override
from django.utils.translation import gettext as _

from exchange.actions import save_and_log
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.languages import ORIGINAL_LANGUAGES, localized
from exchange.models import (
    Antenna,
    Category,
    Charter,
    CharterAcceptance,
    Membership,
    MembershipApplication,
    MembershipState,
)
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import REGISTERED_STATES
from exchange.models.people import GOVERNORS
from exchange.refusal import Refused, require
from exchange.tasks.memberships import ask_for_charter, tell_charter_withdrawn

from .steps import locked, require_body, take


@transaction.atomic
def publish_charter(charter: Charter, *, by=None) -> Charter:
    """Put a version into force; a new major one is to be accepted again within its days.

    They count from the announcement, whatever date the version bears. The first version binds those who
    join from then on: who was a member before is bound by the second.
    """
    require(by, *GOVERNORS)
    former = Charter.objects.select_for_update().newest_first().first()
    if former and (charter.major, charter.minor) <= (former.major, former.minor):
        raise Refused(
            _("Version %(former)s is in force: the next one has a higher number.")
            % {"former": former.version}
        )
    if by is not None:
        # Whoever announces it today dates it today; loaded content bears its own date.
        charter.published_on = timezone.localdate()
        refuse_untranslated(charter, former)
    save_and_log(charter, by=by, action="exchange.charter.publish", version=charter.version)
    if former and charter.major > former.major:
        bound = list(concerned().select_for_update(of=("self",)))
        charter.due_before = {
            place.pk: place.charter_due_on.isoformat() if place.charter_due_on else None for place in bound
        }
        charter.save(update_fields=["due_before"])
        for place in bound:
            first = max(charter.published_on, today_of(place.organisation))
            place.charter_due_on = first + dt.timedelta(days=settings.CHARTER_DAYS)
            place.save(update_fields=["charter_due_on"])
            transaction.on_commit(partial(ask_for_charter.enqueue, place.pk))
    return charter


def concerned():
    """Return the memberships that a new major version binds."""
    places = Membership.objects.filter(state__in=REGISTERED_STATES)
    return places.select_related("organisation", "network").order_by("pk")


def refuse_untranslated(charter, former) -> None:
    """Refuse a version that some members could not read in their language; fr-CA holds only what differs."""
    names = ["text", "changes"] if former else ["text"]
    missing = [
        f"{charter._meta.get_field(name).verbose_name} ({label})"
        for name in names
        for code, label in ORIGINAL_LANGUAGES
        if not (getattr(charter, localized(name, code)) or "").strip()
    ]
    if missing:
        raise Refused(
            _("The charter binds everybody in their own language. This is still missing: %(fields)s.")
            % {"fields": ", ".join(missing)}
        )


@transaction.atomic
def withdraw_charter(charter: Charter, *, by) -> Charter:
    """Take a version back while nobody has accepted it: what held before holds again."""
    require(by, *GOVERNORS)
    charter = Charter.objects.select_for_update().get(pk=charter.pk)
    if charter != Charter.objects.in_force():
        raise Refused(_("Only the version in force can be withdrawn."))
    if Charter.objects.newest_first().count() == 1:
        raise Refused(_("This is the first version: publish another one instead."))
    if (
        charter.acceptances.exists()
        or MembershipApplication.objects.submitted().filter(charter=charter).exists()
    ):
        raise Refused(_("Somebody has already accepted this version: publish another one instead."))
    for place in Membership.objects.select_for_update().filter(pk__in=list(map(int, charter.due_before))):
        before = charter.due_before[str(place.pk)]
        place.charter_due_on = dt.date.fromisoformat(before) if before else None
        place.save(update_fields=["charter_due_on"])
        transaction.on_commit(partial(tell_charter_withdrawn.enqueue, place.pk, charter.pk))
    # A draft names the version that its writer has read: there is none.
    MembershipApplication.objects.open().filter(charter=charter).update(charter=None)
    charter.withdrawn_at = timezone.now()
    return save_and_log(charter, by=by, action="exchange.charter.withdraw", version=charter.version)


@transaction.atomic
def accept_charter(membership, *, version: str, head: str, by, by_head=False) -> Membership:
    """Accept the charter in the name of the head of a body; who was admitted joins by it.

    by_head: the head did it, through the link to its functional address and a code.
    """
    membership = locked(membership)
    if not by_head:
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
        facts={"charter": charter.version, "head": head.strip(), "by_link": by_head},
        charter_due_on=None,
        **(beginning(membership) if joins else {}),
    )
    if joins:
        open_antenna(membership, by)
    return membership


def open_antenna(membership, by) -> None:
    """Let the contact that a body named when it asked to join be found by readers, from its first day on."""
    body, address = membership.organisation, membership.contact_email
    if not address or body.antennas.filter(email__iexact=address).exists():
        return
    antenna = Antenna(organisation=body, email=address, as_of=today_of(body))
    for code, _label in ORIGINAL_LANGUAGES:
        with override(code):
            setattr(antenna, localized("name", code), gettext("Contact antenna"))
    save_and_log(antenna, by=by)


def beginning(membership) -> dict:
    """Return what is true from the day on which a body joins; who comes back keeps its place in the order."""
    today = today_of(membership.organisation)
    months = membership.observation_months if membership.category == Category.OBSERVER else None
    return {
        "accession_on": membership.accession_on or today,
        "left_on": None,
        "observes_until": months_later(today, months) if months else None,
    }
