"""From the wish to join to the vote of the committee."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.memberships.committee import counted
from exchange.memberships.rules import Votes
from exchange.models import (
    Category,
    Charter,
    Membership,
    MembershipApplication,
    MembershipState,
    SponsorAnswer,
)
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import DecidedBy
from exchange.models.memberships import CONTRIBUTING, Basis
from exchange.refusal import Refused

from .steps import (
    lock_body,
    locked,
    office_of,
    require_body,
    require_committee,
    require_office,
    take,
)


def place_of(organisation, network) -> Membership:
    """Return the place that a body has in a network, locked, or a new one that is not saved yet."""
    # Two new places would be one too many.
    lock_body(organisation.pk)
    found = Membership.objects.filter(organisation=organisation, network=network).first()
    if found:
        return locked(found)
    return Membership(organisation=organisation, network=network, basis=Basis.APPLICATION)


def locked_application(application) -> MembershipApplication:
    lock_body(application.organisation_id)
    applications = MembershipApplication.objects.select_for_update(of=("self",))
    application = applications.select_related("organisation", "network", "sponsor").get(pk=application.pk)
    if application.closed_at:
        raise Refused(_("This application is closed."))
    return application


@transaction.atomic
def keep_draft(organisation, *, network, values: dict, by) -> MembershipApplication:
    """Keep what was written of an application so far; only the body reads it."""
    require_body(organisation, by)
    lock_body(organisation.pk)
    drafts = MembershipApplication.objects.open().filter(organisation=organisation, network=network)
    application = drafts.first() or MembershipApplication(organisation=organisation, network=network)
    if application.submitted_at:
        raise Refused(_("This application has already been sent; withdraw it to change it."))
    for name, value in values.items():
        setattr(application, name, value)
    application.save()
    return application


@transaction.atomic
def apply(application, *, by) -> Membership:
    """Send an application: the sponsoring organisation is asked first, then the committee."""
    application = locked_application(application)
    require_body(application.organisation, by)
    if application.submitted_at:
        raise Refused(_("This application has already been sent."))
    refuse_incomplete(application)
    refuse_sponsor(application)
    membership = place_of(application.organisation, application.network)
    application.submitted_at, application.submitted_by = timezone.now(), by
    application.sponsor_answer = SponsorAnswer.AWAITED
    application.save()
    take(
        membership,
        Event.APPLY,
        by=by,
        capacity=DecidedBy.BODY,
        category=application.category,
        **application.addresses(),
    )
    return membership


def refuse_incomplete(application) -> None:
    missing = [
        str(application._meta.get_field(name).verbose_name)
        for name in (*application.ADDRESSES, "category", "motivation", "sponsor", "charter")
        if not getattr(application, name)
    ]
    if missing:
        raise Refused(_("This is still missing: %(fields)s.") % {"fields": ", ".join(missing)})
    if application.charter != Charter.objects.in_force():
        raise Refused(_("The charter has a newer version: read it before you send the application."))


def refuse_sponsor(application) -> None:
    seniors = Membership.objects.of_seniority(timezone.localdate())
    if not seniors.filter(organisation=application.sponsor, network=application.network).exists():
        raise Refused(
            _(
                "%(body)s cannot vouch for you: a sponsoring organisation has been an active member of "
                "this network for at least %(months)s months."
            )
            % {"body": application.sponsor, "months": settings.SPONSOR_MONTHS}
        )


@transaction.atomic
def withdraw_application(application, *, by) -> Membership:
    """Take an application back before it is decided."""
    application = locked_application(application)
    require_body(application.organisation, by)
    if not application.submitted_at:
        raise Refused(_("This application is not sent yet."))
    membership = place_of(application.organisation, application.network)
    take(membership, Event.WITHDRAW_APPLICATION, by=by, capacity=DecidedBy.BODY)
    close(application)
    return membership


@transaction.atomic
def answer_for(application, *, answers: bool, comment="", by) -> Membership:
    """Answer for a body, or say that one does not: then it asks another organisation."""
    application = locked_application(application)
    require_body(application.sponsor, by)
    if not application.submitted_at or application.sponsor_answer:
        raise Refused(_("This application no longer needs an answer from you."))
    if answers:
        refuse_sponsor(application)
    membership = place_of(application.organisation, application.network)
    application.sponsor_answer = SponsorAnswer.YES if answers else SponsorAnswer.NO
    application.sponsor_comment = comment.strip()
    if not answers:
        # It becomes a draft again, with everything that was written.
        application.submitted_at = None
    application.save()
    take(
        membership,
        Event.SPONSOR if answers else Event.DECLINE_TO_SPONSOR,
        by=by,
        capacity=DecidedBy.SPONSOR,
        reason=comment,
    )
    return membership


@transaction.atomic
def examine(membership, *, reason="", by, seen=None) -> Membership:
    """Begin to examine an application that an organisation answers for."""
    membership = locked(membership, seen=seen)
    require_office(membership, by)
    application = sent_application(membership)
    if application is None or application.sponsor_answer != SponsorAnswer.YES:
        raise Refused(_("The sponsoring organisation has not vouched for this organisation yet."))
    take(membership, Event.EXAMINE, by=by, capacity=office_of(by), reason=reason)
    return membership


def sent_application(membership) -> MembershipApplication | None:
    sent = MembershipApplication.objects.submitted().select_related("sponsor", "charter", "submitted_by")
    return sent.of_place(membership).first()


@transaction.atomic
def admit(membership, *, category, votes: Votes, reason, by, seen=None) -> Membership:
    """Admit a body as member or associate; it joins when its head accepts the charter."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    if category not in CONTRIBUTING:
        raise Refused(_("Choose member or associate member."))
    if membership.state == MembershipState.ACTIVE and membership.category != Category.OBSERVER:
        raise Refused(_("This organisation is already a member."))
    refuse_unless_carried(membership, votes, by)
    take(
        membership,
        Event.ADMIT,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        votes=votes,
        reason=reason,
        category=category,
        observation_months=None,
        observes_until=None,
    )
    close_application_of(membership)
    return membership


@transaction.atomic
def observe(membership, *, months: int, votes: Votes, reason, by, seen=None) -> Membership:
    """Admit a body as observer for some months; they begin when its head accepts the charter."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    fewest, most = settings.OBSERVATION_MONTHS
    if not fewest <= months <= most:
        raise Refused(
            _("An organisation is an observer for %(fewest)s to %(most)s months.")
            % {"fewest": fewest, "most": most}
        )
    refuse_unless_carried(membership, votes, by)
    take(
        membership,
        Event.OBSERVE,
        by=by,
        capacity=DecidedBy.COMMITTEE,
        votes=votes,
        reason=reason,
        until=months_later(today_of(membership.organisation), months),
        category=Category.OBSERVER,
        observation_months=months,
    )
    close_application_of(membership)
    return membership


@transaction.atomic
def refuse(membership, *, votes: Votes, reason, by, seen=None) -> Membership:
    """Refuse an application; the body may ask again."""
    membership = locked(membership, seen=seen)
    require_committee(membership, by)
    counted(membership, votes, by=by)
    if votes.carry():
        raise Refused(_("With these votes the organisation is admitted: more are in favour than against."))
    take(membership, Event.REFUSE, by=by, capacity=DecidedBy.COMMITTEE, votes=votes, reason=reason)
    close_application_of(membership)
    return membership


def refuse_unless_carried(membership, votes: Votes, by) -> None:
    counted(membership, votes, by=by)
    if not votes.carry():
        raise Refused(_("These votes are not enough: there must be more in favour than against."))


def close_application_of(membership) -> None:
    application = sent_application(membership)
    if application:
        close(application)


def close(application) -> None:
    application.closed_at = timezone.now()
    application.save(update_fields=["closed_at"])


@transaction.atomic
def change_addresses(membership, *, values: dict, by) -> Membership:
    """Name other functions of a body: whoever leads it, its contact, its content lead, its privacy contact."""
    membership = locked(membership)
    require_body(membership.organisation, by)
    names = [name for name in membership.ADDRESSES if name in values]
    for name in names:
        setattr(membership, name, values[name])
    membership.save(update_fields=names)
    log(instance=membership, action="wagtail.edit", user=by, data={"fields": names})
    return membership
